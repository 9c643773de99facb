#include <kvalspc/chart/run.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "reference/runs.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

TEST_CASE("Run chart: runs around the median agree with the naive count, with ties and gaps") {
  reference::Random random(71);
  int signals = 0;
  for (int trial = 0; trial < 5000; ++trial) {
    std::vector<double> x, present;
    const int size = random.whole(0, 70), kinds = random.whole(0, 2);
    double level = 0.0;
    for (int k = 0; k < size; ++k) {
      if (random.chance(0.05)) level = random.normal();
      x.push_back(random.chance(0.1) ? missing : kinds == 0 ? random.whole(0, 3) : level + random.normal());
      if (!std::isnan(x.back())) present.push_back(x.back());
    }
    const Chart chart = analyse<chart::Run>({x});
    if (present.empty()) {
      CHECK(chart.summary.status == Status::no_data);
      CHECK(std::isnan(chart.summary.centre));
      CHECK_FALSE(chart.summary.runs_signal);
      continue;
    }
    CHECK(chart.summary.centre == reference::median(present));
    const reference::Runs runs = reference::runs(x, chart.summary.centre);
    CHECK(chart.summary.useful == runs.useful);
    CHECK(chart.summary.longest_run == runs.longest);
    CHECK(chart.summary.crossings == runs.crossings);
    signals += chart.summary.runs_signal ? 1 : 0;
    CHECK(chart.summary.beyond == 0);
    for (const double limit : chart.points.upper) CHECK(std::isnan(limit));
  }
  CHECK(signals > 200);
}

TEST_CASE("All on the median, alternating, one point: statuses and no false signal") {
  const Chart flat = analyse<chart::Run>({support::repeated(24, 7.0)});
  CHECK(flat.summary.status == Status::no_variation);
  CHECK(flat.summary.useful == 0);
  CHECK_FALSE(flat.summary.runs_signal);
  CHECK(flat.signals.empty());
  std::vector<double> saw;
  for (int k = 0; k < 24; ++k) saw.push_back(k % 2);
  const Chart alternating = analyse<chart::Run>({saw});
  CHECK(alternating.summary.useful == 24);
  CHECK(alternating.summary.crossings == 23);
  CHECK(alternating.summary.longest_run == 1);
  CHECK_FALSE(alternating.summary.runs_signal);
  const Chart one = analyse<chart::Run>(Series{std::span<const double>(saw).first(1)});
  CHECK(one.summary.centre == 0.0);
  CHECK_FALSE(one.summary.runs_signal);
}

TEST_CASE("A long run is reported where it is, with its direction and what it means") {
  std::vector<double> x;
  for (int k = 0; k < 24; ++k) x.push_back(k % 2 == 0 ? 4.0 : 6.0);
  for (std::size_t k = 10; k < 20; ++k) x[k] = 9.0 + 0.01 * static_cast<double>(k);
  const Chart chart = analyse<chart::Run>({x}, {.freeze = {10}}, {.better = Better::lower});
  REQUIRE_FALSE(chart.signals.empty());
  CHECK(chart.signals[0].rule == "anhoej_longest_run");
  CHECK(chart.signals[0].first == 9);  // position 9 (6.0) is above the baseline's median 5 already
  CHECK(chart.signals[0].last == 19);
  CHECK(chart.signals[0].direction == Direction::up);
  CHECK(chart.signals[0].effect == Effect::deterioration);
  CHECK(chart.phases[0].baseline.runs.useful == 10);
  CHECK(chart.phases[0].after.runs.useful == 14);
}
