/** @file Quantiles of a sample. */
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace kvalspc::math {

/**
 * Quantile of `sorted` (ascending, at least one) below which a share of `probability` lies, between
 * neighbours by a straight line: type 7 of Hyndman and Fan (1996), Am. Stat. 50:361-365, the default of R and
 * NumPy.
 */
[[nodiscard]] inline double quantile_of_sorted(std::span<const double> sorted, double probability) noexcept {
  const double place = static_cast<double>(sorted.size() - 1) * probability;
  const double below = std::floor(place);
  const auto k = static_cast<std::size_t>(below);
  if (k + 1 >= sorted.size()) return sorted.back();
  return sorted[k] + (place - below) * (sorted[k + 1] - sorted[k]);
}

}  // namespace kvalspc::math
