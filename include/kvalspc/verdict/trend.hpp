/** @file A steady rise or fall: the slope of the level over time. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::verdict {

/** The level's slope a period, and the p-value of none. */
struct Trend {
  double slope = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
};

/**
 * Trend of x / n over the positions: Cochran (1954), Biometrics 10:417-451; Armitage (1955), Biometrics
 * 11:375-386, with the scatter about the line as its yardstick (Student's t) where that is wider than chance.
 *
 * @param least variance of chance of one unit of n (counts: of the family at its level; values: 0)
 * @return NaN with fewer than three periods
 */
[[nodiscard]] inline Trend trend_of(std::span<const double> x, std::span<const double> n,
                                    std::span<const std::size_t> position, double least) noexcept {
  Trend trend;
  if (x.size() < 3) return trend;
  math::OrderedSum<double> counts, weights, times;
  for (std::size_t k = 0; k < x.size(); ++k) {
    counts.add(k, x[k]);
    weights.add(k, n[k]);
    times.add(k, n[k] * static_cast<double>(position[k]));
  }
  const double level = counts.total() / weights.total();
  const double middle = times.total() / weights.total();
  const auto time = [&](std::size_t k) { return static_cast<double>(position[k]) - middle; };
  math::OrderedSum<double> products, squares, residuals;
  for (std::size_t k = 0; k < x.size(); ++k) {
    products.add(k, time(k) * (x[k] - n[k] * level));
    squares.add(k, n[k] * time(k) * time(k));
  }
  trend.slope = products.total() / squares.total();
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double off = x[k] - n[k] * (level + trend.slope * time(k));
    residuals.add(k, off * off / n[k]);
  }
  const double degrees = static_cast<double>(x.size()) - 2.0;
  const double variance = std::max(least, residuals.total() / degrees);
  if (!(variance > 0.0)) return trend;
  trend.p = math::students_t_two_sided(trend.slope * std::sqrt(squares.total() / variance), degrees);
  return trend;
}

}  // namespace kvalspc::verdict
