#include <kvalspc/chart/t.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

// R11, Montgomery's example, stands in i_test.cpp.

TEST_CASE("t: exact limits are those of exponential times with the mean of the gaps") {
  const std::vector<double> days{30, 12, 75, 8, 41, 60, 22, 16};  // mean 33
  const Chart chart = analyse<chart::T>({days}, {}, {.limits = LimitsKind::exact});
  CHECK(chart.phases[0].limits == LimitsKind::exact);
  CHECK(chart.points.upper[0] == Approx(-33.0 * std::log(.00135)).epsilon(1e-14));
  CHECK(chart.points.lower[0] == Approx(-33.0 * std::log(1.0 - .00135)).epsilon(1e-12));
  const Chart nelson = analyse<chart::T>({days});
  CHECK(nelson.phases[0].limits == LimitsKind::sigma);
  CHECK(nelson.summary.centre == chart.summary.centre);  // what is shown stays Nelson's centre
  // A given centre is the mean that limits rest on.
  const Chart given =
      analyse<chart::T>({days}, {}, {.limits = LimitsKind::exact, .standards = {{.centre = 100.0}}});
  CHECK(given.points.upper[0] == Approx(-100.0 * std::log(.00135)).epsilon(1e-14));
  CHECK(given.points.centre[0] == Approx(100.0).epsilon(1e-14));
}

TEST_CASE(
    "t: who sees short gaps? One that one gap in two thousand undercuts, after a long stable baseline") {
  reference::Random random(511);
  std::vector<double> gaps;
  for (int k = 0; k < 2000; ++k) gaps.push_back(-100.0 * std::log(1.0 - random.uniform()));
  gaps.push_back(0.05);  // P(so short) = .0005
  const Plan baseline{.freeze = {2000}};
  const Chart nelson = analyse<chart::T>({gaps}, baseline);
  const Chart exact = analyse<chart::T>({gaps}, baseline, {.limits = LimitsKind::exact});
  CHECK(nelson.points.lower[0] < 0.01);
  CHECK(nelson.points.beyond[2000] == 0);
  CHECK(exact.points.beyond[2000] != 0);
}

TEST_CASE("t: false alarms of the exact limits are .00135 on each side; those of 3 sigma are not") {
  // P(beyond) for exponential times, the level known: Nelson's mean and moving range of exponential^(1/3.6).
  const chart::CountLimits exact = chart::exact_limits<chart::T>({1.0, 1.0, .9, 0.0}, 1.0);
  CHECK(1.0 - std::exp(-exact.lower) == Approx(.00135).epsilon(1e-9));
  CHECK(std::exp(-exact.upper) == Approx(.00135).epsilon(1e-9));
  // time^(1/3.6) of exponential times is Weibull: its mean, and its mean difference (Gini's), in closed form.
  const double mean = std::tgamma(1.0 + 1.0 / 3.6), range = 2.0 * mean * (1.0 - std::pow(2.0, -1.0 / 3.6));
  const Level<double> level{1.0, 1.0, mean, range};
  const double width = 3.0 * chart::T::sigma(level, 1.0, constants::field);
  CHECK(width == Approx(3.0 * range / 1.128).epsilon(1e-14));
  const double above = std::exp(-chart::T::shown(mean + width));
  const double below = -std::expm1(-chart::T::shown(mean - width));
  CHECK(std::abs(above - .000640) < 5e-7);
  CHECK(std::abs(below - .000044) < 5e-7);
  // A simulation of 2 000 000 times gave .00069 and .00007: three standard deviations, no moving ranges.
  const double deviation = std::sqrt(std::tgamma(1.0 + 2.0 / 3.6) - mean * mean);
  const auto simulation_error = [](double p) { return std::sqrt(p * (1.0 - p) / 2e6); };
  const double above_deviations = std::exp(-chart::T::shown(mean + 3.0 * deviation));
  const double below_deviations = -std::expm1(-chart::T::shown(mean - 3.0 * deviation));
  CHECK(std::abs(above_deviations - .00069) < 3.0 * simulation_error(.00069));
  CHECK(std::abs(below_deviations - .00007) < 3.0 * simulation_error(.00007));
}

TEST_CASE("t: median centre and median ranges keep one long gap from widening the limits") {
  const std::vector<double> days{30, 12, 75, 8, 41, 6000, 22, 16, 35, 28};
  const Chart means = analyse<chart::T>({days});
  const Chart medians =
      analyse<chart::T>({days}, {}, {.conventions = {.median_centre = true, .median_ranges = true}});
  CHECK(medians.summary.centre == Approx(29.0).epsilon(0.01));  // between 28 and 30, on the transformed scale
  CHECK(medians.points.upper[0] < means.points.upper[0] / 4.0);
  CHECK(medians.points.beyond[5] != 0);
}

TEST_CASE("t: times of 0 are refused, and constant times have no variation") {
  const std::vector<double> zero{1, 0}, same{4, 4, 4};
  CHECK_THROWS_AS(analyse<chart::T>({zero}), std::invalid_argument);
  CHECK(analyse<chart::T>({same}).summary.status == Status::no_variation);
}
