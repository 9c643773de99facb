#include <kvalspc/rephase/stable_shift.hpp>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using rephase::Decision;

namespace {

constexpr int cycle[7] = {0, 2, -1, 3, -2, 1, -3};

/** Points around the levels, one stretch after the other. */
std::vector<double> around(const std::vector<std::pair<int, double>>& stretches) {
  std::vector<double> x;
  for (const auto& [points, level] : stretches)
    for (int k = 0; k < points; ++k) x.push_back(level + cycle[x.size() % 7]);
  return x;
}

std::vector<Decision> decisions(const rephase::Rephasing& found) {
  std::vector<Decision> all;
  for (const rephase::Step& step : found.steps) all.push_back(step.decision);
  return all;
}

using Breaks = std::vector<std::size_t>;
using Log = std::vector<Decision>;

}  // namespace

TEST_CASE("Low, high, low counts: two new phases, the second at the first point on the other side") {
  // 21 low, 28 high, 28 low: the true second change is row 50, the trigger row 49 (both 1-based).
  const rephase::Rephasing found =
      rephase::stable_shift(ChartKind::c, {around({{21, 14}, {28, 20}, {28, 14}})});
  CHECK(found.breaks == Breaks{21, 48});
  CHECK(decisions(found) == Log{Decision::baseline, Decision::next_run, Decision::accepted,
                                Decision::next_run, Decision::accepted, Decision::too_few_left});
  CHECK(found.steps[1].direction == Direction::up);
  CHECK(found.steps[3].direction == Direction::down);
}

TEST_CASE("Limits come from the first points of a phase and hold until the next") {
  const std::vector<double> x = around({{21, 14}, {28, 20}});
  const rephase::Rephasing found = rephase::stable_shift(ChartKind::c, {x});
  REQUIRE(found.breaks == Breaks{21});
  const Chart first = analyse(ChartKind::c, {std::span<const double>(x).first(21)});
  const Chart second = analyse(ChartKind::c, {std::span<const double>(x).subspan(21, 21)});
  for (std::size_t k = 0; k < x.size(); ++k) {
    const Chart& chart = k < 21 ? first : second;
    CHECK(found.centre[k] == chart.points.centre[0]);
    CHECK(found.calculation[k] == (k < 42 ? 1 : 0));
  }
}

TEST_CASE("A shift that goes back at once opens no phase, unless every shift does") {
  const std::vector<double> x = around({{21, 14}, {9, 26}, {30, 14}});
  const rephase::Rephasing found = rephase::stable_shift(ChartKind::c, {x});
  CHECK(found.breaks.empty());
  bool opposed = false;
  for (const rephase::Step& step : found.steps) opposed = opposed || step.opposed;
  CHECK(opposed);
  rephase::StableShift every;
  every.every_shift = true;
  CHECK(rephase::stable_shift(ChartKind::c, {x}, every).breaks == Breaks{21});
}

TEST_CASE("While the newest points are on their way back a phase is not taken; more data then decide") {
  std::vector<double> x = around({{21, 14}, {17, 24}, {5, 13}});
  rephase::StableShift how;
  const rephase::Rephasing now = rephase::stable_shift(ChartKind::c, {x}, how);
  CHECK(now.breaks.empty());
  CHECK(now.steps[2].unsettled);
  CHECK_FALSE(now.steps[2].opposed);
  how.no_regrets = false;
  CHECK(rephase::stable_shift(ChartKind::c, {x}, how).breaks == Breaks{21});
  for (int k = 0; k < 12; ++k) x.push_back(24 + cycle[k % 7]);
  CHECK(rephase::stable_shift(ChartKind::c, {x}).breaks == Breaks{21});
}

TEST_CASE("No regrets: later points never change an earlier decision") {
  const std::vector<double> x = around({{25, 14}, {30, 21}, {26, 14}, {9, 24}, {40, 15}});
  const Breaks last = rephase::stable_shift(ChartKind::c, {x}).breaks;
  CHECK(last.size() >= 2);
  for (std::size_t size = 30; size <= x.size(); ++size) {
    const Breaks now = rephase::stable_shift(ChartKind::c, {std::span<const double>(x).first(size)}).breaks;
    REQUIRE(now.size() <= last.size());
    CHECK(std::equal(now.begin(), now.end(), last.begin()));
  }
}

TEST_CASE("Points far beyond the limits are left out, the furthest first, and no more than allowed") {
  std::vector<double> x = around({{30, 14}});
  x[4] = 60;
  x[9] = 45;
  const rephase::Rephasing found = rephase::stable_shift(ChartKind::c, {x});
  CHECK(found.excluded[4] == 1);
  CHECK(found.excluded[9] == 1);
  rephase::StableShift one;
  one.most_excluded = 1;
  const rephase::Rephasing fewer = rephase::stable_shift(ChartKind::c, {x}, one);
  CHECK(fewer.excluded[4] == 1);
  CHECK(fewer.excluded[9] == 0);
  CHECK(fewer.centre[0] > found.centre[0]);
}

TEST_CASE("A point on the centre, within the tolerance or missing ends a run") {
  std::vector<double> x = around({{21, 14}, {30, 20}});
  CHECK(rephase::stable_shift(ChartKind::i, {x}).breaks == Breaks{21});
  for (std::size_t k = 21 + 6; k < x.size(); k += 7) x[k] = support::missing;
  CHECK(rephase::stable_shift(ChartKind::i, {x}).breaks.empty());
}

TEST_CASE("Too few points, and a baseline alone") {
  const std::vector<double> x = around({{21, 14}, {30, 24}});
  CHECK(decisions(rephase::stable_shift(ChartKind::c, {std::span<const double>(x).first(20)})) ==
        Log{Decision::too_few});
  CHECK(decisions(rephase::stable_shift(ChartKind::c, {std::span<const double>{}})) ==
        Log{Decision::too_few});
  rephase::StableShift how;
  how.baseline_only = true;
  CHECK(decisions(rephase::stable_shift(ChartKind::c, {x}, how)) == Log{Decision::baseline});
  how = {};
  how.baseline = 30;
  CHECK(rephase::stable_shift(ChartKind::c, {x}, how).steps[0].at == 30);
}

TEST_CASE("A search that cannot be made is misuse") {
  const std::vector<double> x(30, 1.0);
  for (const rephase::StableShift& how :
       {rephase::StableShift{1}, rephase::StableShift{21, 1}, rephase::StableShift{21, 0, 1},
        rephase::StableShift{21, 0, 8, 3, -1.0}})
    CHECK_THROWS_AS(rephase::stable_shift(ChartKind::c, {x}, how), std::invalid_argument);
}
