#include <kvalspc/chart/u.hpp>

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

Chart u_chart(const std::vector<double>& x, const std::vector<double>& n, const Plan& plan = {}) {
  return analyse<chart::U>({x, n}, plan, {.limits = LimitsKind::sigma});
}

}  // namespace

TEST_CASE("R6: Montgomery Ex. 7.3, circuit boards: a c chart is a u chart with exposure 1") {
  const std::vector<double> x{21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                              19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15};
  const Chart first = u_chart(x, {});
  CHECK(std::abs(first.summary.centre - 19.846154) < 5e-7);
  CHECK(std::abs(first.points.upper[0] - 33.210861) < 5e-7);
  CHECK(std::abs(first.points.lower[0] - 6.481447) < 5e-7);
  CHECK(support::flagged(first.points.beyond) == Positions{5, 19});  // samples 6 and 20
  const Chart revised = u_chart(x, {}, {.exclude = {5, 19}});
  CHECK(std::abs(revised.summary.centre - 19.666667) < 5e-7);
  CHECK(std::abs(revised.points.upper[0] - 32.970801) < 5e-7);
  CHECK(std::abs(revised.points.lower[0] - 6.362532) < 5e-7);
  const Chart c = analyse<chart::C>({x}, {}, {.limits = LimitsKind::sigma});
  CHECK(c.points.upper == first.points.upper);
  CHECK(c.points.beyond == first.points.beyond);
}

TEST_CASE("R7: Montgomery, personal computers, five a sample") {
  const std::vector<double> x{10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5};
  const Chart chart = u_chart(x, support::repeated(20, 5.0));
  CHECK(chart.summary.centre == Approx(1.93).epsilon(1e-15));
  CHECK(std::abs(chart.points.upper[0] - 3.793867) < 5e-7);
  CHECK(std::abs(chart.points.lower[0] - .066133) < 5e-7);
}

TEST_CASE("R8: Montgomery Ex. 7.4, fifty a sample") {
  const std::vector<double> x{2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4};
  const Chart chart = u_chart(x, support::repeated(20, 50.0));
  CHECK(chart.summary.centre == Approx(.074).epsilon(1e-15));
  CHECK(std::abs(chart.points.upper[0] - .18941230) < 5e-9);
  CHECK(chart.points.lower[0] == 0.0);
  CHECK(chart.points.lower_raw[0] < 0.0);
}

TEST_CASE("R9: Montgomery Ex. 7.5, dyed cloth of unequal area") {
  const std::vector<double> x{14, 12, 20, 11, 7, 10, 21, 16, 19, 23};
  std::vector<double> n{500, 400, 650, 500, 475, 500, 600, 525, 600, 625};
  for (double& area : n) area /= 50.0;
  const Chart chart = u_chart(x, n);
  CHECK(std::abs(chart.summary.centre - 1.42325581) < 5e-9);
  CHECK(std::abs(chart.points.lower[0] - .29147393) < 5e-9);
  CHECK(std::abs(chart.points.upper[0] - 2.55503770) < 5e-9);
  CHECK(std::abs(chart.points.lower[1] - .15788520) < 5e-9);
  CHECK(std::abs(chart.points.upper[1] - 2.68862643) < 5e-9);
  CHECK(chart.summary.beyond == 0);
}

TEST_CASE("u chart: limits of random series are the textbook's, and beyond is strict") {
  reference::Random random(63);
  int flags = 0;
  for (int trial = 0; trial < 1500; ++trial) {
    std::vector<double> x, n;
    const double rate = random.uniform(0.01, 3.0);
    const int size = random.whole(2, 40);
    for (int k = 0; k < size; ++k) {
      n.push_back(random.uniform(0.5, 60.0));
      x.push_back(random.poisson(n.back() * rate * (random.chance(0.1) ? 3.0 : 1.0)));
    }
    if (reference::sum(x) == 0) continue;
    const Chart chart = u_chart(x, n);
    for (std::size_t k = 0; k < x.size(); ++k) {
      const reference::Limits limits = reference::u_chart(x, n, k);
      CHECK(chart.points.lower_raw[k] == Approx(static_cast<double>(limits.lower)).margin(1e-13));
      CHECK(chart.points.upper_raw[k] == Approx(static_cast<double>(limits.upper)).epsilon(1e-14));
      CHECK(chart.points.lower[k] == std::max(0.0, chart.points.lower_raw[k]));
      const long double value = static_cast<long double>(x[k]) / n[k];
      CHECK((chart.points.beyond[k] != 0) ==
            (value > limits.upper * (1 + 1e-11L) || value < limits.lower - 1e-12L));
      flags += chart.points.beyond[k];
    }
  }
  CHECK(flags > 300);
}
