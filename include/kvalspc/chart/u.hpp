/** @file u chart. */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * u chart: events per exposure (patient-days, stays) of unequal size.
 *
 * Choose it for rates where one patient can have several events, or where exposure is time. Not for shares of
 * patients (p chart). Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, ch. 7.
 */
struct U : RatioFormulas {
  static constexpr std::string_view name = "u";
  static constexpr Domain domain = Domain::counts;
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr Centre centre = Centre::ratio;
  static constexpr Spread spread = Spread::theoretical;
  static constexpr Counts counts = Counts::poisson;

  /** Of a rate over so much. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R variance(const Level<R>& level, R denominator) {
    return level.centre / denominator;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    return math::root(variance(level, denominator));
  }

  /** (3 sigma n N)^2, to be compared with deviation^2: (y/n - c)^2 > 9 c / n with c = Y/N, times (n N)^2. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R squared_limit(R denominator, const Level<R>& level) {
    return denominator * (squared_width<R>() * (level.sum_numerator * level.sum_denominator));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants&) {
    const R d = deviation(numerator, denominator, level);
    return squared_limit(denominator, level) < d * d;
  }
};

}  // namespace kvalspc::chart
