#include <kvalspc/chart/cp.hpp>

#include <cmath>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

TEST_CASE("c' is an individuals chart of the counts: the standard deviation of chance cancels") {
  reference::Random random(506);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x;
    for (int k = random.whole(3, 60); k > 0; --k)
      x.push_back(random.poisson(30.0 * random.uniform(0.5, 1.5)));
    const Chart cp = analyse<chart::Cp>({x}), i = analyse<chart::I>({x});
    if (i.summary.status != Status::ok) continue;
    CHECK(cp.points.upper_raw[0] == Approx(i.points.upper_raw[0]).epsilon(1e-12));
    CHECK(cp.points.lower_raw[0] == Approx(i.points.lower_raw[0]).epsilon(1e-11).margin(1e-11));
    CHECK(cp.points.beyond == i.points.beyond);
    CHECK(cp.summary.useful == i.summary.useful);
  }
}

TEST_CASE("c' takes no denominator") {
  const std::vector<double> x{1, 2, 3};
  CHECK_THROWS_AS(analyse<chart::Cp>({x, x}), std::invalid_argument);
}
