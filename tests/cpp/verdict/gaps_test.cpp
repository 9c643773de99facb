#include <kvalspc/verdict/compare.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

Comparison compared(ChartKind kind, const Column& gaps, std::size_t start,
                    const CompareSettings& settings = {}) {
  return compare(kind, {gaps, {}}, start, {}, settings);
}

double exponential(reference::Random& random, double mean) {
  return -mean * std::log(1.0 - random.uniform());
}

double geometric(reference::Random& random, double mean) {
  return std::floor(std::log(1.0 - random.uniform()) / std::log(mean / (1.0 + mean)));
}

/** P(the first gaps sum to s), given the total: every way to share the total among the gaps is as likely. */
double ways(int sum, int gaps) {
  double product = 1.0;
  for (int k = 1; k < gaps; ++k) product *= static_cast<double>(sum + k) / k;
  return product;
}

}  // namespace

TEST_CASE("Times between events: the F test and its interval of the ratio") {
  // Means 10 (8 gaps) and 20 (4 gaps): ratio 2; F(8, 16) quantiles at .025 are 3.1248 and 1 / 4.0761
  // (tables).
  const Column gaps{2, 4, 6, 8, 10, 12, 14, 24, 5, 15, 25, 35};
  const Comparison c = compared(ChartKind::t, gaps, 8);
  CHECK(c.baseline.level == 10.0);
  CHECK(c.after.level == 20.0);
  CHECK(c.evidence.exact.ratio == 2.0);
  CHECK(c.evidence.exact.ratio_lower == Approx(2.0 / 3.1248).epsilon(1e-4));
  CHECK(c.evidence.exact.ratio_upper == Approx(2.0 * 4.0761).epsilon(1e-4));
  CHECK(c.evidence.exact.effect == 10.0);
  CHECK(c.evidence.exact.effect_lower < 0.0);
}

TEST_CASE("Cases between events: mid-P by counting every way to share the cases") {
  const Column gaps{3, 0, 2, 1, 4, 0, 1, 2, 6, 5, 9, 4};
  const Comparison c = compared(ChartKind::g, gaps, 8);
  const int after = 24, all = 37;
  double upper = 0.0, lower = 0.0, total = 0.0;
  for (int s = 0; s <= all; ++s) {
    const double weight = ways(s, 4) * ways(all - s, 8);
    total += weight;
    if (s >= after) upper += s == after ? 0.5 * weight : weight;
    if (s <= after) lower += s == after ? 0.5 * weight : weight;
  }
  CHECK(c.evidence.exact.p == Approx(2.0 * std::min(upper, lower) / total).epsilon(1e-12));
}

TEST_CASE("Gaps: the interval excludes no effect exactly when p is below alpha") {
  reference::Random random(77);
  for (int trial = 0; trial < 300; ++trial) {
    Column times, cases;
    for (int k = 0; k < 20; ++k) {
      times.push_back(exponential(random, k < 12 ? 10.0 : 20.0));
      cases.push_back(geometric(random, k < 12 ? 10.0 : 20.0));
    }
    for (const Comparison& c : {compared(ChartKind::t, times, 12), compared(ChartKind::g, cases, 12)}) {
      for (const verdict::Test& test : {c.evidence.exact, c.evidence.quasi}) {
        CHECK((test.p < 0.05) == (test.ratio_lower > 1.0 || test.ratio_upper < 1.0));
        CHECK((test.p < 0.05) == (test.effect_lower > 0.0 || test.effect_upper < 0.0));
      }
    }
  }
}

TEST_CASE("Gaps: false verdicts stay below 5 %, and below 6 % where gaps vary more than chance") {
  constexpr int series = 2000;
  for (const bool lumpy : {false, true}) {
    const double level = lumpy ? 0.06 : 0.05;
    const double bound = level + 3.0 * std::sqrt(level * (1.0 - level) / series);
    for (const std::size_t before : {8U, 24U}) {
      reference::Random random(443);
      int alarms = 0, exact = 0;
      for (int s = 0; s < series; ++s) {
        Column gaps;
        // Lumpy: a mixture of short and long gaps, squared coefficient of variation 1.5.
        for (std::size_t k = 0; k < before + 12; ++k)
          gaps.push_back(exponential(random, lumpy ? (random.chance(0.5) ? 5.0 : 15.0) : 10.0));
        const Comparison c = compared(ChartKind::t, gaps, before, {.relevant_change = 3.0});
        alarms += c.verdict == Verdict::changed ? 1 : 0;
        exact += c.evidence.exact.p < 0.05 ? 1 : 0;
      }
      INFO(before << (lumpy ? " lumpy" : "") << ": " << alarms << " alarms, exact alone " << exact);
      CHECK(alarms <= bound * series);
      CHECK(alarms >= 0.01 * series);
      if (lumpy) CHECK(exact > alarms);
    }
  }
}

TEST_CASE("Gaps: longer ones after the start are found, with the date") {
  Column gaps(12, 4.0);
  gaps.resize(24, 30.0);
  for (std::size_t k = 0; k < gaps.size(); ++k) gaps[k] += static_cast<double>(k % 3);
  for (const ChartKind kind : {ChartKind::t, ChartKind::g}) {
    const Comparison c = compared(kind, gaps, 12, {.better = Better::higher});
    CHECK(c.verdict == Verdict::improved);
    CHECK(c.change.at == 12);
    CHECK(c.change.lower <= 12);
    CHECK(c.change.upper >= 12);
    CHECK(c.change.p < 0.01);
  }
}

TEST_CASE("Gaps of nothing have no verdict") {
  const Column zero(24, 0.0);
  CHECK(compared(ChartKind::g, zero, 12).verdict == Verdict::not_assessable);
}
