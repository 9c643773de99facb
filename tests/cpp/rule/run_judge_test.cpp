#include <kvalspc/rule/run_judge.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "rule/counted_runs.hpp"

using namespace kvalspc;
using rule::Line;
using rule::RunsTest;

namespace {

rule::RunJudge judge_for(std::size_t points) {
  rule::RunJudge judge;
  judge.reserve(points);
  return judge;
}

rule::JudgedRuns judged(const std::vector<double>& deviations, RunsTest test = RunsTest::anhoej,
                        Line line = Line::own) {
  rule::RunJudge judge = judge_for(deviations.size());
  return judge.judge(counted_runs(deviations), {test, line, true, true});
}

/** Events of `patients` patients a month at chance p: deviations from their median. */
std::vector<double> around_median(reference::Random& random, int months, int patients, double p) {
  std::vector<double> x;
  for (int k = 0; k < months; ++k) x.push_back(random.binomial(patients, p));
  std::vector<double> sorted = x;
  std::sort(sorted.begin(), sorted.end());
  const auto middle = static_cast<std::size_t>(months) / 2;
  const double median = months % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
  for (double& value : x) value -= median;
  return x;
}

}  // namespace

TEST_CASE("Thirteen useful points: eight in a row signal, seven do not (the popular text is off by one)") {
  CHECK_FALSE(judged({1, 1, 1, 1, 1, 1, 1, -1, -1, 1, -1, -1, 1}, RunsTest::anhoej, Line::user).long_run());
  CHECK(judged({1, 1, 1, 1, 1, 1, 1, 1, -1, 1, -1, -1, 1}, RunsTest::anhoej, Line::user).long_run());
}

TEST_CASE("Runs that are only counted do not signal, nor does a series without useful points") {
  const std::vector<double> one_side(30, 1.0);
  CHECK(judged(one_side, RunsTest::anhoej, Line::user).long_run());
  CHECK(judged(one_side, RunsTest::anhoej, Line::user).odd_crossings());
  CHECK_FALSE(judged(one_side, RunsTest::none, Line::user).signal());
  CHECK_FALSE(judged(std::vector<double>(9, 0.0)).signal());
  CHECK(std::isnan(judged(std::vector<double>(9, 0.0)).p));
}

TEST_CASE("Points that all lie on one side of their own line cannot be judged, and do not signal") {
  const rule::JudgedRuns runs = judged(std::vector<double>(30, 1.0));
  CHECK(runs.p == 1.0);
  CHECK_FALSE(runs.judgeable);
  CHECK_FALSE(runs.signal());
  CHECK_FALSE(judged({1, 1, 1, -1, -1, -1}).judgeable);   // 2 of 20 orders are as extreme as any
  CHECK(judged({1, 1, 1, 1, -1, -1, -1, -1}).judgeable);  // 2 of 70
}

TEST_CASE("With a median and no ties the published thresholds stand: exact p-values change nothing") {
  rule::RunJudge judge = judge_for(400);
  rule::RunDistribution law;
  law.reserve(400);
  for (int n = 2; n <= 400; ++n) {
    const rule::RunThresholds limits = rule::anhoej_thresholds(n);
    for (const int above : {n / 2, (n + 1) / 2}) {
      law.given(above, n - above);
      const double of_sides = law.outside(limits);
      law.fair(n);
      INFO("n " << n);
      CHECK(of_sides <= std::max(0.05, law.outside(limits)));
    }
  }
}

TEST_CASE("Few events: published thresholds signal by construction, judged runs at most at their level") {
  // n = 5, p = .05: the median is 0. In the design's simulations thresholds alone signalled in 47 % (24
  // points) and 99.6 % (60).
  reference::Random random(2024);
  const int series = 1000;
  for (const int months : {24, 60}) {
    int published = 0, ours = 0, exact = 0, unjudged = 0;
    rule::RunJudge judge = judge_for(60);
    for (int k = 0; k < series; ++k) {
      const rule::Runs runs = counted_runs(around_median(random, months, 5, 0.05));
      published += judge.judge(runs, {RunsTest::anhoej, Line::own, false, false}).signal() ? 1 : 0;
      const rule::JudgedRuns strict = judge.judge(runs, {RunsTest::anhoej, Line::own, true, true});
      ours += strict.signal() ? 1 : 0;
      unjudged += strict.judgeable ? 0 : 1;
      exact += judge.judge(runs, {RunsTest::exact, Line::own, true, true}).signal() ? 1 : 0;
      CHECK((!strict.signal() || (strict.judgeable && strict.p <= 0.05)));
    }
    CHECK(published > (months == 24 ? 400 : 980));
    CHECK(ours == 0);
    CHECK(exact == 0);
    CHECK(unjudged > 0.9 * series);
  }
}

TEST_CASE("Skewed counts around their mean: judged runs keep the level that the thresholds lose") {
  // n = 20, p = .05 around the mean, 60 points: thresholds alone signal in 28 %.
  reference::Random random(2025);
  const int series = 4000, months = 60;
  int published = 0, ours = 0;
  rule::RunJudge judge = judge_for(60);
  for (int k = 0; k < series; ++k) {
    std::vector<double> x;
    double sum = 0.0;
    for (int m = 0; m < months; ++m) sum += x.emplace_back(random.binomial(20, 0.05));
    for (double& value : x) value -= sum / months;
    const rule::Runs runs = counted_runs(x);
    published += judge.judge(runs, {RunsTest::anhoej, Line::own, false, false}).signal() ? 1 : 0;
    ours += judge.judge(runs, {RunsTest::anhoej, Line::own, true, false}).signal() ? 1 : 0;
  }
  CHECK(published > 0.25 * series);
  CHECK(ours < 0.06 * series);
}

TEST_CASE("After a baseline: its proportion of sides decides whether thresholds stand") {
  rule::RunJudge judge = judge_for(60);
  const rule::Runs after = counted_runs(std::vector<double>(14, 1.0));
  const rule::Runs even = counted_runs({1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1});
  const rule::Runs one_sided = counted_runs({1, 1, 1});  // nine of twelve baseline points lay on the line
  CHECK(judge.judge(after, {RunsTest::anhoej, Line::baseline, true, true, even}).signal());
  const rule::JudgedRuns doubted =
      judge.judge(after, {RunsTest::anhoej, Line::baseline, true, true, one_sided});
  CHECK_FALSE(doubted.signal());
  CHECK_FALSE(doubted.judgeable);
  CHECK_FALSE(judge.judge(after, {RunsTest::anhoej, Line::baseline, true, true, {}}).signal());
}

TEST_CASE("What a judge keeps changes no answer") {
  reference::Random random(31);
  rule::RunJudge one = judge_for(60), many = judge_for(60);
  many.expect_many();
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<double> x;
    const double above = random.uniform(0.2, 0.8);
    const int size = random.whole(0, 40);
    for (int k = 0; k < size; ++k) x.push_back(random.chance(above) ? 1.0 : -1.0);
    const rule::Runs runs = counted_runs(x);
    const auto test = static_cast<RunsTest>(random.whole(0, 5));
    rule::RunJudge fresh = judge_for(60);
    const rule::RunJudge::Question asked{test, random.chance(0.5) ? Line::own : Line::user, true, true};
    const rule::JudgedRuns expected = fresh.judge(runs, asked);
    for (rule::RunJudge* judge : {&one, &many}) {
      const rule::JudgedRuns got = judge->judge(runs, asked);
      CHECK(got.thresholds == expected.thresholds);
      CHECK((got.p == expected.p || (std::isnan(got.p) && std::isnan(expected.p))));
      CHECK(got.judgeable == expected.judgeable);
      CHECK(got.signal() == expected.signal());
    }
  }
}
