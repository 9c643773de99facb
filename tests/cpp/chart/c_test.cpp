#include <kvalspc/chart/c.hpp>

#include <cmath>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/math/tails.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

TEST_CASE("c is the u chart whose exposure is 1, bit for bit") {
  reference::Random random(507);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> x;
    for (int k = random.whole(1, 40); k > 0; --k)
      x.push_back(random.poisson(random.pick<double>({.3, 5, 200})));
    const std::vector<double> ones(x.size(), 1.0);
    const Chart c = analyse<chart::C>({x}), u = analyse<chart::U>({x, ones});
    CHECK(support::same(c.points.upper, u.points.upper));
    CHECK(support::same(c.points.lower_raw, u.points.lower_raw));
    CHECK(c.points.beyond == u.points.beyond);
  }
}

TEST_CASE("3-sigma false alarms of small counts: the reason for exact limits") {
  // Probability of a point beyond its limits, its mean known; summed, not simulated.
  struct Case {
    double mean, rate;
  };
  const Case known[] = {{.5, .01439}, {1, .00366}, {2, .00453}, {5, .00545}, {10, .00350}, {20, .00294}};
  for (const auto& [mean, rate] : known) {
    const math::Poisson count{mean};
    const Level<double> level{mean, 1.0, mean, 0.0};
    double beyond = 0.0;
    for (double x = 0.0; x < 200.0; x += 1.0) {
      if (chart::C::beyond(x, 1.0, level, constants::field))
        beyond += count.at_most(x) - count.at_most(x - 1.0);
    }
    CHECK(std::abs(beyond - rate) < 6e-6);
  }
  // A lower limit exists only for means above 9.
  const Level<double> nine{9.0, 1.0, 9.0, 0.0}, more{9.1, 1.0, 9.1, 0.0};
  CHECK_FALSE(chart::C::beyond(0.0, 1.0, nine, constants::field));
  CHECK(chart::C::beyond(0.0, 1.0, more, constants::field));
}
