#include <kvalspc/verdict/permutation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;

namespace {

/** Largest standardised difference over the splits of the periods in this order, from the two means. */
double slow_statistic(const verdict::Gathered& g, const std::vector<std::size_t>& order) {
  double x = 0.0, n = 0.0;
  for (std::size_t k = 0; k < order.size(); ++k) x += g.x[k], n += g.n[k];
  double largest = 0.0, x0 = 0.0, n0 = 0.0;
  for (std::size_t k = 0; k + 1 < order.size(); ++k) {
    x0 += g.x[order[k]], n0 += g.n[order[k]];
    const double difference = x0 / n0 - (x - x0) / (n - n0);
    largest = std::max(largest, difference * difference / (1.0 / n0 + 1.0 / (n - n0)));
  }
  return largest;
}

/** The share of all orders that are as extreme as the one seen. */
double p_of_all_orders(const verdict::Gathered& g) {
  std::vector<std::size_t> order(g.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const double observed = slow_statistic(g, order) * (1.0 - 1e-9);
  int extreme = 0, all = 0;
  do {
    ++all;
    extreme += slow_statistic(g, order) >= observed ? 1 : 0;
  } while (std::next_permutation(order.begin(), order.end()));
  return static_cast<double>(extreme) / all;
}

verdict::Gathered periods(std::size_t size, double level_after, reference::Random& random) {
  verdict::Gathered g;
  for (std::size_t k = 0; k < size; ++k) {
    const int n = random.whole(5, 40);
    g.x.push_back(random.binomial(n, k < size / 2 ? 0.3 : level_after));
    g.n.push_back(n);
    g.position.push_back(k);
  }
  return g;
}

}  // namespace

TEST_CASE("Permuted p: the share of all 5 040 orders of seven periods, with and without a shift") {
  reference::Random random(19);
  int small = 0;
  for (int trial = 0; trial < 12; ++trial) {
    const verdict::Gathered g = periods(7, trial % 2 == 0 ? 0.3 : 0.8, random);
    const double all = p_of_all_orders(g), p = verdict::permuted_p(g, verdict::search_permutations);
    INFO("trial " << trial << " all orders " << all << " drawn " << p);
    // Five standard errors: a tenth of p where drawing stopped early, else those of the draws.
    CHECK(std::abs(p - all) <
          std::max(0.5 * all, 5.0 * std::sqrt(all / verdict::search_permutations)) + 1e-4);
    small += p < 0.1 ? 1 : 0;
  }
  CHECK(small >= 2);  // near the smallest that seven periods can give, 2 (3! 4!) / 7! = .057
}

TEST_CASE(
    "Permuted p of a large shift is the smallest that the orders can give, small enough for many units") {
  reference::Random random(20);
  const verdict::Gathered g = periods(60, 0.9, random);
  CHECK(verdict::permuted_p(g, verdict::search_permutations) == 1e-4);
  CHECK(verdict::permuted_p(g, verdict::check_permutations) == 1e-3);
  CHECK(500 * verdict::permuted_p(g, verdict::search_permutations) <= 0.05);  // one unit of 500, q = .05
}

TEST_CASE("Permuted p is at most alpha in at most alpha of stable series, dispersed ones too") {
  reference::Random random(21);
  int below = 0;
  constexpr int series = 2000;
  for (int k = 0; k < series; ++k) {
    verdict::Gathered g = periods(20, 0.3, random);
    for (double& x : g.x) x += random.whole(-4, 4);  // variation of the periods beyond chance
    below += verdict::permuted_p(g, verdict::check_permutations) <= 0.05 ? 1 : 0;
  }
  CHECK(below <= 0.05 * series + 3.0 * std::sqrt(0.05 * 0.95 * series));
  CHECK(below >= 0.05 * series - 4.0 * std::sqrt(0.05 * 0.95 * series));
}
