/** @file The permutation scan: is the best split better than those of the same periods in other orders? */
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include <kvalspc/math/random.hpp>
#include <kvalspc/verdict/gathered.hpp>

namespace kvalspc::verdict {

namespace detail {

/** Largest standardised difference between the periods before and after a split, whichever split. */
[[nodiscard]] inline double largest_split(const std::vector<double>& residual,
                                          const std::vector<double>& weight, double total) noexcept {
  double sum = 0.0, size = 0.0, largest = 0.0;
  for (std::size_t k = 0; k + 1 < residual.size(); ++k) {
    sum += residual[k];
    size += weight[k];
    largest = std::max(largest, sum * sum / (size * (total - size)));
  }
  return largest;
}

}  // namespace detail

/**
 * Permutation p-value of the largest split: periods are exchanged with their weights, so dispersion does not
 * matter.
 *
 * A fixed seed, and a generator and shuffle that give the same sequence everywhere.
 */
[[nodiscard]] inline double permuted_p(const Gathered& g) {
  constexpr int permutations = 999;
  constexpr int enough = 100;  // exceedances after which p is surely far above any level
  const std::size_t size = g.x.size();
  double x = 0.0, n = 0.0;
  for (std::size_t k = 0; k < size; ++k) x += g.x[k], n += g.n[k];
  std::vector<double> residual(size), weight = g.n;
  for (std::size_t k = 0; k < size; ++k) residual[k] = g.x[k] - g.n[k] * (x / n);
  const double observed = detail::largest_split(residual, weight, n) * (1.0 - 1e-9);
  std::mt19937_64 random(20240917);
  math::SimulatedP simulated(permutations, enough);
  while (simulated.unfinished()) {
    for (std::size_t k = size - 1; k > 0; --k) {
      const auto j = static_cast<std::size_t>(random() % (k + 1));
      std::swap(residual[k], residual[j]);
      std::swap(weight[k], weight[j]);
    }
    simulated.add(detail::largest_split(residual, weight, n) >= observed);
  }
  return simulated.p();
}

}  // namespace kvalspc::verdict
