/** @file Individuals chart (the X of XmR). */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * I chart: individual values around their mean, spread from the mean moving range; its panel of moving ranges
 * is Mr.
 *
 * Choose it for one measured value a period (mean waiting time, a cost) with roughly symmetric noise. Not for
 * counts of few events (p, u), nor for ratios with very unequal denominators. `Conventions::median_centre`
 * and `median_ranges` keep outliers from moving the centre line and from widening the limits (median range /
 * .954, so 3.145 times it; Wheeler and Chambers 1992), at the price of less precise limits. Shewhart (1931);
 * Nelson (1982), J. Qual. Technol. 14:172-173; Montgomery, Introduction to Statistical Quality Control,
 * ch. 6.4; Wheeler and Chambers (1992).
 */
struct I : ValueFormulas {
  static constexpr std::string_view name = "i";
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{};
  static constexpr Centre centre = Centre::mean;
  static constexpr Spread spread = Spread::moving_range;
  static constexpr bool takes_median_ranges = true;

  [[nodiscard]] static constexpr bool takes_median(const Conventions& conventions) {
    return conventions.median_centre;
  }

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R /*denominator*/,
                                              const RangeConstants& constants) {
    return level.spread / R(constants.d2);
  }

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(deviation(numerator, denominator, level), sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
