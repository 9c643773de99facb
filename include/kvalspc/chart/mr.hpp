/** @file Moving-range chart (the mR of XmR). */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * Moving ranges: the distance between consecutive values, with the upper limit D4 times their mean
 * (or, as `Conventions::median_ranges`, 3.865 times their median).
 *
 * Choose it beside an I chart, to see whether the spread itself is stable; it is not read for runs, since
 * neighbouring ranges share a value. Montgomery, Introduction to Statistical Quality Control, ch. 6.4.
 */
struct Mr : ValueFormulas {
  static constexpr std::string_view name = "mr";
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr Centre centre = Centre::mean;
  static constexpr Spread spread = Spread::theoretical;
  static constexpr bool takes_median_ranges = true;

  [[nodiscard]] static constexpr bool takes_median(const Conventions& conventions) {
    return conventions.median_ranges;
  }
  /** Its points are the ranges between the series' values; see chart/points.hpp. */
  static constexpr bool of_ranges = true;

  /** A third of the way from the mean to D4 times the mean. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R /*denominator*/,
                                              const RangeConstants& constants) {
    return (R(constants.D4) - R(1.0)) * level.centre / R(constants::shewhart_width);
  }

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(deviation(numerator, denominator, level), sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
