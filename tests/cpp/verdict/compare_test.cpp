#include <kvalspc/verdict/compare.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "reference/nile.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;
using Column = std::vector<double>;

namespace {

/** A level before and one after, spread over the months without noise beyond rounding. */
struct Steps {
  Column x, n;
  Steps(std::size_t before, std::size_t after, double patients, double level0, double level1) {
    double sum = 0.0, given = 0.0;
    for (std::size_t k = 0; k < before + after; ++k) {
      if (k == before) sum = given = 0.0;
      sum += patients * (k < before ? level0 : level1);
      x.push_back(std::round(sum) - given);
      given = std::round(sum);
      n.push_back(patients);
    }
  }
};

Comparison compared(const Column& x, const Column& n, std::optional<std::size_t> start,
                    const CompareSettings& settings = {}, ChartKind kind = ChartKind::p) {
  return compare(kind, {x, n}, start, {}, settings);
}

}  // namespace

TEST_CASE("C. difficile: improved from 13.02 to 5.01 per 10 000, ratio .384585 (.303489 to .482937)") {
  // 449 cases in 344742.1667 patient-days over 24 months, then 85 in 169697.25 over 12 (monthly counts:
  // the C. difficile series; the days, of which only the sums matter here, spread evenly).
  const Column x{17, 12, 27, 20, 20, 18, 22, 19, 19, 24, 17, 16, 24, 19, 19, 22, 25, 19,
                 17, 6,  25, 17, 11, 14, 9,  11, 7,  13, 5,  5,  3,  5,  9,  4,  5,  9};
  Column n(24, 344742.1666666666 / 24.0);
  n.resize(36, 169697.25 / 12.0);
  const Comparison c = compared(x, n, 24, {.better = Better::lower}, ChartKind::u);
  CHECK(c.verdict == Verdict::improved);
  CHECK(c.baseline.level * 1e4 == Approx(13.0242).epsilon(4e-6));
  CHECK(c.after.level * 1e4 == Approx(5.0089).epsilon(1e-5));
  CHECK(c.evidence.exact.ratio == Approx(.384585).epsilon(2e-6));
  CHECK(std::abs(c.evidence.exact.ratio_lower - .303489) < 6e-7);
  CHECK(std::abs(c.evidence.exact.ratio_upper - .482937) < 6e-7);
  CHECK(c.change.at == 24);
  CHECK(c.baseline.n == 24);
  CHECK(c.after.n == 12);
  // One odd baseline month (6 cases), on which nothing depends: a note, and the verdict stands.
  CHECK(c.baseline_check.odd == std::vector<std::size_t>{19});
  CHECK(c.notes == std::vector<Note>{Note::odd_periods});
  CHECK_FALSE(c.baseline_check.changed);
  CHECK(c.strength == Strength::strong);
}

TEST_CASE("Improved, worsened, changed: one change, three wishes") {
  const Steps s(12, 12, 40, 0.5, 0.7);
  CHECK(compared(s.x, s.n, 12, {.better = Better::higher}).verdict == Verdict::improved);
  CHECK(compared(s.x, s.n, 12, {.better = Better::lower}).verdict == Verdict::worsened);
  CHECK(compared(s.x, s.n, 12).verdict == Verdict::changed);
  CHECK(compared(s.x, s.n, 12).strength != Strength::none);
  CHECK(compared(s.x, s.n, 12, {.moderate_at_most = true}).strength == Strength::moderate);
}

TEST_CASE("No evidence with enough patients, uncertain with fewer, too few data with hardly any") {
  const auto verdict = [](double patients) {
    const Steps s(12, 12, patients, 0.5, 0.5);
    return compared(s.x, s.n, 12, {.better = Better::higher});
  };
  const Comparison many = verdict(100), some = verdict(20), few = verdict(4);
  CHECK(many.verdict == Verdict::no_evidence);
  CHECK(many.power >= 0.8);
  CHECK_FALSE(many.periods_needed);
  CHECK(some.verdict == Verdict::uncertain);
  CHECK(some.power < 0.8);
  REQUIRE(some.periods_needed);
  CHECK(few.verdict == Verdict::too_few_data);
  CHECK(few.reason == Reason::power);
  // The months that are still needed are enough, and one fewer is not.
  const std::size_t needed = *some.periods_needed;
  const Steps enough(12, 12 + needed, 20, 0.5, 0.5), short_of(12, 11 + needed, 20, 0.5, 0.5);
  CHECK(compared(enough.x, enough.n, 12, {.better = Better::higher}).power >= 0.8 - 1e-3);
  CHECK(compared(short_of.x, short_of.n, 12, {.better = Better::higher}).power < 0.8 + 1e-3);
}

TEST_CASE("Too few data, and why") {
  const Steps s(7, 12, 40, 0.5, 0.7), t(12, 3, 40, 0.5, 0.7), rare(12, 12, 40, 0.002, 0.002);
  CHECK(compared(s.x, s.n, 7).reason == Reason::baseline_periods);
  CHECK(compared(t.x, t.n, 12).reason == Reason::after_periods);
  const Comparison few = compared(rare.x, rare.n, 12);
  CHECK(few.verdict == Verdict::too_few_data);
  CHECK(few.reason == Reason::events);  // a single event: no outcome could reach 5 %
  const Steps nine(9, 0, 40, 0.5, 0.5);
  CHECK(compared(nine.x, nine.n, std::nullopt).reason == Reason::periods);
  for (const Comparison& c :
       {compared(s.x, s.n, 7), compared(t.x, t.n, 12), compared(nine.x, nine.n, std::nullopt)})
    CHECK(c.verdict == Verdict::too_few_data);
}

TEST_CASE("Not assessable: no data, no variation") {
  const Column nothing = support::repeated(20, missing), zero = support::repeated(20, 0.0),
               n = support::repeated(20, 9.0);
  for (const std::optional<std::size_t> start :
       {std::optional<std::size_t>(), std::optional<std::size_t>(10)}) {
    for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::i, ChartKind::run}) {
      CHECK(compared(nothing, n, start, {}, kind).reason == Reason::no_data);
      CHECK(compared(zero, zero, start, {}, kind).reason == Reason::no_data);  // denominators of 0
      CHECK(compared(zero, n, start, {}, kind).verdict == Verdict::not_assessable);
      CHECK(compared(zero, n, start, {}, kind).reason == Reason::no_variation);
      CHECK(compared({}, {}, start ? std::optional<std::size_t>(0) : start, {}, kind).reason ==
            Reason::no_data);
    }
    CHECK(compared(n, n, start).reason == Reason::no_variation);  // only events
  }
}

TEST_CASE("Without a start: stable or shifted") {
  const Steps shift(12, 12, 40, 0.5, 0.75), level(12, 12, 40, 0.5, 0.5);
  const Comparison a = compared(shift.x, shift.n, std::nullopt), b = compared(level.x, level.n, std::nullopt);
  CHECK(a.verdict == Verdict::shifted);
  CHECK(a.change.at == 12);
  CHECK(a.change.lower <= 12);
  CHECK(a.change.upper >= 12);
  CHECK(b.verdict == Verdict::stable);
  const Comparison nile = compared(reference::nile(), {}, std::nullopt, {}, ChartKind::i);
  CHECK(nile.verdict == Verdict::shifted);
  CHECK(nile.change.at == 28);
  CHECK(nile.baseline.level == Approx(1097.75).epsilon(1e-12));
  CHECK(nile.after.level == Approx(849.9722).epsilon(1e-7));
}

TEST_CASE("Nile before and after 1899: Hodges-Lehmann and Welch") {
  const Comparison c = compared(reference::nile(), {}, 28, {.better = Better::lower}, ChartKind::i);
  CHECK(c.evidence.exact.effect == -260.0);
  CHECK(c.evidence.quasi.effect == Approx(849.9722 - 1097.75).epsilon(1e-6));
  CHECK(c.verdict == Verdict::improved);
}

TEST_CASE("Gaps, exclusions and an end leave points out of both sides") {
  const Steps s(12, 12, 40, 0.5, 0.7);
  Column x = s.x, n = s.n;
  std::vector<std::uint8_t> excluded(24, 0);
  excluded[3] = excluded[15] = 1;
  const Comparison without = compare(ChartKind::p, {x, n}, 12, {}, {}, excluded);
  x[3] = missing, n[15] = 0.0, x[15] = 0.0;
  const Comparison gaps = compared(x, n, 12);
  CHECK(without.p_value == gaps.p_value);
  CHECK(without.baseline.n == 11);
  CHECK(without.after.n == 11);
  CHECK(gaps.baseline.numerator == without.baseline.numerator);
  const Comparison early = compare(ChartKind::p, {s.x, s.n}, 12, 20);
  CHECK(early.after.n == 8);
  const Column first_x(s.x.begin(), s.x.begin() + 20), first_n(s.n.begin(), s.n.begin() + 20);
  CHECK(early.p_value == compared(first_x, first_n, 12).p_value);
}

TEST_CASE("A baseline that moved: the verdict stands only where it does not depend on it") {
  const auto months = [](std::initializer_list<std::pair<int, double>> pieces) {
    Column x;
    for (const auto& [count, events] : pieces) x.insert(x.end(), static_cast<std::size_t>(count), events);
    return x;
  };
  const Column n(36, 40.0);
  const CompareSettings wish{.better = Better::higher};
  // Up twelve months before the start, level since then: changed before.
  const Comparison before = compared(months({{12, 16}, {12, 24}, {12, 24}}), n, 24, wish);
  CHECK(before.verdict == Verdict::changed_before);
  CHECK(before.strength == Strength::none);
  CHECK(before.change.at == 12);
  // Up before the start, and up again after it: improved, with notes.
  const Comparison twice = compared(months({{12, 8}, {12, 20}, {12, 27}}), n, 24, wish);
  CHECK(twice.verdict == Verdict::improved);
  CHECK(twice.baseline_check.change.at == 12);
  CHECK(std::find(twice.notes.begin(), twice.notes.end(), Note::baseline_changed) != twice.notes.end());
  // Down before the start and back after it: better than the whole baseline, not than its first half.
  const Comparison dip = compared(months({{16, 21}, {8, 11}, {12, 22}}), n, 24, wish);
  CHECK(dip.p_value < 0.05);
  CHECK(dip.baseline_check.changed);
  CHECK(dip.verdict == Verdict::improved);  // against the part since the change it is even clearer
  // One wild month hides what the others show: the answer depends on it.
  Column wild = months({{12, 14}, {12, 19}});
  wild[5] = 38.0;
  const Comparison unstable = compared(wild, Column(24, 40.0), 12, wish);
  CHECK(unstable.p_value > 0.05);
  CHECK(unstable.verdict == Verdict::baseline_unstable);
  CHECK(unstable.reason == Reason::odd_periods);
  CHECK(unstable.strength == Strength::none);
  // A single month that carries the whole difference.
  Column odd = months({{12, 4}, {12, 4}, {12, 5}});
  odd[5] = 30.0;
  const Comparison one = compared(odd, n, 24, {.better = Better::lower, .relevant_change = 0.15});
  CHECK(one.baseline_check.odd == std::vector<std::size_t>{5});
}

TEST_CASE("Three bad months before the start are named when the answer hangs on them") {
  Column x{10, 11, 9, 10, 11, 10, 9, 11, 10, 5, 4, 5, 11, 12, 11, 10, 12, 11, 12, 11, 12, 11, 11, 12};
  const Column n(24, 20.0);
  const Comparison c = compared(x, n, 12, {.better = Better::higher});
  REQUIRE(c.p_value < 0.05);
  CHECK(c.baseline_check.p_without_last > 0.05);
  CHECK(std::find(c.notes.begin(), c.notes.end(), Note::last_periods) != c.notes.end());
  // Good months before the start are no such reason.
  std::reverse(x.begin(), x.begin() + 12);
  const Comparison other = compared(x, n, 12, {.better = Better::higher});
  CHECK(std::find(other.notes.begin(), other.notes.end(), Note::last_periods) == other.notes.end());
}

TEST_CASE("A wash-in belongs to neither side") {
  const Steps s(12, 12, 40, 0.5, 0.7);
  Column x = s.x;
  x[12] = x[13] = 20.0;
  const Comparison washed = compared(x, s.n, 12, {.wash_in = 2});
  CHECK(washed.after.n == 10);
  std::vector<std::uint8_t> excluded(24, 0);
  excluded[12] = excluded[13] = 1;
  const Comparison left_out = compare(ChartKind::p, {x, s.n}, 12, {}, {}, excluded);
  CHECK(washed.p_value == left_out.p_value);
  CHECK(washed.p_value < compared(x, s.n, 12).p_value);
  CHECK(compared(x, s.n, 12, {.wash_in = 100}).after.n == 0);
}

TEST_CASE("Misuse throws") {
  const Column x{1, 2, 3}, n{5, 5, 5};
  const Series series{x, n};
  CHECK_THROWS_AS(compare(ChartKind::p, series, 4), std::out_of_range);
  CHECK_THROWS_AS(compare(ChartKind::p, series, 1, 4), std::out_of_range);
  CHECK_THROWS_AS(compare(ChartKind::p, series, 3, 2), std::out_of_range);
  CHECK_THROWS_AS(compare(ChartKind::mr, series, 1), std::invalid_argument);
  CHECK_THROWS_AS(compare(ChartKind::p, series, 1, {}, {.alpha = 1.0}), std::invalid_argument);
  CHECK_THROWS_AS(compare(ChartKind::p, series, 1, {}, {.alpha = missing}), std::invalid_argument);
  CHECK_THROWS_AS(compare(ChartKind::p, series, 1, {}, {.relevant_change = -0.1}), std::invalid_argument);
  CHECK_THROWS_AS(compare(ChartKind::u, series, 1, {}, {.relevant_change = 0.5}), std::invalid_argument);
  CHECK_THROWS_AS(compare(ChartKind::t, {x, {}}, 1, {}, {.relevant_change = 0.5}), std::invalid_argument);
}

TEST_CASE("Counting non-events turns improved into worsened, and nothing else") {
  reference::Random random(421);
  for (int trial = 0; trial < 150; ++trial) {
    Column x, y, n;
    const double level = random.uniform(0.05, 0.95), after = random.chance(0.5) ? level : random.uniform();
    for (int k = 0; k < 24; ++k) {
      n.push_back(random.whole(0, 60));
      x.push_back(random.binomial(static_cast<int>(n.back()), k < 12 ? level : after));
      y.push_back(n.back() - x.back());
    }
    const Comparison a = compared(x, n, 12, {.better = Better::higher}),
                     b = compared(y, n, 12, {.better = Better::lower});
    CHECK(a.verdict == b.verdict);
    CHECK(a.strength == b.strength);
    CHECK(a.reason == b.reason);
    CHECK(a.p_value == Approx(b.p_value).epsilon(1e-6).margin(1e-12));
    CHECK(a.power == Approx(b.power).margin(2e-3));
    if (a.change.found) CHECK(a.change.at == b.change.at);
  }
}

TEST_CASE("False alarms of the verdict on stable series stay below 5 %") {
  struct Cell {
    int n;
    double p;
    std::size_t before, after;
  };
  constexpr int series = 1500;
  const double bound = 0.05 + 3.0 * std::sqrt(0.05 * 0.95 / series);
  for (const Cell& cell :
       {Cell{5, .5, 12, 12}, Cell{20, .3, 12, 12}, Cell{20, .9, 24, 8}, Cell{100, .05, 12, 6}}) {
    reference::Random random(431);
    int alarms = 0, assessed = 0;
    for (int s = 0; s < series; ++s) {
      Column x, n(cell.before + cell.after, cell.n);
      for (std::size_t k = 0; k < n.size(); ++k) x.push_back(random.binomial(cell.n, cell.p));
      // A given relevant change keeps every cell assessable; the default would withhold the small ones.
      const Comparison c = compared(x, n, cell.before, {.better = Better::higher, .relevant_change = 0.4});
      alarms += c.verdict == Verdict::improved || c.verdict == Verdict::worsened ? 1 : 0;
      assessed += c.verdict == Verdict::too_few_data || c.verdict == Verdict::not_assessable ? 0 : 1;
    }
    INFO("n " << cell.n << " p " << cell.p << ": " << alarms << " alarms in " << series << ", assessed "
              << assessed);
    CHECK(alarms <= bound * series);
    CHECK(alarms >= 0.005 * series);
    CHECK(assessed > 0.5 * series);
  }
}

TEST_CASE("Counts of any size get a verdict, and so large that chance is normal, that of the normal test") {
  // Months within one standard deviation of their level, and half of one higher after a year.
  const Column off{-0.3, 0.8, 0.1, -0.9, 0.6, -0.2, 0.4, -0.7, 0.9, -0.5, 0.2, -0.4};
  for (const ChartKind kind : {ChartKind::c, ChartKind::u, ChartKind::p}) {
    for (const double level : {1e6, 1e9, 1e12, 1e14}) {
      Column x, n;
      double sum0 = 0.0, sum1 = 0.0;
      const double patients = kind == ChartKind::p ? 4.0 * level : kind == ChartKind::u ? 250.0 : 1.0;
      const double variance = kind == ChartKind::p ? 0.75 * level : level;
      for (std::size_t k = 0; k < 24; ++k) {
        x.push_back(std::round(level + (off[k % 12] + (k < 12 ? 0.0 : 0.5)) * std::sqrt(variance)));
        (k < 12 ? sum0 : sum1) += x[k] - level;
        n.push_back(patients);
      }
      const double z = (sum1 - sum0) / std::sqrt(24.0 * variance);
      INFO(static_cast<int>(kind) << " about " << level);
      const Comparison known = compared(x, n, 12, {}, kind);
      CHECK(known.evidence.exact.p == Approx(2.0 * math::normal_upper(z)).epsilon(2e-3));
      CHECK(known.verdict == Verdict::no_evidence);
      CHECK(known.power == 1.0);
      CHECK(known.evidence.exact.effect_lower < 0.0);
      CHECK(known.evidence.exact.effect_upper > 0.0);
      if (kind != ChartKind::p) {
        const double width = 2.0 * math::normal_quantile_upper(0.025) * std::sqrt(2.0 / (12.0 * level));
        CHECK(known.evidence.exact.ratio_upper - known.evidence.exact.ratio_lower ==
              Approx(width).epsilon(2e-3));
      }
      const Comparison unknown = compared(x, n, {}, {}, kind);
      CHECK(unknown.verdict == Verdict::stable);
      for (std::size_t k = 12; k < 24; ++k) x[k] = std::round(x[k] + 6.0 * std::sqrt(variance));
      const Comparison shifted = compared(x, n, {}, {}, kind);
      CHECK(shifted.verdict == Verdict::shifted);
      CHECK(shifted.change.at == 12);
      CHECK(shifted.change.p < 1e-30);
    }
  }
}

TEST_CASE("Gaps of any size are compared as times are, which nearly whole numbers become") {
  const Column gap{.3,  1.7, .9,  .2,  2.4, .6,  1.1, .1,  .8,  1.9,
                   2.2, .7,  3.1, 1.4, .5,  4.0, 2.8, 1.2, 3.6, 2.5};
  for (const double scale : {1e6, 1e9, 1e12, 1e15}) {
    Column x;
    for (const double g : gap) x.push_back(std::round(g * scale));
    const Comparison cases = compared(x, Column(x.size(), 1.0), 10, {}, ChartKind::g);
    const Comparison times = compared(x, Column(x.size(), 1.0), 10, {}, ChartKind::t);
    INFO(scale);
    CHECK(cases.evidence.exact.p == Approx(times.evidence.exact.p).epsilon(1e-4));
    CHECK(cases.verdict == times.verdict);
  }
}

TEST_CASE("Numbers without an end, as far as numbers go, end") {
  for (const double level : {1e17, 1e30, 1e100}) {
    for (const ChartKind kind : {ChartKind::u, ChartKind::p}) {
      Column x, n(24, kind == ChartKind::p ? 4.0 * level : 1000.0);
      for (std::size_t k = 0; k < 24; ++k)
        x.push_back(level * (k % 2 == 0 ? 1.01 : 0.99) * (k < 12 ? 1.0 : 1.5));
      INFO(level);
      CHECK(compared(x, n, 12, {}, kind).p_value < 1e-9);
      CHECK(compared(x, n, {}, {}, kind).verdict == Verdict::shifted);
    }
  }
}
