#include <kvalspc/chart/p.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using Positions = std::vector<std::size_t>;

namespace {

const Settings three_sigma{.limits = LimitsKind::sigma};

/** Montgomery, Introduction to SQC, Ex. 7.1: orange juice cans, samples of 50. Also NIST 6.3.3.2 (wafers). */
const std::vector<double> orange_juice{12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                                       8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
const std::vector<double> orange_juice_after{9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4,
                                             3, 6, 5,  4, 8, 5, 6, 7, 5, 6, 3, 5};

}  // namespace

TEST_CASE("R1, R4: Montgomery Ex. 7.1, orange juice cans") {
  const std::vector<double> n = support::repeated(30, 50.0);
  const Chart chart = analyse<chart::P>({orange_juice, n}, {}, three_sigma);
  CHECK(std::abs(chart.summary.centre - .231333) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - .410239) < 5e-7);
  CHECK(std::abs(chart.points.lower[0] - .052428) < 5e-7);
  CHECK(support::flagged(chart.points.beyond) == Positions{14, 22});  // samples 15 and 23
  CHECK(chart.summary.beyond == 2);
  CHECK(chart.summary.first_beyond == 14);
  CHECK(chart.summary.last_beyond == 22);
  CHECK(std::abs(chart.points.upper[0] - .4102) < 5e-5);  // NIST
  CHECK(std::abs(chart.points.lower[0] - .0524) < 5e-5);
}

TEST_CASE("R2: the same without samples 15 and 23") {
  const std::vector<double> n = support::repeated(30, 50.0);
  const Chart chart = analyse<chart::P>({orange_juice, n}, {.exclude = {14, 22}}, three_sigma);
  CHECK(std::abs(chart.summary.centre - .215) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - .389297) < 5e-7);
  CHECK(std::abs(chart.points.lower[0] - .040703) < 5e-7);
  // Sample 21 (20/50 = .40) is now out; the excluded two still show that they are, and are not counted.
  CHECK(support::flagged(chart.points.beyond) == Positions{14, 20, 22});
  CHECK(chart.summary.beyond == 1);
  REQUIRE(chart.signals.size() >= 1);
  CHECK(chart.signals[0].first == 20);
  CHECK(chart.signals[0].direction == Direction::up);
}

TEST_CASE("R3: samples 31 to 54, after the machine was adjusted") {
  const std::vector<double> n = support::repeated(24, 50.0);
  const Chart chart = analyse<chart::P>({orange_juice_after, n}, {}, three_sigma);
  CHECK(reference::sum(orange_juice_after) == 133);
  CHECK(std::abs(chart.summary.centre - .110833) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - .244021) < 5e-7);
  CHECK(std::abs(chart.points.lower_raw[0] - -.022354) < 5e-7);
  CHECK(chart.points.lower[0] == 0.0);
  CHECK(chart.summary.beyond == 0);
}

TEST_CASE("R5: Montgomery Table 7.4, samples of unequal size") {
  const std::vector<double> x{12, 8, 6, 9,  10, 12, 11, 16, 10, 6,  20, 15, 9,
                              8,  6, 8, 10, 7,  5,  8,  5,  8,  10, 6,  9};
  const std::vector<double> n{100, 80,  80, 100, 110, 110, 100, 100, 90,  90,  110, 120, 120,
                              120, 110, 80, 80,  80,  90,  100, 100, 100, 100, 90,  90};
  const Chart chart = analyse<chart::P>({x, n}, {}, three_sigma);
  CHECK(chart.summary.centre == 234.0 / 2450.0);
  CHECK(std::abs(chart.points.lower[0] - .00733469) < 5e-9);
  CHECK(std::abs(chart.points.upper[0] - .18368571) < 5e-9);
  CHECK(std::abs(chart.points.upper[1] - .19409342) < 5e-9);
  CHECK(chart.points.lower[1] == 0.0);
  CHECK(std::abs(chart.points.lower[8] - .00256506) < 5e-9);
  CHECK(std::abs(chart.points.upper[8] - .18845535) < 5e-9);
  CHECK(support::flagged(chart.points.beyond) == Positions{10});  // sample 11
}

TEST_CASE("p chart: limits of random series are the textbook's, and beyond is strict") {
  reference::Random random(61);
  int flags = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<double> x, n;
    const double p = random.uniform(0.02, 0.98);
    const int size = random.whole(2, 40);
    for (int k = 0; k < size; ++k) {
      n.push_back(random.whole(1, 200));
      x.push_back(random.binomial(static_cast<int>(n.back()), random.chance(0.1) ? random.uniform() : p));
    }
    const double events = static_cast<double>(reference::sum(x)),
                 all = static_cast<double>(reference::sum(n));
    const Chart chart = analyse<chart::P>({x, n}, {}, three_sigma);
    if (events == 0.0 || events == all) {
      CHECK(chart.summary.status == Status::no_variation);
      continue;
    }
    for (std::size_t k = 0; k < x.size(); ++k) {
      const reference::Limits limits = reference::p_chart(x, n, k);
      CHECK(chart.points.value[k] == x[k] / n[k]);
      CHECK(chart.points.lower_raw[k] == Approx(static_cast<double>(limits.lower)).margin(1e-14));
      CHECK(chart.points.upper_raw[k] == Approx(static_cast<double>(limits.upper)).margin(1e-14));
      CHECK(chart.points.lower[k] == std::max(0.0, chart.points.lower_raw[k]));
      CHECK(chart.points.upper[k] == std::min(1.0, chart.points.upper_raw[k]));
      const long double value = static_cast<long double>(x[k]) / n[k];
      CHECK((chart.points.beyond[k] != 0) ==
            (value > limits.upper * (1 + 1e-11L) || value < limits.lower - 1e-12L));
      flags += chart.points.beyond[k];
    }
  }
  CHECK(flags > 500);
}

TEST_CASE("A point on the limit is not beyond it, whatever rounding says") {
  // 10 periods of n = 36 with mean 1/2: the limits are 1/2 +- 3 sqrt(1/144) = .25 and .75, hit exactly by
  // 27/36.
  const std::vector<double> x{27, 9, 18, 18, 18, 18, 18, 18, 18, 18}, n = support::repeated(10, 36.0);
  const Chart chart = analyse<chart::P>({x, n}, {}, three_sigma);
  CHECK(chart.summary.centre == 0.5);
  CHECK(chart.points.upper[0] == Approx(0.75).epsilon(1e-15));
  CHECK(chart.summary.beyond == 0);
  const std::vector<double> out{28, 8, 18, 18, 18, 18, 18, 18, 18, 18};
  CHECK(support::flagged(analyse<chart::P>({out, n}, {}, three_sigma).points.beyond) == Positions{0, 1});
}

TEST_CASE("Counting non-events mirrors a p chart") {
  reference::Random random(62);
  double worst = 0.0;
  for (int trial = 0; trial < 1500; ++trial) {
    std::vector<double> x, y, n;
    const double p = random.pick<double>({0.02, 0.1, 0.5, 0.9, 0.98, 0.999});
    const int size = random.whole(1, 40), patients = random.pick<int>({5, 20, 100, 400});
    for (int k = 0; k < size; ++k) {
      n.push_back(random.whole(0, patients));
      x.push_back(random.binomial(static_cast<int>(n.back()), p));
      y.push_back(n.back() - x.back());
    }
    for (const LimitsKind limits : {LimitsKind::sigma, LimitsKind::exact, LimitsKind::automatic}) {
      const Chart a = analyse<chart::P>({x, n}, {}, {.limits = limits});
      const Chart b = analyse<chart::P>({y, n}, {}, {.limits = limits});
      INFO("trial " << trial << " limits " << name(limits) << " centre " << a.summary.centre);
      CHECK(a.points.beyond == b.points.beyond);
      CHECK(a.summary.runs_signal == b.summary.runs_signal);
      CHECK(a.summary.crossings == b.summary.crossings);
      CHECK(a.summary.status == b.summary.status);
      CHECK(a.phases[0].limits == b.phases[0].limits);
      for (std::size_t k = 0; k < n.size(); ++k) {
        CHECK(std::isnan(a.points.upper_raw[k]) == std::isnan(b.points.lower_raw[k]));
        if (std::isnan(a.points.upper_raw[k])) continue;
        worst = std::max(worst, std::abs(a.points.upper_raw[k] - (1.0 - b.points.lower_raw[k])));
      }
    }
  }
  CHECK(worst <= 8 * 0x1.0p-52);  // four steps at 2, as large as a raw limit gets
}
