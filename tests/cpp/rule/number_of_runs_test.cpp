#include <kvalspc/rule/number_of_runs.hpp>

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;

namespace {

long double choose(int n, int k) {
  if (k < 0 || k > n) return 0.0;
  long double ways = 1.0;
  for (int i = 1; i <= k; ++i) ways = ways * (n - k + i) / i;
  return ways;
}

/** Orders of a and b points in `runs` runs: compositions of a beside those of b. */
long double ways(int a, int b, int runs) {
  const int half = runs / 2;
  if (runs % 2 == 0) return 2.0L * choose(a - 1, half - 1) * choose(b - 1, half - 1);
  return choose(a - 1, half) * choose(b - 1, half - 1) + choose(a - 1, half - 1) * choose(b - 1, half);
}

}  // namespace

TEST_CASE("Numbers of runs, by counting orders") {
  rule::NumberOfRuns number;
  number.reserve(60);
  for (const auto& [a, b] : std::vector<std::pair<int, int>>{{1, 1}, {5, 1}, {7, 6}, {30, 30}, {45, 15}}) {
    number.given(a, b);
    const long double all = choose(a + b, b);
    long double at_most = 0.0;
    CHECK(number.most() == std::min(2 * b + 1, a + b));
    for (int runs = 1; runs <= number.most(); ++runs) {
      const long double p = runs == 1 ? 0.0L : ways(a, b, runs) / all;
      at_most += p;
      CHECK(number.probability(runs) == Approx(static_cast<double>(p)).epsilon(1e-12));
      CHECK(number.at_most(runs) == Approx(static_cast<double>(at_most)).epsilon(1e-12));
      CHECK(number.more_than(runs) == Approx(static_cast<double>(1.0L - at_most)).margin(1e-14));
    }
  }
  number.fair(40);
  for (int runs = 1; runs <= 40; ++runs) {
    const long double p = choose(39, runs - 1) / std::pow(2.0L, 39);
    CHECK(number.probability(runs) == Approx(static_cast<double>(p)).epsilon(1e-12));
  }
}

TEST_CASE("All points on one side are one run, and none are none") {
  rule::NumberOfRuns number;
  number.reserve(9);
  number.given(9, 0);
  CHECK(number.most() == 1);
  CHECK(number.probability(1) == 1.0);
  number.given(0, 0);
  CHECK(number.most() == 0);
  CHECK(number.at_most(3) == 0.0);
}
