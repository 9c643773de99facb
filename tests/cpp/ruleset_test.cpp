/** @file Rules that look at neighbouring points, each on a series made by hand, and the sets that hold them.
 */
#include <kvalspc/ruleset.hpp>

#include <string>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"

namespace {

using namespace kvalspc;

/** The last points of every pattern that one rule completes on these standardised values. */
std::vector<std::size_t> completed(const rule::Any& one, const std::vector<double>& z) {
  RuleSet rules("test", rule::RunsTest::none, {{"test", one}});
  rule::Watch watch(rules);
  std::vector<std::size_t> last;
  for (std::size_t k = 0; k < z.size(); ++k) {
    watch.step({k, z[k], z[k], z[k]},
               [&](std::size_t, const rule::Pattern& found) { last.push_back(found.last); });
  }
  return last;
}

using At = std::vector<std::size_t>;

TEST_CASE("a shift needs its length; a point on the line breaks or is skipped", "[rule]") {
  const std::vector<double> z{1, 1, 1, 0, 1, 1, -1, -1, -1, -1};
  CHECK(completed(rule::Shift{5, true}, z) == At{});
  CHECK(completed(rule::Shift{4, true}, z) == At{9});
  CHECK(completed(rule::Shift{5, false}, z) == At{5});
  CHECK(completed(rule::Shift{4, false}, z) == At{4, 5, 9});
}

TEST_CASE("a trend rises or falls at every step", "[rule]") {
  CHECK(completed(rule::Trend{5, true}, {1, 2, 3, 4, 5, 6, 5}) == At{4, 5});
  CHECK(completed(rule::Trend{5, true}, {1, 2, 2, 3, 4, 5}) == At{});
  CHECK(completed(rule::Trend{5, false}, {1, 2, 2, 3, 4, 5}) == At{5});
  // The turning point belongs to both legs.
  CHECK(completed(rule::Trend{4, true}, {1, 2, 3, 4, 3, 2, 1}) == At{3, 6});
}

TEST_CASE("two of three beyond two, the third anywhere or on the same side", "[rule]") {
  const rule::Zone classical{2, 3, 2.0, false, true};
  CHECK(completed(classical, {2.5, -1, 2.1}) == At{2});
  CHECK(completed(classical, {2.5, 1, 1, 2.1}) == At{});
  CHECK(completed(classical, {2.5, -2.5, 1}) == At{});
  CHECK(completed(classical, {2.5, 3.5}) == At{1});
  const rule::Zone before2023{2, 3, 2.0, true, false};
  CHECK(completed(before2023, {2.5, -1, 2.1}) == At{});
  CHECK(completed(before2023, {2.5, 1, 2.1}) == At{2});
  CHECK(completed(before2023, {2.5, 1, 3.5}) == At{});  // beyond 3 did not count
  CHECK(completed(before2023, {2.5, 2.1, 1}) == At{2});
  const rule::Zone from2023{2, 3, 2.0, true, true};
  CHECK(completed(from2023, {2.5, 1, 3.5}) == At{2});
  CHECK(completed(rule::Zone{4, 5, 1.0}, {1.5, 1.5, 0.5, 1.5, 1.5}) == At{4});
  CHECK(completed(rule::Zone{4, 5, 1.0}, {1.5, 1.5, 0.5, 0.5, 1.5, 1.5}) == At{});
}

TEST_CASE("alternating points, and points all near or all away", "[rule]") {
  CHECK(completed(rule::Alternating{5}, {1, 3, 2, 4, 3, 5, 6}) == At{4, 5});
  CHECK(completed(rule::OneSigma{4, true}, {.5, -.5, .9, -.9, 1.1}) == At{3});
  // Nelson's rule 8 wants both sides: not yet at the fourth, at the fifth (its last four), no more at the
  // eighth.
  const rule::OneSigma both{4, false, true};
  CHECK(completed(both, {1.5, 1.6, 1.7, 1.8, -1.9, -1.5, -1.6, -1.7}) == At{4, 5, 6});
  CHECK(completed(both, {1.5, -1.6, 1.7, .9, 1.8, -1.9}) == At{});
  CHECK_THROWS_AS(RuleSet("mine", rule::RunsTest::none, {{"long", rule::OneSigma{33, true}}}),
                  std::invalid_argument);
  CHECK(completed(rule::OneSigma{4, false}, {1.5, -1.5, 1.9, -1.9, .5}) == At{3});
}

TEST_CASE("overlapping patterns of one rule are one signal, told as wished or not", "[rule]") {
  std::vector<double> values{5, 6, 5, 4, 5, 6, 4, 5, 6, 4};
  values.insert(values.end(), 12, 9.0);
  Settings settings;
  settings.rules = ruleset::western_electric_1956();
  settings.better = Better::higher;
  const Plan plan{{}, {10}, {}};
  const Chart chart = analyse(ChartKind::i, {values}, plan, settings);
  std::vector<Signal> shifts;
  for (const Signal& signal : chart.signals) {
    if (signal.rule == "western_electric_4") shifts.push_back(signal);
  }
  REQUIRE(shifts.size() == 1);
  CHECK(shifts[0].first == 10);
  CHECK(shifts[0].last == 21);
  CHECK(shifts[0].direction == Direction::up);
  CHECK(shifts[0].effect == Effect::improvement);
  CHECK(chart.summary.runs_signal);
  CHECK(chart.phases[0].runs_signal());
  CHECK_FALSE(chart.phases[0].all.signal());  // the Anhoej rules were not asked for
}

TEST_CASE("rules that need limits are silent on a run chart", "[rule]") {
  Settings settings;
  settings.rules = ruleset::nelson_1984();
  const std::vector<double> values{1, 9, 1, 9, 1, 9, 1, 9, 1, 9};
  for (const Signal& signal : analyse(ChartKind::run, {values}, {}, settings).signals) {
    CHECK(signal.rule != "nelson_5");
    CHECK(signal.rule != "nelson_7");
    CHECK(signal.rule != "nelson_8");
  }
}

TEST_CASE("sets are found by name, and refuse what they cannot do", "[rule]") {
  CHECK(ruleset::by_name("nhs").name() == "nhs-2023");
  CHECK(ruleset::by_name("nhs-2020").name() == "nhs-2020");
  CHECK(ruleset::by_name("anhoej").runs() == rule::RunsTest::anhoej);
  CHECK(ruleset::none().size() == 0);
  CHECK_THROWS_AS(ruleset::by_name("weco"), std::invalid_argument);
  CHECK_THROWS_AS(RuleSet("mine", rule::RunsTest::none, {{"bad", rule::Zone{4, 3, 1.0}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(RuleSet("mine", rule::RunsTest::none, {{"bad", rule::Shift{1, true}}}),
                  std::invalid_argument);
}

}  // namespace
