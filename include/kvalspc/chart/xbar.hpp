/** @file Means of subgroups. */
#pragma once

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/math/subgroup.hpp>

namespace kvalspc::chart {

/**
 * x-bar chart: means of subgroups of measurements, limits from how measurements differ within the subgroups
 * (their standard deviations; or, as `Conventions::within` says, their ranges). Numerator = sum of a
 * subgroup, denominator = its size, `Series::within` = its standard deviation or range.
 *
 * Choose it for a few to some hundred measurements a period, when periods differ only by chance: lengths of
 * stay of samples, laboratory controls. Not when the level itself moves a little from period to period, as it
 * does in most health care: limits are then far too narrow (take ip, or i of the means). S or R shows whether
 * the spread is stable: read it first. Shewhart (1931); Montgomery, Introduction to Statistical Quality
 * Control, ch. 6.2-6.3; unequal sizes: chart/within.hpp.
 */
struct Xbar : RatioFormulas {
  static constexpr std::string_view name = "xbar";
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{};
  static constexpr Centre centre = Centre::ratio;
  static constexpr Spread spread = Spread::within;
  static constexpr Counts counts = Counts::none;
  static constexpr DenominatorUse denominator_use = DenominatorUse::needed;

  /** What `Series::within` holds. */
  [[nodiscard]] static constexpr Within within(const Conventions& conventions) { return conventions.within; }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    const R one = level.pooled ? R(level.spread / math::c4(denominator)) : level.spread;
    return one / math::root(denominator);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(R(point(numerator, denominator) - level.centre),
                        sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
