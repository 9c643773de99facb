/** @file Run chart. */
#pragma once

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/**
 * Run chart: values in time order around their median, judged by runs alone; it has no limits.
 *
 * Choose it first, and for any kind of value; it asks for at least ten, better fifteen, points off the
 * median. Not for tiny counts, where many points lie on the median. Perla, Provost and Murray (2011), BMJ
 * Qual. Saf. 20:46-51, doi:10.1136/bmjqs.2009.037895.
 */
struct Run : ValueFormulas {
  static constexpr std::string_view name = "run";
  static constexpr Domain domain = Domain::values;
  static constexpr Bounds bounds{};
  static constexpr Centre centre = Centre::median;
  static constexpr Spread spread = Spread::none;

  [[nodiscard]] static constexpr bool takes_median(const Conventions& /*conventions*/) { return true; }

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>&, R /*denominator*/, const RangeConstants&) {
    return R(std::numeric_limits<double>::quiet_NaN());
  }

  /** Never: a run chart has no limits (NaN compares false). */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return sigma(level, denominator, constants) < deviation(numerator, denominator, level);
  }
};

}  // namespace kvalspc::chart
