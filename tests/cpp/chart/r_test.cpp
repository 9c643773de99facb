#include <kvalspc/chart/r.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

Chart r_chart(const std::vector<double>& r, const std::vector<double>& n, const Settings& settings = {}) {
  return analyse<chart::R>({r, n, r}, {}, settings);
}

}  // namespace

TEST_CASE("R: the textbook's D3 and D4 of subgroups of one size") {
  // Montgomery, App. VI: n = 5: D3 = 0, D4 = 2.114; n = 10: D3 = .223, D4 = 1.777.
  const std::vector<double> r{4.0, 5.0, 6.0};
  const Chart five = r_chart(r, support::repeated(3, 5.0)), ten = r_chart(r, support::repeated(3, 10.0));
  CHECK(five.summary.centre == Approx(5.0).epsilon(1e-15));
  CHECK(std::abs(five.points.upper[0] - 2.114 * 5.0) < 4e-3);
  CHECK(five.points.lower[0] == 0.0);
  CHECK(std::abs(ten.points.upper[0] - 1.777 * 5.0) < 4e-3);
  CHECK(std::abs(ten.points.lower[0] - .223 * 5.0) < 4e-3);
}

TEST_CASE("R: unequal sizes") {
  const std::vector<double> r{2.0, 4.0, 5.0}, n{2.0, 5.0, 9.0};
  const Chart chart = r_chart(r, n);
  const double sigma = (2.0 / 1.128 + 4.0 / 2.326 + 5.0 / 2.970) / 3.0;
  CHECK(chart.phases[0].fit.level.spread == Approx(sigma).epsilon(1e-14));
  CHECK(chart.points.centre[1] == Approx(2.326 * sigma).epsilon(1e-14));
  CHECK(chart.points.upper[1] == Approx((2.326 + 3.0 * math::d3(5.0)) * sigma).epsilon(1e-14));
}

TEST_CASE("R of two measurements and a moving range are the same thing") {
  // The mr chart's 3.267 is D4(2).
  const std::vector<double> r{1.0, 2.0, 3.0};
  const Chart chart = r_chart(r, support::repeated(3, 2.0));
  CHECK(std::abs(chart.points.upper[0] - 3.267 * 2.0) < 1e-3);
}
