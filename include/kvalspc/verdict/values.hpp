/** @file Did the level of measured values change: ranks (exact) and Welch's t (quasi). */
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/math/rank.hpp>
#include <kvalspc/math/sample.hpp>
#include <kvalspc/verdict/effect.hpp>

namespace kvalspc::verdict {

/** The values of the points in [first, end) that count. */
[[nodiscard]] inline std::vector<double> values_of(const chart::Points& points, std::size_t first,
                                                   std::size_t end) {
  std::vector<double> values;
  values.reserve(end - first);
  for (std::size_t k = first; k < end; ++k) {
    if (points.counts(k)) values.push_back(points.series.numerator[k] / points.series.denominator_at(k));
  }
  return values;
}

/** Variance of a period's value around its side's mean, both sides pooled; 0 with fewer than two values on
 * each. */
[[nodiscard]] inline double pooled_variance(const chart::Points& points, Split split) {
  double squares = 0.0, degrees = 0.0;
  for (const auto& values : {values_of(points, 0, split.start), values_of(points, split.start, split.end)}) {
    if (values.size() < 2) continue;
    const double free = static_cast<double>(values.size()) - 1.0;
    squares += math::moments(values).variance * free;
    degrees += free;
  }
  return degrees > 0.0 ? squares / degrees : 0.0;
}

/** Level of a side of values: mean or median of its periods. */
[[nodiscard]] inline Side value_side(const chart::Points& points, std::size_t first, std::size_t end,
                                     bool median) {
  std::vector<double> values = values_of(points, first, end);
  Side side = sum_side(points, first, end);
  side.level = std::numeric_limits<double>::quiet_NaN();
  if (values.empty()) return side;
  side.level = median ? math::median_in_place(std::span<double>(values)) : math::moments(values).mean;
  return side;
}

/**
 * Tests two sides of values. Exact: rank-sum test with the Hodges-Lehmann shift. Quasi (means only): Welch
 * (1947), Biometrika 34:28-35. Ratios are not given: a value may have no natural zero.
 */
[[nodiscard]] inline Evidence test_values(const chart::Points& points, Split split, bool median,
                                          double alpha) {
  const std::vector<double> before = values_of(points, 0, split.start);
  const std::vector<double> after = values_of(points, split.start, split.end);
  Evidence evidence;
  if (before.empty() || after.empty()) return evidence;
  const math::Shift shift = math::shift_of(before, after, alpha);
  evidence.exact.p = shift.p;
  evidence.exact.effect = shift.estimate;
  evidence.exact.effect_lower = shift.interval.lower;
  evidence.exact.effect_upper = shift.interval.upper;
  evidence.smallest_p = math::RankSum(before.size(), after.size()).two_sided(0);
  if (before.size() < 2 || after.size() < 2) return evidence;

  const math::Moments m0 = math::moments(before), m1 = math::moments(after);
  const double n0 = static_cast<double>(before.size()), n1 = static_cast<double>(after.size());
  const double v0 = m0.variance / n0, v1 = m1.variance / n1;
  const double error = std::sqrt(v0 + v1);
  if (!(error > 0.0)) return evidence;
  Residuals residuals;
  const auto value = [&](std::size_t k) {
    return points.series.numerator[k] / points.series.denominator_at(k);
  };
  add_residuals(residuals, points, 0, split.start, [&](std::size_t k) { return value(k) - m0.mean; });
  add_residuals(residuals, points, split.start, split.end, [&](std::size_t k) { return value(k) - m1.mean; });
  evidence.autocorrelation = residuals.autocorrelation();
  const double degrees = (v0 + v1) * (v0 + v1) / (v0 * v0 / (n0 - 1.0) + v1 * v1 / (n1 - 1.0));
  const double difference = m1.mean - m0.mean;
  const double correlated = std::sqrt(residuals.autocorrelation_factor());
  evidence.p_adjusted = math::students_t_two_sided(difference / (error * correlated), degrees);
  if (median) return evidence;
  const double margin = math::students_t_quantile_upper(0.5 * alpha, degrees) * error;
  evidence.quasi.p = math::students_t_two_sided(difference / error, degrees);
  evidence.quasi.effect = difference;
  evidence.quasi.effect_lower = difference - margin;
  evidence.quasi.effect_upper = difference + margin;
  return evidence;
}

}  // namespace kvalspc::verdict
