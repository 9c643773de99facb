#include <kvalspc/chart/ip.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

TEST_CASE("I': limits of random series by Taylor's formulas, spelled out") {
  reference::Random random(509);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x, n;
    for (int k = random.whole(3, 40); k > 0; --k) {
      n.push_back(random.whole(1, 200));
      x.push_back(n.back() * 20.0 + 5.0 * random.normal() * std::sqrt(n.back()));
    }
    const Chart chart = analyse<chart::Ip>({x, n});
    double sum_x = 0, sum_n = 0, spread = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum_x += x[k], sum_n += n[k];
    for (std::size_t k = 1; k < x.size(); ++k) {
      spread += std::sqrt(std::acos(-1.0) / 2.0) * std::abs(x[k] / n[k] - x[k - 1] / n[k - 1]) /
                std::sqrt(1.0 / n[k] + 1.0 / n[k - 1]);
    }
    spread /= static_cast<double>(x.size() - 1);
    for (std::size_t k = 0; k < x.size(); ++k) {
      CHECK(chart.points.centre[k] == Approx(sum_x / sum_n).epsilon(1e-13));
      CHECK(chart.points.upper[k] == Approx(sum_x / sum_n + 3.0 * spread / std::sqrt(n[k])).epsilon(1e-12));
    }
  }
}

TEST_CASE("I' with equal denominators is an individuals chart with exact constants") {
  reference::Random random(510);
  std::vector<double> x, n;
  for (int k = 0; k < 30; ++k) n.push_back(8.0), x.push_back(8.0 * (10.0 + random.normal()));
  const Chart ip = analyse<chart::Ip>({x, n}),
              i = analyse<chart::I>({x, n}, {}, {.conventions = {.constants = constants::exact}});
  CHECK(ip.points.upper[0] == Approx(i.points.upper[0]).epsilon(1e-13));
}

TEST_CASE("I': small denominators widen limits; the spread comes from the baseline only") {
  const std::vector<double> x{10, 22, 9, 21, 11, 19, 400}, n{1, 2, 1, 2, 1, 2, 1};
  const Chart chart = analyse<chart::Ip>({x, n}, {.freeze = {6}});
  CHECK(chart.points.upper[0] - chart.points.centre[0] ==
        Approx(std::sqrt(2.0) * (chart.points.upper[1] - chart.points.centre[1])).epsilon(1e-14));
  CHECK(chart.points.beyond[6] != 0);
  // qicharts2 takes the spread from all rows, whatever is frozen.
  const Chart theirs =
      analyse<chart::Ip>({x, n}, {.freeze = {6}}, {.conventions = profile::qicharts2_0_8_1(false)});
  CHECK(theirs.phases[0].fit.ranges == 6);
  CHECK(chart.phases[0].fit.ranges == 5);
  CHECK(theirs.points.upper[0] > chart.points.upper[0]);
}

TEST_CASE("I': no median spread, since its constants are those of means") {
  const std::vector<double> x{1, 2, 3};
  CHECK_THROWS_AS(analyse<chart::Ip>({x}, {}, {.conventions = {.median_ranges = true}}),
                  std::invalid_argument);
}
