/** @file Ranges of subgroups. */
#pragma once

#include <kvalspc/chart/s.hpp>

namespace kvalspc::chart {

/** d2 and d3. */
struct RangeFactors {
  template <Real R>
  [[nodiscard]] static R mean(const R& n, bool printed) noexcept {
    return math::d2(n, printed);
  }
  template <Real R>
  [[nodiscard]] static R spread_of(const R& n) noexcept {
    return math::d3(n);
  }
};

/**
 * R chart: ranges (largest - smallest) of subgroups of 2 to 25 measurements. Numerator = range, denominator =
 * size. The centre line is d2(n) sigma; with equal sizes limits are the textbook's D3 and D4 times the mean
 * range.
 *
 * Choose it beside an x-bar chart of small subgroups (up to about ten) where a range is easier to explain
 * than a standard deviation. Not for larger ones: a range uses two measurements and wastes the others (take
 * s). Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, ch. 6.2.
 */
struct R : WithinFormulas<RangeFactors> {
  static constexpr std::string_view name = "r";

  [[nodiscard]] static constexpr Within within(const Conventions& /*conventions*/) { return Within::range; }
};

}  // namespace kvalspc::chart
