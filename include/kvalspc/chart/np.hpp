/** @file np chart. */
#pragma once

#include <kvalspc/chart/p.hpp>

namespace kvalspc::chart {

/**
 * np chart: number of events in subgroups of (nearly) equal size; the p chart multiplied by the denominator.
 *
 * Choose it when a count of patients speaks more clearly than a share and the denominators are alike. Not
 * with very unequal denominators: its centre line then moves with them. Montgomery, Introduction to
 * Statistical Quality Control, ch. 7.2.
 */
struct Np : P {
  static constexpr std::string_view name = "np";
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr DenominatorUse denominator_use = DenominatorUse::needed;

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R point(R numerator, R /*denominator*/) {
    return numerator;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown_centre(const Level<R>& level, R denominator) {
    return denominator * level.centre;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R middle(const Level<R>& level, R denominator) {
    return shown_centre(level, denominator);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator,
                                              const RangeConstants& constants) {
    return denominator * P::sigma(level, denominator, constants);
  }
};

}  // namespace kvalspc::chart
