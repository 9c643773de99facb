#include <kvalspc/chart/mr.hpp>

#include <cmath>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

TEST_CASE("Moving ranges: their mean and 3.267 times it") {
  reference::Random random(67);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<double> x;
    const int size = random.whole(3, 50);
    for (int k = 0; k < size; ++k) x.push_back(random.normal());
    const Chart chart = analyse<chart::Mr>({x});
    const double mean = static_cast<double>(reference::mean_moving_range(x));
    CHECK(std::isnan(chart.points.value[0]));
    CHECK(chart.points.value[1] == std::abs(x[1] - x[0]));
    CHECK(chart.summary.centre == Approx(mean).epsilon(1e-14));
    CHECK(chart.points.upper[1] == Approx(3.267 * mean).epsilon(1e-14));
    CHECK(chart.points.lower[1] == 0.0);
    CHECK_FALSE(chart.summary.runs_signal);  // neighbouring ranges share a value: never judged by runs
  }
}

TEST_CASE("The I chart's spread and the moving-range chart's centre are one number") {
  reference::Random random(68);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<double> x;
    const int size = random.whole(3, 50);
    for (int k = 0; k < size; ++k) x.push_back(random.chance(0.15) ? missing : random.normal());
    const Plan plan{.exclude = {static_cast<std::size_t>(random.whole(0, size - 1))}};
    const Chart i = analyse<chart::I>({x}, plan), mr = analyse<chart::Mr>({x}, plan);
    if (i.summary.status != Status::ok) continue;
    CHECK(i.phases[0].fit.level.spread == mr.phases[0].fit.level.centre);
    CHECK(i.phases[0].fit.ranges == mr.phases[0].fit.points);
  }
}

TEST_CASE("No range over a gap, over a break, or from an excluded point into the centre line") {
  const std::vector<double> x{1, 2, missing, 4, 6, 9, 13};
  const Chart chart = analyse<chart::Mr>({x}, {.breaks = {5}});
  CHECK(support::same(chart.points.value, {missing, 1, missing, missing, 2, missing, 4}));
  const Chart excluded = analyse<chart::Mr>({x}, {.exclude = {4}});
  CHECK(excluded.points.included[4] == 0);
  CHECK(excluded.points.included[5] == 0);  // its range rests on the excluded point
  CHECK(excluded.points.value[5] == 3.0);   // and is still shown
  CHECK(excluded.summary.centre == 2.5);    // ranges 1 and 4
}
