/** @file Standard deviations of subgroups. */
#pragma once

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/math/subgroup.hpp>

namespace kvalspc::chart {

/** What the charts of spread within subgroups share: the value is a measure of spread, `Factors` its mean and
 * standard deviation in sigmas for a subgroup of a size. */
template <class Factors>
struct WithinFormulas : Formulas {
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr Centre centre = Centre::spread;
  static constexpr Spread spread = Spread::within;
  static constexpr Counts counts = Counts::none;
  static constexpr DenominatorUse denominator_use = DenominatorUse::needed;

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R point(R numerator, R /*denominator*/) {
    return numerator;
  }
  /** What a subgroup of this size shows on average. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown_centre(const Level<R>& level, R denominator) {
    return level.pooled ? level.spread : R(Factors::mean(denominator, level.printed) * level.spread);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R middle(const Level<R>& level, R denominator) {
    return shown_centre(level, denominator);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return numerator - shown_centre(level, denominator);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    const R one = level.pooled ? R(level.spread / Factors::mean(denominator, level.printed)) : level.spread;
    return one * Factors::spread_of(denominator);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(deviation(numerator, denominator, level), sigma(level, denominator, constants));
  }
};

/** c4 and sqrt(1 - c4^2). */
struct DeviationFactors {
  template <Real R>
  [[nodiscard]] static R mean(const R& n, bool /*printed*/) noexcept {
    return math::c4(n);
  }
  template <Real R>
  [[nodiscard]] static R spread_of(const R& n) noexcept {
    return math::c5(n);
  }
};

/**
 * s chart: standard deviations of subgroups. Numerator = standard deviation, denominator = size; a subgroup
 * of one has none. The centre line is c4(n) sigma, so with unequal sizes it moves with n, as the mean of a
 * standard deviation does; with equal sizes limits are the textbook's B3 and B4 times the mean.
 *
 * Choose it beside an x-bar chart, to see whether the spread is stable. Not for subgroups that have less than
 * two measurements most of the time. Shewhart (1931); Montgomery, Introduction to Statistical Quality
 * Control, ch. 6.3; unequal sizes: chart/within.hpp.
 */
struct S : WithinFormulas<DeviationFactors> {
  static constexpr std::string_view name = "s";

  [[nodiscard]] static constexpr Within within(const Conventions& /*conventions*/) { return Within::sd; }
};

}  // namespace kvalspc::chart
