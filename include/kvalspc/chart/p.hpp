/** @file p chart. */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * p chart: proportion of events in subgroups of unequal size.
 *
 * Choose it for shares of patients (numerator of denominator). Not when the denominators are huge and the
 * shares vary more than chance (then p'), nor when fewer than one event is expected a period (widen the
 * period, or count between events). Shewhart (1931); Montgomery, Introduction to Statistical Quality Control,
 * ch. 7.
 */
struct P : RatioFormulas {
  static constexpr std::string_view name = "p";
  static constexpr Domain domain = Domain::proportions;
  static constexpr Bounds bounds{0.0, 1.0};
  static constexpr Centre centre = Centre::ratio;
  static constexpr Spread spread = Spread::theoretical;
  static constexpr Counts counts = Counts::binomial;

  /** Of a share of so many. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R variance(const Level<R>& level, R denominator) {
    return level.centre * (R(1.0) - level.centre) / denominator;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    return math::root(variance(level, denominator));
  }

  /** (3 sigma n N)^2, to be compared with deviation^2: (y/n - c)^2 > 9 c (1 - c) / n with c = Y/N, times (n
   * N)^2. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R squared_limit(R denominator, const Level<R>& level) {
    return denominator *
           (squared_width<R>() * (level.sum_numerator * (level.sum_denominator - level.sum_numerator)));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants&) {
    const R d = deviation(numerator, denominator, level);
    return squared_limit(denominator, level) < d * d;
  }
};

}  // namespace kvalspc::chart
