#include <kvalspc/verdict/compare.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/overdispersed.hpp"
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

TEST_CASE("The dispersion of gaps is the one for which their sum of squares was to be expected") {
  reference::Random random(444);
  for (int trial = 0; trial < 200; ++trial) {
    Column gaps;
    for (int k = 0; k < 14; ++k) gaps.push_back(1.0 + geometric(random, 9.0));
    const std::size_t start = 8;
    const chart::Points points{{gaps, {}}, {}};
    const verdict::Side before = verdict::sum_side(points, 0, start),
                        after = verdict::sum_side(points, start, gaps.size());
    const double by_chance[2] = {1.0 + 1.0 / before.level, 1.0 + 1.0 / after.level}, m[2] = {8.0, 6.0};
    double squares = 0.0;
    for (std::size_t k = 0; k < gaps.size(); ++k) {
      const double level = k < start ? before.level : after.level;
      squares += std::pow(gaps[k] / level - 1.0, 2.0) / by_chance[k >= start];
    }
    double low = 0.0, high = squares;
    for (int k = 0; k < 200; ++k) {
      const double phi = 0.5 * (low + high);
      double expected = 0.0;
      for (int side = 0; side < 2; ++side)
        expected += (m[side] - 1.0) * phi / (1.0 + phi * by_chance[side] / m[side]);
      (expected < squares ? low : high) = phi;
    }
    CHECK(compared(ChartKind::g, gaps, start).evidence.dispersion == Approx(low).epsilon(1e-9));
  }
}

TEST_CASE("The dispersion of gaps is right on the average, however short the phases") {
  reference::Random random(445);
  constexpr int series = 4000;
  for (const double variation : {1.0, 2.0}) {
    double squares = 0.0;
    for (int s = 0; s < series; ++s) {
      Column gaps;
      for (int k = 0; k < 16; ++k) gaps.push_back(reference::gamma_variate(random, 1.0 / variation));
      const chart::Points points{{gaps, {}}, {}};
      for (const std::size_t from : {0U, 8U}) {
        const double level = verdict::sum_side(points, from, from + 8).level;
        for (std::size_t k = from; k < from + 8; ++k) squares += std::pow(gaps[k] / level - 1.0, 2.0);
      }
    }
    const verdict::Side side{1.0, 8.0, 8.0, 8};
    CHECK(verdict::dispersion_of_gaps<verdict::Times>(squares / series, side, side) ==
          Approx(variation).epsilon(0.03));
    CHECK(squares / series / 14.0 < 0.92 * variation);
  }
}

TEST_CASE("One gap that is all of its side: the dispersion has a bound") {
  Column gaps(16, 0.0);
  gaps[3] = 40.0, gaps[12] = 4.0;
  const Comparison c = compared(ChartKind::g, gaps, 8);
  CHECK(std::isfinite(c.evidence.dispersion));
  CHECK(c.evidence.quasi.p > 0.05);
  CHECK(c.evidence.quasi.ratio_lower < 1.0);
  CHECK(c.evidence.quasi.ratio_upper > 1.0);
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
