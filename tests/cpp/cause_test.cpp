#include <kvalspc/cause.hpp>

#include <cstddef>
#include <optional>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

LatestPoint latest(bool up, bool down, bool sideless = false) {
  LatestPoint point;
  point.any = true;
  point.up = up, point.down = down, point.sideless = sideless;
  return point;
}

LatestPoint within(double lower, double upper) {
  LatestPoint point;
  point.any = point.limits = true;
  point.lower = lower, point.upper = upper;
  return point;
}

}  // namespace

TEST_CASE("Variation: every combination of signal and wish") {
  using enum Cause;
  struct Case {
    bool up, down, sideless;
    Cause unstated, higher, lower;
  };
  const std::vector<Case> cases{
      {false, false, false, common_cause, common_cause, common_cause},
      {true, false, false, neither_high, improvement_high, concern_high},
      {false, true, false, neither_low, concern_low, improvement_low},
      {true, true, false, neither, improvement_high, improvement_low},  // the wished side counts
      {false, false, true, neither, neither, neither},
      {true, false, true, neither_high, improvement_high, concern_high},
  };
  for (const Case& c : cases) {
    const LatestPoint point = latest(c.up, c.down, c.sideless);
    CHECK(variation_of(point, Better::unstated) == c.unstated);
    CHECK(variation_of(point, Better::higher) == c.higher);
    CHECK(variation_of(point, Better::lower) == c.lower);
  }
  CHECK(variation_of({}, Better::higher) == not_assessable);
}

TEST_CASE("Assurance: a value equal to the target reaches it") {
  using enum Assurance;
  const LatestPoint point = within(10.0, 20.0);
  struct Case {
    double target;
    Assurance higher, lower;
  };
  for (const Case& c :
       {Case{9.0, pass, fail}, Case{10.0, pass, hit_or_miss}, Case{15.0, hit_or_miss, hit_or_miss},
        Case{20.0, hit_or_miss, pass}, Case{21.0, fail, pass}}) {
    CHECK(assurance_of(point, Better::higher, c.target) == c.higher);
    CHECK(assurance_of(point, Better::lower, c.target) == c.lower);
  }
  // A process that is always on its target passes, whichever way is better.
  CHECK(assurance_of(within(1.0, 1.0), Better::higher, 1.0) == pass);
  CHECK(assurance_of(within(1.0, 1.0), Better::lower, 1.0) == pass);
  CHECK(assurance_of(point, Better::unstated, 15.0) == not_assessable);
  CHECK(assurance_of(point, Better::higher, {}) == not_assessable);
  CHECK(assurance_of(latest(true, false), Better::higher, 15.0) == not_assessable);  // no limits
}

TEST_CASE("The latest point of a chart: beyond, in a long run, or quiet") {
  std::vector<double> x{5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 6, 20};
  const auto variation = [&](Better better) {
    return analyse<chart::I>({x}, {.freeze = {11}}, {.better = better}).summary.variation;
  };
  CHECK(variation(Better::higher) == Cause::improvement_high);
  CHECK(variation(Better::lower) == Cause::concern_high);
  CHECK(variation(Better::unstated) == Cause::neither_high);
  x.push_back(6);  // back again: the latest point is quiet
  CHECK(variation(Better::higher) == Cause::common_cause);
  x.back() = missing;  // a missing point says nothing: the one before is the latest
  CHECK(variation(Better::higher) == Cause::improvement_high);
  // Nine on one side at the end, by a rule of neighbours and by Anhoej's.
  const std::vector<double> shifted{1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4};
  const Plan baseline{.freeze = {10}};
  for (const RuleSet& rules : {ruleset::anhoej_2014(), ruleset::nelson_1984()}) {
    const Chart chart = analyse<chart::I>({shifted}, baseline, {.rules = rules, .better = Better::lower});
    CHECK(chart.summary.variation == Cause::concern_high);
  }
  const Chart quiet = analyse<chart::I>({shifted}, baseline, {.rules = ruleset::none()});
  CHECK(quiet.summary.variation == Cause::common_cause);
}

TEST_CASE("Too little for limits is not common cause") {
  CHECK(analyse<chart::I>({std::vector<double>{5}}).summary.variation == Cause::not_assessable);
  CHECK(analyse<chart::I>({}).summary.variation == Cause::not_assessable);
  CHECK(analyse<chart::I>({std::vector<double>{5, 5, 5}}).summary.variation == Cause::common_cause);
}

TEST_CASE("Assurance of charts: a side without a limit is bounded by what is possible") {
  const std::vector<double> x{1, 0, 1, 0, 1}, n(5, 20.0);  // exact limits: none below
  const auto assurance = [&](double target, Better better) {
    return analyse<chart::P>({x, n}, {}, {.better = better, .target = target}).summary.assurance;
  };
  CHECK(assurance(0.0, Better::higher) == Assurance::pass);  // 0 is always reached
  CHECK(assurance(0.9, Better::higher) == Assurance::fail);
  CHECK(assurance(0.0, Better::lower) == Assurance::hit_or_miss);
  CHECK(assurance(0.9, Better::lower) == Assurance::pass);
  const Chart run = analyse<chart::Run>({x}, {}, {.better = Better::higher, .target = 0.5});
  CHECK(run.summary.assurance == Assurance::not_assessable);
  const Chart given = analyse<chart::P>(
      {x, n}, {}, {.better = Better::higher, .target = 0.5, .standards = {{.lower = 0.6, .upper = 0.8}}});
  CHECK(given.summary.assurance == Assurance::pass);
}
