#include <kvalspc/verdict/plan.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/power.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

PlanAnswer planned(ChartKind kind, const std::vector<UnitVolume>& units, PlanSettings settings) {
  return plan(kind, units, settings);
}

PlanSettings settings(double change, std::size_t months_before, Better better = Better::higher) {
  PlanSettings s;
  s.compare.relevant_change = change;
  s.compare.better = better;
  s.months_before = months_before;
  return s;
}

}  // namespace

TEST_CASE("Ten percentage points more than 50 %, 20 patients a month, two years before: 18 months") {
  const PlanAnswer a = planned(ChartKind::p, {{20, .5}}, settings(.1, 24));
  REQUIRE(a.months_after);
  CHECK(*a.months_after == 18);
  CHECK(a.chart_months == 1);
  CHECK(a.change == Approx(.1));
}

TEST_CASE("Few patients: by enumeration of every outcome") {
  // From 30 % to 60 %, 4 patients a month, a year before.
  const auto months = planned(ChartKind::p, {{4, .3}}, settings(.3, 12)).months_after;
  REQUIRE(months);
  const int n1 = 4 * static_cast<int>(*months);
  CHECK(reference::power_of_proportions(.3, .6, 48, n1, .05) >= .8L);
  CHECK(n1 < 80);
}

TEST_CASE("The months that are planned give that power, one month less does not") {
  for (const UnitVolume& unit : {UnitVolume{20, .5}, UnitVolume{40, .2}, UnitVolume{100, .05}}) {
    const PlanSettings s = settings(0, 24);
    const auto months = planned(ChartKind::p, {unit}, s).months_after;
    REQUIRE(months);
    const auto model = verdict::planned(verdict::Measure::proportions, unit, s, 1, 24, true);
    const auto power = [&](std::size_t after) {
      return model.at(unit.volume * static_cast<double>(after), 24 + after);
    };
    CHECK(power(*months) >= .8);
    CHECK(power(*months - 1) < .8);
  }
}

TEST_CASE("More patients, a larger change, less variation: never later") {
  std::size_t before = 200;
  for (const double volume : {15, 20, 30, 60, 200}) {
    const std::size_t months =
        planned(ChartKind::p, {{volume, .5}}, settings(.1, 36)).months_after.value_or(200);
    CHECK(months <= before);
    before = months;
  }
  PlanSettings wild = settings(.1, 36);
  wild.dispersion = 2.0;
  CHECK(planned(ChartKind::p, {{60, .5}}, wild).months_after.value_or(200) >
        planned(ChartKind::p, {{60, .5}}, settings(.1, 36)).months_after.value_or(200));
}

TEST_CASE("Several units are as one with all their patients") {
  const auto together = planned(ChartKind::p, {{10, .4}, {30, .6}}, settings(.1, 24));
  const auto one = planned(ChartKind::p, {{40, .55}}, settings(.1, 24));
  CHECK(together.months_after == one.months_after);
  CHECK(together.rows[0].events == Approx(one.rows[0].events));
}

TEST_CASE("The chart's period is the shortest that holds five events and five others") {
  const auto months = [](double volume, double level) {
    return planned(ChartKind::p, {{volume, level}}, settings(0, 24)).chart_months;
  };
  CHECK(months(10, .5) == 1);
  CHECK(months(9, .5) == 3);
  CHECK(months(10, .13) == 4);
  CHECK(months(10, .9) == 6);  // 10 % without
  CHECK(months(1, .5) == 12);
  CHECK(months(.1, .5) == 12);  // no length is enough: the longest
  CHECK(planned(ChartKind::u, {{100, .04}}, settings(0, 24)).chart_months == 3);
}

TEST_CASE("A length of period whose baseline is too short gives no answer") {
  const PlanAnswer a = planned(ChartKind::p, {{200, .5}}, settings(.1, 24));
  CHECK(a.rows[1].months_after);        // 8 quarters
  CHECK_FALSE(a.rows[2].months_after);  // 6 tertials
  CHECK_FALSE(a.rows[4].months_after);  // 2 years
  CHECK(planned(ChartKind::p, {{200, .5}}, settings(.1, 36)).rows[4].months_after);
  CHECK_FALSE(planned(ChartKind::p, {{1, .5}}, settings(.1, 24)).months_after);  // more than ten years
}

TEST_CASE("Values: by the spread of the months, and longer periods vary less") {
  PlanSettings s = settings(6, 36, Better::lower);
  s.spread = 10;
  const PlanAnswer a = planned(ChartKind::i, {{}}, s);
  REQUIRE(a.months_after);
  CHECK(a.change == 6.0);
  CHECK(std::isnan(a.rows[0].events));
  CHECK(a.chart_months == 1);
  s.spread = 5;
  CHECK(*planned(ChartKind::i, {{}}, s).months_after < *a.months_after);
}

TEST_CASE("Patients without number see a change as soon as there are enough months") {
  for (const double volume : {1e9, 1e12, 1e15, 1e100}) {
    const PlanSettings s = settings(0, 24);
    INFO(volume);
    for (const ChartKind kind : {ChartKind::p, ChartKind::u})
      CHECK(planned(kind, {{volume, .2}}, s).months_after == s.compare.min_after);
  }
}

TEST_CASE("Plan: misuse says what is needed") {
  const auto said = [](ChartKind kind, const std::vector<UnitVolume>& units, PlanSettings s) {
    return support::message_of<std::invalid_argument>([&] { (void)plan(kind, units, s); });
  };
  CHECK(said(ChartKind::p, {}, {}) == "volume: got no units, need at least one");
  CHECK(said(ChartKind::p, {{0, .5}}, {}) == "volume: got 0, need a number above 0");
  CHECK(said(ChartKind::p, {{20, 1}}, {}) == "level: got 1, need a share between 0 and 1");
  CHECK(said(ChartKind::u, {{20, 0}}, {}) == "level: got 0, need a rate above 0");
  CHECK(said(ChartKind::i, {{0, 5}}, {}) ==
        "spread: got 0, need the standard deviation of a month's value, above 0");
  PlanSettings sure;
  sure.power = 1.0;
  CHECK(said(ChartKind::p, {{20, .5}}, sure) == "power: got 1, need a number between 0 and 1");
}
