#include <kvalspc/verdict/its.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/nile.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;
using Column = std::vector<double>;

TEST_CASE("The Nile: the level fell by 289 in 1899 and the slope did not change") {
  // Cobb (1978); coefficients and standard errors as in regression_test.cpp.
  const Interrupted found = interrupted(ChartKind::i, {reference::nile()}, 28);
  REQUIRE(found.reason == Reason::none);
  CHECK(std::abs(found.level_change.estimate - -288.6336) < 5.1e-5);
  CHECK(std::abs(found.slope_change.estimate - -.469089) < 5.1e-7);
  CHECK(std::abs(found.slope_before.estimate - 1.159551) < 5.1e-7);
  CHECK(std::abs(found.level_change.error_newey_west - 60.8875) < 5.1e-5);
  CHECK(std::abs(found.level_change.error_independent - 56.2459) < 5.1e-5);
  CHECK(found.lag == 3);  // 0.75 * 100^(1/3)
  CHECK(std::abs(found.durbin_watson - 1.68785) < 5.1e-6);
  CHECK(found.level_change.p < .001);
  CHECK(found.slope_change.p > .5);
}

TEST_CASE("A line with a jump, a bend and a season is found again, also with gaps") {
  constexpr double season = 12.0;
  Column x;
  for (int k = 0; k < 48; ++k) {
    const double t = k + 1.0, since = k >= 24 ? t - 24.0 : 0.0;
    const double wave = 2.0 * std::sin(2.0 * std::numbers::pi * t / season + 0.4);
    // Tiny noise: a perfect fit has no standard errors.
    x.push_back(10.0 + 0.5 * t + (k >= 24 ? 7.0 : 0.0) - 0.25 * since + wave + 1e-6 * ((k * 7) % 5));
  }
  x[5] = x[30] = missing;
  const Interrupted found = interrupted(ChartKind::i, {x}, 24, {}, {.season = season});
  REQUIRE(found.reason == Reason::none);
  CHECK(found.n_before == 23);
  CHECK(found.level_change.estimate == Approx(7.0).epsilon(1e-5));
  CHECK(found.slope_before.estimate == Approx(0.5).epsilon(1e-5));
  CHECK(found.slope_change.estimate == Approx(-0.25).epsilon(1e-5));
}

TEST_CASE("Shares are weighted by their denominators") {
  // Two kinds of months: 10 patients at 20 %, 1 000 at 50 %; the large ones decide.
  Column x, n;
  for (int k = 0; k < 40; ++k) {
    n.push_back(k % 2 == 0 ? 10 : 1000);
    x.push_back(k % 2 == 0 ? 2 : 500 + (k % 4) + (k >= 20 ? 100 : 0));
  }
  const Interrupted found = interrupted(ChartKind::p, {x, n}, 20);
  CHECK(found.level_change.estimate == Approx(.1).margin(.01));
}

TEST_CASE("No fit, and why") {
  const Column line(30, 1.0), few(23, 1.0);
  CHECK(interrupted(ChartKind::i, {line}, 15).reason == Reason::no_variation);
  CHECK(interrupted(ChartKind::i, {few}, 11).reason == Reason::baseline_periods);
  CHECK(interrupted(ChartKind::i, {few}, 12).reason == Reason::after_periods);
  const Column short_of_two_years(reference::nile().begin(), reference::nile().begin() + 24);
  CHECK(interrupted(ChartKind::i, {short_of_two_years}, 12, {}, {.season = 12.0}).reason == Reason::none);
  CHECK(interrupted(ChartKind::i, {short_of_two_years}, 12, {}, {.season = 52.0}).reason == Reason::periods);
}

TEST_CASE("The interval and the p-value agree") {
  reference::Random random(88);
  for (int trial = 0; trial < 200; ++trial) {
    Column x;
    for (int k = 0; k < 24; ++k) x.push_back(random.normal() + (k >= 12 ? 1.5 : 0.0));
    const Interrupted found = interrupted(ChartKind::i, {x}, 12);
    for (const auto& term : {found.level_change, found.slope_change}) {
      CHECK((term.p < .05) == (term.lower > 0.0 || term.upper < 0.0));
      CHECK(term.error >= term.error_newey_west);
    }
  }
}

TEST_CASE("False alarms: 12 and 12 months, alone at most 5 %, with alike neighbours less than 9 %") {
  // Newey-West's standard error alone would give 14 % and 20 % here.
  for (const auto& [rho, most] : {std::pair{0.0, .05}, std::pair{0.3, .09}}) {
    reference::Random random(89);
    constexpr int series = 1500;
    int level = 0, slope = 0;
    for (int trial = 0; trial < series; ++trial) {
      Column x;
      double state = random.normal();
      for (int k = 0; k < 24; ++k) {
        x.push_back(state);
        state = rho * state + std::sqrt(1.0 - rho * rho) * random.normal();
      }
      const Interrupted found = interrupted(ChartKind::i, {x}, 12);
      level += found.level_change.p < .05 ? 1 : 0;
      slope += found.slope_change.p < .05 ? 1 : 0;
    }
    const double slack = 3.0 * std::sqrt(most * (1.0 - most) / series);
    CHECK(level / double{series} < most + slack);
    CHECK(slope / double{series} < most + slack);
  }
}

TEST_CASE("Interrupted: misuse says what is needed") {
  const Column x(30, 1.0);
  CHECK_THROWS_AS(interrupted(ChartKind::i, {x}, 31), std::out_of_range);
  CHECK_THROWS_AS(interrupted(ChartKind::i, {x}, 5, 31), std::out_of_range);
  CHECK_THROWS_AS(interrupted(ChartKind::i, {x}, 5, {}, {.alpha = 0.0}), std::invalid_argument);
  CHECK_THROWS_AS(interrupted(ChartKind::i, {x}, 5, {}, {.season = 2.0}), std::invalid_argument);
  CHECK_THROWS_AS(interrupted(ChartKind::g, {x}, 5), std::invalid_argument);
}
