#include <kvalspc/verdict/trend.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

verdict::Trend trend_of(const Column& x, const Column& n, double least) {
  std::vector<std::size_t> position(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) position[k] = k;
  return verdict::trend_of(x, n, position, least);
}

}  // namespace

TEST_CASE("Trend of values: least squares by hand") {
  // y = 1, 3, 2, 5 at 0..3: slope 1.1, residual sum of squares 2.7, t = 1.1 sqrt(5 / 1.35) = 2.1170 on 2
  // degrees.
  const verdict::Trend trend = trend_of({1, 3, 2, 5}, Column(4, 1.0), 0.0);
  CHECK(trend.slope == Approx(1.1).epsilon(1e-14));
  CHECK(trend.p == Approx(math::students_t_two_sided(1.1 * std::sqrt(5.0 / 1.35), 2.0)).epsilon(1e-12));
}

TEST_CASE("Trend of counts: the variance of chance is the least, and weights are the denominators") {
  // A straight line has no scatter: only the variance of chance is left.
  const Column x{4, 6, 8, 10}, n(4, 20.0);
  const double chance = 0.35 * 0.65;
  const verdict::Trend trend = trend_of(x, n, chance);
  CHECK(trend.slope == Approx(0.1).epsilon(1e-14));
  CHECK(trend.p ==
        Approx(math::students_t_two_sided(0.1 * std::sqrt(20.0 * 5.0 / chance), 2.0)).epsilon(1e-12));
  CHECK(std::isnan(trend_of({1, 2}, {5, 5}, chance).p));
}

TEST_CASE("Trend: stable series have one in at most 5 %, drifting ones nearly always") {
  constexpr int series = 3000;
  reference::Random random(101);
  int stable = 0, drifting = 0;
  for (int s = 0; s < series; ++s) {
    Column level, drift, n(24, 20.0);
    for (int k = 0; k < 24; ++k) {
      level.push_back(random.binomial(20, 0.4));
      drift.push_back(random.binomial(20, 0.25 + 0.015 * k));
    }
    stable += trend_of(level, n, 0.24).p < 0.05 ? 1 : 0;
    drifting += trend_of(drift, n, 0.24).p < 0.05 ? 1 : 0;
  }
  CHECK(stable <= series * (0.05 + 3.0 * std::sqrt(0.05 * 0.95 / series)));
  CHECK(stable >= series / 200);
  CHECK(drifting > series * 9 / 10);
}
