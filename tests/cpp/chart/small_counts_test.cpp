#include <kvalspc/chart/small_counts.hpp>

#include <algorithm>
#include <cmath>

#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/p.hpp>
#include <kvalspc/chart/u.hpp>

#include "catch.hpp"

using namespace kvalspc;

namespace {

/** Every count that signals must be one that may; `nearest` is the least distance of such, in standard
 * deviations. */
template <class P>
void require_quiet(const Level<double>& level, double denominator, double largest, double& nearest) {
  const chart::CountLimits limits = chart::exact_limits<P>(level, denominator);
  const double expected = denominator * level.centre, sigma = P::sigma(level, denominator, constants::field);
  for (double x = 0.0; x <= largest; x += 1.0) {
    if (!(x > limits.upper || x < limits.lower)) continue;
    REQUIRE(chart::may_lie_beyond<P>(x, denominator, level));
    nearest = std::min(nearest, std::abs(x - expected) / (sigma * denominator));
  }
}

}  // namespace

TEST_CASE("No count that is surely within its exact limits signals: shares") {
  double nearest = 100.0;
  for (const double n : {1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 30.0, 100.0, 300.0}) {
    for (int k = 1; k < 120; ++k) {
      const double share = std::pow(static_cast<double>(k) / 120.0, k % 2 == 0 ? 1.0 : 3.0);
      require_quiet<chart::P>({share * 1000.0, 1000.0, share, 0.0}, n, n, nearest);
    }
  }
  CHECK(nearest > chart::surely_within);
}

TEST_CASE("No count that is surely within its exact limits signals: rates") {
  double nearest = 100.0;
  for (int k = 1; k < 2000; ++k) {
    const double mean = 0.01 * k;
    require_quiet<chart::U>({mean, 1.0, mean, 0.0}, 1.0, 60.0, nearest);
  }
  // The nearest: no event where 5.91 are expected, when half of e^-5.91 is .00135.
  CHECK(nearest > 2.43);
  CHECK(nearest < 2.44);
}

TEST_CASE("Beyond exact limits or not: the same answer with and without the limits") {
  int beyond = 0, quiet = 0;
  const auto check = [&]<class P>(P, double centre, double n, double largest) {
    const Level<double> level{centre * 500.0, 500.0, centre, 0.0};
    const chart::CountLimits limits = chart::exact_limits<P>(level, n);
    for (double x = 0.0; x <= largest; x += 1.0) {
      const bool signals = x > limits.upper || x < limits.lower;
      INFO(P::name << " " << x << " of " << n << ", " << centre);
      REQUIRE(chart::beyond_exact<P>(level, x, n) == signals);
      ++(signals ? beyond : quiet);
    }
  };
  for (const double centre : {1e-9, 0.004, 0.03, 0.2, 0.5, 0.77, 0.96, 0.999}) {
    for (const double n : {1.0, 4.0, 9.0, 40.0, 150.0, 1000.0}) {
      check(chart::P{}, centre, n, n);
      check(chart::U{}, centre, n * 1.5, n);
    }
  }
  CHECK(beyond > 1000);
  CHECK(quiet > 500);
}
