/** @file The permutation scan: is the best split better than those of the same periods in other orders? */
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <kvalspc/math/random.hpp>
#include <kvalspc/verdict/gathered.hpp>

namespace kvalspc::verdict {

/** Permutations behind the p-value of a search: the smallest, 1/10 000, finds one unit of five hundred at q =
 * .05. */
inline constexpr int search_permutations = 9'999;

/** Permutations where only a level of .01 and above is asked for. */
inline constexpr int check_permutations = 999;

namespace detail {

/** A period's distance from the mean of all, and its weight. */
struct Residual {
  double sum, weight;
};

/** Largest standardised difference between the periods before and after a split, whichever split. */
[[nodiscard]] inline double largest_split(std::span<const Residual> residuals, double total) noexcept {
  double sum = 0.0, size = 0.0, largest = 0.0;
  for (std::size_t k = 0; k + 1 < residuals.size(); ++k) {
    sum += residuals[k].sum;
    size += residuals[k].weight;
    largest = std::max(largest, sum * sum / (size * (total - size)));
  }
  return largest;
}

/** Is there a split with a standardised difference of `observed` or more? */
[[nodiscard]] inline bool reaches(std::span<const Residual> residuals, double total,
                                  double observed) noexcept {
  double sum = 0.0, size = 0.0;
  for (std::size_t k = 0; k + 1 < residuals.size(); ++k) {
    sum += residuals[k].sum;
    size += residuals[k].weight;
    if (sum * sum >= observed * (size * (total - size))) return true;
  }
  return false;
}

/** Any order of the periods with the same probability. Fisher and Yates, by Durstenfeld (1964), Commun. ACM
 * 7:420. */
inline void shuffle(std::span<Residual> residuals, math::Random& random) noexcept {
  for (std::size_t k = residuals.size() - 1; k > 0; --k)
    std::swap(residuals[k], residuals[random.below(k + 1)]);
}

}  // namespace detail

/**
 * Permutation p-value of the largest split: periods are exchanged with their weights, so dispersion does not
 * matter.
 *
 * At most `permutations` orders are drawn, and no more once the p-value is surely far above any level. A
 * fixed seed, and a generator and shuffle that give the same sequence everywhere.
 */
[[nodiscard]] inline double permuted_p(const Gathered& g, int permutations) {
  constexpr int enough = 100;  // orders as extreme after which p is known to a tenth
  const std::size_t size = g.x.size();
  double x = 0.0, n = 0.0;
  for (std::size_t k = 0; k < size; ++k) x += g.x[k], n += g.n[k];
  std::vector<detail::Residual> residuals(size);
  for (std::size_t k = 0; k < size; ++k) residuals[k] = {g.x[k] - g.n[k] * (x / n), g.n[k]};
  const double observed = detail::largest_split(residuals, n) * (1.0 - 1e-9);
  math::Random random(20240917);
  math::SimulatedP simulated(permutations, enough);
  while (simulated.unfinished()) {
    detail::shuffle(residuals, random);
    simulated.add(detail::reaches(residuals, n, observed));
  }
  return simulated.p();
}

}  // namespace kvalspc::verdict
