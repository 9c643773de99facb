/** @file The moment estimate of a variance between units: one formula for funnels and meta-analyses. */
#pragma once

#include <algorithm>
#include <span>

#include <kvalspc/math/sum.hpp>

namespace kvalspc::math {

/**
 * Variance between units, never below 0, from Q = sum of squared standardised residuals about the weighted
 * mean.
 *
 * tau2 = (Q - degrees) / (sum w - sum w^2 / sum w), w = 1 / (variance of chance of each unit): DerSimonian
 * and Laird (1986), Control. Clin. Trials 7:177-188.
 */
[[nodiscard]] inline double moment_variance(double q, double degrees,
                                            std::span<const double> weights) noexcept {
  OrderedSum<double> sum, squares;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    sum.add(k, weights[k]);
    squares.add(k, weights[k] * weights[k]);
  }
  const double total = sum.total();
  return std::max(0.0, (q - degrees) / (total - squares.total() / total));
}

}  // namespace kvalspc::math
