/** @file g chart. */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * g chart: number of patients (or days) between rare events. The value counts what passed without the event,
 * so two events in a row are 0.
 *
 * Choose it when events are so rare that most periods have none. The centre line is the median, because the
 * values are skewed; limits rest on the mean. Its 3-sigma limits have no lower limit and cannot see
 * deterioration: prefer the exact ones. Benneyan (2001), Health Care Manag. Sci. 4:305-318; Provost and
 * Murray, The Health Care Data Guide (2011).
 */
struct G : ValueFormulas {
  static constexpr std::string_view name = "g";
  static constexpr Domain domain = Domain::counts;
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr DenominatorUse denominator_use = DenominatorUse::none;
  static constexpr Centre centre = Centre::median_beside_mean;
  static constexpr Spread spread = Spread::theoretical;
  static constexpr Counts counts = Counts::geometric;

  [[nodiscard]] static constexpr bool takes_median(const Conventions& /*conventions*/) { return true; }

  /** The mean: limits rest on it. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R middle(const Level<R>& level, R /*denominator*/) {
    return level.sum_numerator / level.sum_denominator;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator, const RangeConstants&) {
    const R mean = middle(level, denominator);
    return math::root(R(mean * (mean + R(1.0))));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(R(numerator - middle(level, denominator)), sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
