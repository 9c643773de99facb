#include <kvalspc/chart/i.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;
using Positions = std::vector<std::size_t>;

namespace {

/** Montgomery Ex. 6.5: cost of processing loan applications, 40 weeks, the first 20 as baseline. */
const std::vector<double> loans{310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299,
                                314, 295, 293, 306, 301, 304, 305, 282, 305, 296, 314, 295, 287, 301,
                                298, 311, 310, 292, 305, 299, 304, 310, 304, 305, 333, 328};

Chart i_chart(const std::vector<double>& x, const Plan& plan = {}, const Conventions& conventions = {}) {
  return analyse<chart::I>({x}, plan, {.conventions = conventions});
}

}  // namespace

TEST_CASE("R10: Montgomery Ex. 6.5, loan costs, frozen after 20 weeks") {
  const Chart chart = i_chart(loans, {.freeze = {20}});
  CHECK(chart.summary.centre == 300.5);
  CHECK(std::abs(chart.phases[0].fit.level.spread - 7.78947368) < 5e-9);
  CHECK(std::abs(chart.points.upper[0] - 321.216685) < 5e-7);
  CHECK(std::abs(chart.points.lower[0] - 279.783315) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - 321.22) < 5e-3);  // with 2.66 for 3 / 1.128
  CHECK(support::flagged(chart.points.beyond) == Positions{38, 39});
  const Chart ranges = analyse<chart::Mr>({loans}, {.freeze = {20}});
  CHECK(std::abs(ranges.points.upper[1] - 25.448211) < 5e-7);
}

TEST_CASE("R11: Montgomery Ex. 7.6, time between failures, by Nelson's (1994) transformation") {
  const std::vector<double> hours{286,  948, 536, 124, 816, 729, 4,    143,  431,  8,
                                  2837, 596, 81,  227, 603, 492, 1199, 1214, 2831, 96};
  std::vector<double> y, z;
  for (const double h : hours) y.push_back(std::pow(h, .2777)), z.push_back(std::pow(h, 1.0 / 3.6));
  // The printed limits of the transformed data use 2.66; ours use 3 / 1.128 = 2.6596 unless d2 is 3 / 2.66.
  const Chart chart = i_chart(y, {}, {.constants = {3.0 / 2.66, .954, 3.267}});
  CHECK(std::abs(chart.summary.centre - 5.386624) < 5e-7);
  CHECK(std::abs(chart.phases[0].fit.level.spread - 2.359210) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - 11.662121) < 1e-6);
  CHECK(std::abs(chart.points.lower[0] - -.888874) < 1e-6);
  // Back-transformed with 1/3.6 and 3 / 1.128, as the t chart does by itself.
  const Chart back = i_chart(z), t = analyse<chart::T>({hours});
  CHECK(std::pow(back.summary.centre, 3.6) == Approx(430.0410).epsilon(2e-7));
  CHECK(std::pow(back.points.upper[0], 3.6) == Approx(6937.93).epsilon(1e-6));
  CHECK(t.summary.centre == Approx(430.0410).epsilon(2e-7));
  CHECK(t.points.upper[0] == Approx(6937.93).epsilon(1e-6));
  CHECK(t.points.lower[0] == 0.0);
  CHECK(t.points.beyond == back.points.beyond);
  const Chart field =
      analyse<chart::T>({hours}, {}, {.conventions = {.constants = {3.0 / 2.66, .954, 3.267}}});
  CHECK(field.points.upper[0] == Approx(6940.08).epsilon(1e-6));
}

TEST_CASE("R12: NIST 6.3.2.2, flow rate") {
  const Chart chart = i_chart({49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1});
  CHECK(chart.summary.centre == Approx(50.81).epsilon(1e-15));
  CHECK(std::abs(chart.phases[0].fit.level.spread - 1.877778) < 5e-7);
  CHECK(std::abs(chart.points.upper[0] - 55.80409) < 5e-6);
  CHECK(std::abs(chart.points.lower[0] - 45.81591) < 5e-6);
}

TEST_CASE("I chart: limits of random series are the textbook's") {
  reference::Random random(64);
  for (int trial = 0; trial < 1500; ++trial) {
    std::vector<double> x;
    const int size = random.whole(2, 60);
    for (int k = 0; k < size; ++k)
      x.push_back(50.0 + 10.0 * random.normal() * (random.chance(0.05) ? 6.0 : 1.0));
    const reference::Limits limits = reference::i_chart(x);
    const Chart chart = i_chart(x);
    CHECK(chart.points.lower[0] == Approx(static_cast<double>(limits.lower)).epsilon(1e-13).margin(1e-12));
    CHECK(chart.points.upper[0] == Approx(static_cast<double>(limits.upper)).epsilon(1e-13).margin(1e-12));
    for (std::size_t k = 0; k < x.size(); ++k)
      CHECK((chart.points.beyond[k] != 0) == (x[k] > chart.points.upper[0] || x[k] < chart.points.lower[0]));
  }
}

TEST_CASE("Scaling by powers of two scales an I chart bit for bit") {
  reference::Random random(65);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x, scaled;
    const int size = random.whole(1, 50), power = random.whole(-40, 40);
    for (int k = 0; k < size; ++k) {
      x.push_back(random.chance(0.1) ? missing : random.normal());
      scaled.push_back(std::ldexp(x.back(), power));
    }
    const Chart a = i_chart(x), b = i_chart(scaled);
    for (std::size_t k = 0; k < x.size(); ++k) {
      CHECK(support::same(std::ldexp(a.points.upper[k], power), b.points.upper[k]));
      CHECK(support::same(std::ldexp(a.points.lower[k], power), b.points.lower[k]));
      CHECK(support::same(std::ldexp(a.points.centre[k], power), b.points.centre[k]));
    }
    CHECK(a.points.beyond == b.points.beyond);
    CHECK(a.summary.crossings == b.summary.crossings);
  }
}

TEST_CASE("Reversing time keeps the limits of an I chart") {
  reference::Random random(66);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x;
    const int size = random.whole(2, 50);
    for (int k = 0; k < size; ++k) x.push_back(random.chance(0.1) ? missing : random.normal());
    const std::vector<double> backwards(x.rbegin(), x.rend());
    const Chart a = i_chart(x), b = i_chart(backwards);
    if (a.summary.status != Status::ok) continue;
    CHECK(a.summary.centre == Approx(b.summary.centre).margin(1e-14));
    CHECK(a.points.upper[0] == Approx(b.points.upper[0]).margin(1e-13));
    CHECK(a.phases[0].fit.ranges == b.phases[0].fit.ranges);
    CHECK(a.summary.useful == b.summary.useful);
    CHECK(a.summary.longest_run == b.summary.longest_run);
    CHECK(a.summary.crossings == b.summary.crossings);
  }
}

TEST_CASE("A gap is not bridged: no moving range joins the values beside it") {
  // Ranges of 1 within the halves; the jump of 100 lies over the gap.
  const std::vector<double> x{1, 2, 1, 2, missing, 101, 102, 101, 102};
  const Chart chart = i_chart(x);
  CHECK(chart.phases[0].fit.ranges == 6);
  CHECK(chart.phases[0].fit.level.spread == 1.0);
  const std::vector<double> n{1, 1, 1, 1, 0, 1, 1, 1, 1}, filled{1, 2, 1, 2, 55, 101, 102, 101, 102};
  const Chart zero = analyse<chart::I>({filled, n});  // a denominator of 0 is a gap as well
  CHECK(zero.phases[0].fit.level.spread == 1.0);
  CHECK(std::isnan(zero.points.value[4]));
}

TEST_CASE("An excluded point is not bridged, unless the conventions say so") {
  const std::vector<double> x{1, 2, 50, 4, 5};
  const Plan without{.exclude = {2}};
  const Chart chart = i_chart(x, without);
  CHECK(chart.phases[0].fit.ranges == 2);
  CHECK(chart.phases[0].fit.level.spread == 1.0);
  const Chart bridged = i_chart(x, without, profile::qicharts2_0_8_1(false));
  CHECK(bridged.phases[0].fit.ranges == 3);  // 2 -> 4 as well
  CHECK(bridged.phases[0].fit.level.spread == Approx(4.0 / 3.0));
  // A missing value is not bridged by that profile either.
  const Chart gap = i_chart({1, 2, missing, 4, 5}, {}, profile::qicharts2_0_8_1(false));
  CHECK(gap.phases[0].fit.ranges == 2);
  // Excluded neighbours in a row, and at the start of the phase.
  CHECK(i_chart({1, 2, 50, 60, 4, 5}, {.exclude = {2, 3}}, profile::qicharts2_0_8_1(false))
            .phases[0]
            .fit.ranges == 3);
  CHECK(i_chart({70, 2, 3}, {.exclude = {0}}, profile::qicharts2_0_8_1(false)).phases[0].fit.ranges == 1);
}

TEST_CASE("Screening drops large moving ranges once") {
  // Ranges 1 1 1 1 20 20 1: mean 6.43, times 3.267 = 21.0; nothing is dropped. With 40s: mean 12.1 -> 39.7.
  const std::vector<double> kept{0, 1, 0, 1, 0, 20, 0, 1}, dropped{0, 1, 0, 1, 0, 1, 0, 1, 0, 90, 0, 1, 0, 1};
  const Conventions screened{.screen = true};
  CHECK(i_chart(kept, {}, screened).phases[0].fit.ranges_screened == 0);
  const auto fit = i_chart(dropped, {}, screened).phases[0].fit;
  CHECK(fit.ranges_screened == 2);
  CHECK(fit.level.spread == 1.0);
}

TEST_CASE("I chart on poor series: a Status, never an exception or a signal") {
  const auto status = [](const std::vector<double>& x) { return i_chart(x).summary.status; };
  CHECK(status({}) == Status::no_data);
  CHECK(status({missing, missing}) == Status::no_data);
  CHECK(status({5}) == Status::too_few_points);
  CHECK(status({5, missing, 6}) == Status::too_few_points);
  CHECK(status({5, 5, 5}) == Status::no_variation);
  CHECK(status({0.1, 0.1, 0.1, 0.1, 0.1, 0.1}) == Status::no_variation);  // not what rounding leaves
  CHECK(status({5, 6, 5}) == Status::ok);
  const Chart constant = i_chart({0.1, 0.1, 0.1});
  CHECK(constant.points.upper[0] == 0.1);
  CHECK(constant.points.lower[2] == 0.1);
  CHECK(constant.summary.beyond == 0);
  CHECK(constant.summary.useful == 0);
}

TEST_CASE("Huge and tiny values do not signal by overflow") {
  for (const double size : {1e308, 1e-308, 5e-324, 1e154, 1e-154}) {
    const std::vector<double> x{size, 0, size, 0, size, 0, size, 0};
    const Chart chart = i_chart(x);
    INFO("size " << size << " centre " << chart.summary.centre << " upper " << chart.points.upper[0]);
    CHECK(chart.summary.beyond == 0);
  }
}

TEST_CASE("Exact limits of values are misuse") {
  CHECK(support::message_of<std::invalid_argument>([] {
          return i_chart({1, 2, 3}), analyse<chart::I>(Series{loans}, {}, {.limits = LimitsKind::exact});
        }).find("exact limits need counts") != std::string::npos);
}

TEST_CASE("I chart of medians: 3.145 times the median range around the median (Wheeler and Chambers 1992)") {
  const std::vector<double> x{10, 12, 11, 15, 13, 40, 12};  // median 12; ranges 2 1 4 2 27 28: median 3
  const Conventions medians{.median_centre = true, .median_ranges = true};
  const Chart chart = i_chart(x, {}, medians);
  CHECK(chart.summary.centre == 12.0);
  CHECK(chart.phases[0].fit.level.spread == 3.0);
  CHECK(chart.points.upper[0] == Approx(12.0 + 3.0 * 3.0 / .954).epsilon(1e-14));
  CHECK(std::abs(chart.points.upper[0] - (12.0 + 3.145 * 3.0)) < 2e-3);
  CHECK(support::flagged(chart.points.beyond) == Positions{5});
  const Chart ranges = analyse<chart::Mr>({x}, {}, {.conventions = medians});
  CHECK(ranges.summary.centre == 3.0);
  CHECK(ranges.points.upper[1] == Approx(3.865 * 3.0).epsilon(1e-14));
  // One without the other.
  CHECK(i_chart(x, {}, {.median_centre = true}).phases[0].fit.level.spread == Approx(64.0 / 6.0));
  CHECK(i_chart(x, {}, {.median_ranges = true}).summary.centre == Approx(113.0 / 7.0));
  const Chart exact = i_chart(x, {}, {.constants = constants::exact, .median_ranges = true});
  CHECK(exact.points.upper[0] - exact.points.centre[0] == Approx(9.0 / 0.9538725524089397).epsilon(1e-13));
}

TEST_CASE("Medians are refused where a chart has none to take") {
  const std::vector<double> x{1, 2, 3}, n{9, 9, 9};
  CHECK_THROWS_AS(analyse<chart::P>({x, n}, {}, {.conventions = {.median_centre = true}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(analyse<chart::P>({x, n}, {}, {.conventions = {.median_ranges = true}}),
                  std::invalid_argument);
  CHECK_NOTHROW(analyse<chart::Run>({x}, {}, {.conventions = {.median_centre = true}}));
}
