/** @file The sides of a series and their tests, whatever the kind of level. */
#pragma once

#include <cstddef>
#include <optional>

#include <kvalspc/verdict/effect.hpp>
#include <kvalspc/verdict/gaps.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/shared_dispersion.hpp>
#include <kvalspc/verdict/test.hpp>
#include <kvalspc/verdict/values.hpp>

namespace kvalspc::verdict {

/** One side of a series, with its level. */
[[nodiscard]] inline Side side_of(Measure measure, const chart::Points& points, std::size_t first,
                                  std::size_t end) {
  return counts_events(measure) || counts_gaps(measure)
             ? sum_side(points, first, end)
             : value_side(points, first, end, measure == Measure::medians);
}

/** Tests two sides, each with at least one period. */
[[nodiscard]] inline Evidence test_sides(Measure measure, const chart::Points& points, Split split,
                                         const Side& before, const Side& after, double alpha,
                                         const std::optional<DispersionPrior>& prior = {}) {
  switch (measure) {
    case Measure::proportions:
      return test_counts<Proportions>(points, split, before, after, alpha, prior);
    case Measure::rates:
      return test_counts<Rates>(points, split, before, after, alpha, prior);
    case Measure::times:
      return test_gaps<Times>(points, split, before, after, alpha);
    case Measure::cases:
      return test_gaps<Cases>(points, split, before, after, alpha);
    default:
      return test_values(points, split, measure == Measure::medians, alpha);
  }
}

/** The same without the intervals of counts, for questions that only need the p-values. */
[[nodiscard]] inline Evidence p_values_of_sides(Measure measure, const chart::Points& points, Split split,
                                                const Side& before, const Side& after, double alpha,
                                                const std::optional<DispersionPrior>& prior = {}) {
  Evidence evidence;
  switch (measure) {
    case Measure::proportions:
      test_counts<Proportions>(evidence, points, split, before, after, prior);
      return evidence;
    case Measure::rates:
      test_counts<Rates>(evidence, points, split, before, after, prior);
      return evidence;
    default:
      return test_sides(measure, points, split, before, after, alpha, prior);
  }
}

/** What a unit lends to those it is scored with; nothing when its counts cannot vary, or are values. */
[[nodiscard]] inline std::optional<UnitDispersion> dispersion_of(Measure measure, const chart::Points& points,
                                                                 Split split) {
  if (!counts_events(measure)) return {};
  const Side before = sum_side(points, 0, split.start);
  const Side after = sum_side(points, split.start, split.end);
  if (before.n == 0 || after.n == 0 || before.n + after.n <= fitted_levels) return {};
  const math::TwoCounts t = two_counts(before, after);
  const auto lend = [&]<class Family>() -> std::optional<UnitDispersion> {
    if (Family::constant(t)) return {};
    const Residuals residuals = residuals_of_counts<Family>(points, split, before, after);
    const double a_period = (t.n0 + t.n1) / static_cast<double>(residuals.n);
    const double degrees = static_cast<double>(residuals.n - fitted_levels);
    return UnitDispersion{residuals.dispersion(fitted_levels), degrees, Family::volume(t.pooled(), a_period)};
  };
  return measure == Measure::proportions ? lend.template operator()<Proportions>()
                                         : lend.template operator()<Rates>();
}

}  // namespace kvalspc::verdict
