/** @file Normalised individuals chart. */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * I' chart: individual ratios of very unequal denominators; a point's limits widen as its denominator
 * shrinks, and the spread comes from neighbouring points, each range brought to the same footing.
 *
 * Choose it for monthly means of few and many patients (numerator = sum, denominator = patients), or for
 * ratios of anything. Not for small counts (p, u). Taylor, "Normalized Individuals (IN) chart" (2018),
 * variation.com.
 */
struct Ip : RatioFormulas {
  static constexpr std::string_view name = "ip";
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{};
  static constexpr Centre centre = Centre::ratio;
  static constexpr Spread spread = Spread::moving_range;
  static constexpr Counts counts = Counts::none;

  /** |difference| over its own standard deviation for sigma = 1, times sqrt(pi / 2): its mean is sigma. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R range(R value0, R n0, R value1, R n1, const Level<R>&) {
    return R(constants::root_half_pi) * math::magnitude(R(value1 - value0)) /
           math::root(R(R(1.0) / n0 + R(1.0) / n1));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    return level.spread * math::root(R(R(1.0) / denominator));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(R(point(numerator, denominator) - level.centre),
                        sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
