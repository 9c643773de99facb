#include <kvalspc/chart/s.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

Chart s_chart(const std::vector<double>& s, const std::vector<double>& n, const Settings& settings = {}) {
  return analyse<chart::S>({s, n, s}, {}, settings);
}

}  // namespace

TEST_CASE("s: the textbook's B3 and B4 of subgroups of one size") {
  // Montgomery, App. VI: n = 10: B3 = .284, B4 = 1.716; n = 5: B4 = 2.089 and no lower limit.
  const std::vector<double> s{2.0, 3.0, 2.5, 2.5};
  const Chart ten = s_chart(s, support::repeated(4, 10.0)), five = s_chart(s, support::repeated(4, 5.0));
  CHECK(ten.summary.centre == Approx(2.5).epsilon(1e-15));
  CHECK(std::abs(ten.points.lower[0] - .284 * 2.5) < 2e-3);
  CHECK(std::abs(ten.points.upper[0] - 1.716 * 2.5) < 2e-3);
  CHECK(std::abs(five.points.upper[0] - 2.089 * 2.5) < 2e-3);
  CHECK(five.points.lower[0] == 0.0);
  CHECK(five.points.lower_raw[0] < 0.0);
}

TEST_CASE("s: with unequal sizes the centre line is what a subgroup of that size shows on average") {
  const std::vector<double> s{2.0, 3.0, 2.5, 2.2}, n{2.0, 5.0, 20.0, 2.0};
  const Chart chart = s_chart(s, n);
  const double sigma = chart.phases[0].fit.level.spread;
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(chart.points.centre[k] == Approx(math::c4(n[k]) * sigma).epsilon(1e-15));
    CHECK(chart.points.upper[k] == Approx((math::c4(n[k]) + 3.0 * math::c5(n[k])) * sigma).epsilon(1e-14));
  }
  CHECK(chart.points.centre[0] < chart.points.centre[2]);
}

TEST_CASE("s: sigma is right on average for normal measurements, whatever the sizes") {
  reference::Random random(502);
  double sum = 0.0;
  constexpr int trials = 400;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> s, n;
    for (int g = 0; g < 12; ++g) {
      std::vector<double> values;
      for (int k = random.whole(2, 6); k > 0; --k) values.push_back(7.0 * random.normal());
      s.push_back(math::spread_of(values));
      n.push_back(static_cast<double>(values.size()));
    }
    sum += s_chart(s, n).phases[0].fit.level.spread;
  }
  // The standard error of the mean is about 7 / sqrt(2 * 36 * 400) = .04.
  CHECK(std::abs(sum / trials - 7.0) < 0.15);
}

TEST_CASE("s: a known sigma, and a centre line that cannot be given") {
  const Chart known = s_chart({2.0, 9.0}, {5.0, 5.0}, {.standards = {{.sigma = 2.0}}});
  CHECK(known.points.centre[0] == math::c4(5.0) * 2.0);  // Montgomery: B6(5) = 1.964
  CHECK(std::abs(known.points.upper[0] - 1.964 * 2.0) < 2e-3);
  CHECK(known.points.beyond[1] != 0);
  CHECK_THROWS_AS(s_chart({2.0, 9.0}, {5.0, 5.0}, {.standards = {{.centre = 2.0}}}), std::invalid_argument);
}
