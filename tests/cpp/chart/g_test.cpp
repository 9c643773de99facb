#include <kvalspc/chart/g.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

TEST_CASE("g: the median is shown, limits rest on the mean") {
  const std::vector<double> x{3, 0, 12, 5, 7, 30, 1, 6};  // mean 8, median 5.5
  const Chart sigma = analyse<chart::G>({x}, {}, {.limits = LimitsKind::sigma});
  CHECK(sigma.summary.centre == 5.5);
  CHECK(sigma.points.upper[0] == Approx(8.0 + 3.0 * std::sqrt(72.0)).epsilon(1e-15));
  CHECK(sigma.points.lower[0] == 0.0);
  const Chart exact = analyse<chart::G>({x});  // auto: always exact
  CHECK(exact.phases[0].limits == LimitsKind::exact);
  CHECK(exact.summary.centre == 5.5);
  // P(X >= x) = (8 / 9)^x: mid-P .00135 lies between 56 and 57.
  const auto upper = [](double v) { return 0.5 * (std::pow(8.0 / 9.0, v) + std::pow(8.0 / 9.0, v + 1.0)); };
  CHECK(upper(exact.points.upper[0]) >= .00135);
  CHECK(upper(exact.points.upper[0] + 1.0) < .00135);
}

TEST_CASE("g: 3-sigma limits alarm in 1.8 % of stable gaps and never see a deterioration") {
  const math::Geometric gap{1000.0};
  const Level<double> level{1000.0, 1.0, 700.0, 0.0};
  const double limit = 1000.0 + 3.0 * std::sqrt(1000.0 * 1001.0);
  CHECK(std::abs(gap.at_least(std::floor(limit) + 1.0) - .0183) < 1e-4);
  CHECK_FALSE(chart::G::beyond(0.0, 1.0, level, constants::field));
  // The exact lower limit is there once short gaps are improbable enough: from a mean of about 370 on.
  CHECK(chart::exact_limits<chart::G>(level, 1.0).lower == 1.0);
  CHECK(std::isnan(chart::exact_limits<chart::G>({100.0, 1.0, 70.0, 0.0}, 1.0).lower));
}

TEST_CASE("g: whole numbers without a denominator") {
  const std::vector<double> half{0.5, 1}, x{1, 2};
  CHECK_THROWS_AS(analyse<chart::G>({half}), std::invalid_argument);
  CHECK_THROWS_AS(analyse<chart::G>({x, x}), std::invalid_argument);
  CHECK(analyse<chart::G>({std::vector<double>{0, 0, 0}}).summary.status == Status::no_variation);
}
