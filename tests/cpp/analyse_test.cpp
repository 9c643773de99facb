#include <kvalspc/analyse.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

// The kernel that single charts and batches share promises not to throw, for every chart.
template <class P>
constexpr bool kernel_is_noexcept = noexcept(analyse_series<P>(
    std::declval<chart::Points>(), std::declval<std::span<const Phase>>(), std::declval<const Settings&>(),
    std::declval<Workspace&>(), std::declval<std::span<PhaseResult>>(), std::declval<const PointColumns&>()));
template <class... P>
constexpr bool all_noexcept(chart::List<P...>) {
  return (kernel_is_noexcept<P> && ...);
}
static_assert(all_noexcept(chart::All{}));

namespace {

const std::vector<ChartKind> all_kinds{ChartKind::run, ChartKind::i, ChartKind::mr, ChartKind::p,
                                       ChartKind::u};

std::vector<double> part(const std::vector<double>& x, std::size_t first, std::size_t end) {
  return {x.begin() + static_cast<std::ptrdiff_t>(first), x.begin() + static_cast<std::ptrdiff_t>(end)};
}

struct Data {
  std::vector<double> x, n;
  explicit Data(reference::Random& random, int size) {
    for (int k = 0; k < size; ++k) {
      n.push_back(random.chance(0.05) ? 0.0 : random.whole(1, 80));
      x.push_back(random.binomial(static_cast<int>(n.back()), 0.4));
      if (random.chance(0.05)) x.back() = missing;
    }
  }
};

}  // namespace

TEST_CASE("Each phase is the chart of its own points") {
  reference::Random random(101);
  for (int trial = 0; trial < 300; ++trial) {
    const Data data(random, 40);
    const std::size_t at = static_cast<std::size_t>(random.whole(1, 39));
    for (const ChartKind kind : all_kinds) {
      const Chart whole = analyse(kind, {data.x, data.n}, {.breaks = {at}});
      REQUIRE(whole.phases.size() == 2);
      for (const auto& [first, end] : {std::pair<std::size_t, std::size_t>{0, at}, {at, 40}}) {
        const std::vector<double> x = part(data.x, first, end), n = part(data.n, first, end);
        const Chart alone = analyse(kind, {x, n});
        INFO(name(kind) << " phase from " << first << " to " << end);
        CHECK(support::same(part(whole.points.centre, first, end), alone.points.centre));
        CHECK(support::same(part(whole.points.lower_raw, first, end), alone.points.lower_raw));
        CHECK(support::same(part(whole.points.upper, first, end), alone.points.upper));
        CHECK(support::same(part(whole.points.value, first, end), alone.points.value));
        for (std::size_t k = first; k < end; ++k) {
          CHECK(whole.points.phase[k] == (first == 0 ? 0 : 1));
          CHECK(whole.points.beyond[k] == alone.points.beyond[k - first]);
        }
      }
    }
  }
}

TEST_CASE("A frozen baseline gives the limits; later points are judged by them") {
  reference::Random random(102);
  for (int trial = 0; trial < 300; ++trial) {
    const Data data(random, 40);
    const std::size_t freeze = static_cast<std::size_t>(random.whole(3, 39));
    for (const ChartKind kind : all_kinds) {
      const Chart frozen = analyse(kind, {data.x, data.n}, {.freeze = {freeze}});
      const std::vector<double> x = part(data.x, 0, freeze), n = part(data.n, 0, freeze);
      const Chart baseline = analyse(kind, {x, n});
      CHECK(support::same(frozen.summary.centre, baseline.summary.centre));
      CHECK(support::same(part(frozen.points.upper, 0, freeze), baseline.points.upper));
      CHECK(frozen.phases[0].baseline.runs.useful == baseline.summary.useful);
      CHECK(frozen.phases[0].baseline.runs.crossings == baseline.summary.crossings);
      CHECK(frozen.phases[0].all.runs.useful ==
            frozen.phases[0].baseline.runs.useful + frozen.phases[0].after.runs.useful);
    }
  }
}

TEST_CASE("Phases, a freeze and exclusions together") {
  // Phase 1: 10 points of 10/20. Phase 2: baseline 5 points of 15/20, one of them excluded at 0/20, then
  // 20/20.
  std::vector<double> x(20, 10.0), n(20, 20.0);
  for (std::size_t k = 10; k < 15; ++k) x[k] = 15.0;
  for (std::size_t k = 15; k < 20; ++k) x[k] = 20.0;
  x[12] = 0.0;
  const Chart chart = analyse<chart::P>({x, n}, {.breaks = {10}, .freeze = {15}, .exclude = {12}},
                                        {.limits = LimitsKind::sigma});
  CHECK(chart.points.centre[0] == 0.5);
  CHECK(chart.points.centre[19] == 0.75);
  CHECK(chart.points.included[12] == 0);
  CHECK(chart.points.value[12] == 0.0);
  CHECK(chart.points.beyond[12] == 1);  // it is shown for what it is
  CHECK(chart.summary.beyond ==
        0);  // 1.0 is not beyond .75 + 3 x .097, and the excluded point is not counted
  CHECK(chart.phases[1].fit.points == 4);
  CHECK(chart.phases[1].points == 9);
  CHECK_FALSE(chart.phases[0].phase.frozen());
  CHECK(chart.summary.useful == 5);
  CHECK(chart.summary.longest_run == 5);
  for (const Signal& signal : chart.signals) CHECK(signal.first != 12);
}

TEST_CASE("Missing values, empty denominators and exclusions keep their slots and change nothing else") {
  reference::Random random(103);
  for (int trial = 0; trial < 300; ++trial) {
    Data data(random, 30);
    std::vector<double> x, n;  // the same without the slots; only for charts without moving ranges
    for (std::size_t k = 0; k < data.x.size(); ++k) {
      if (std::isnan(data.x[k]) || data.n[k] == 0.0) continue;
      x.push_back(data.x[k]);
      n.push_back(data.n[k]);
    }
    for (const ChartKind kind : {ChartKind::run, ChartKind::p, ChartKind::u}) {
      const Chart with = analyse(kind, {data.x, data.n}), without = analyse(kind, {x, n});
      CHECK(with.points.value.size() == 30);
      CHECK(
          support::same(with.summary.centre, without.summary.centre));  // counts add up exactly in any order
      CHECK(with.summary.useful == without.summary.useful);
      CHECK(with.summary.crossings == without.summary.crossings);
      CHECK(with.summary.longest_run == without.summary.longest_run);
      CHECK(with.summary.beyond == without.summary.beyond);
      CHECK(with.summary.status == without.summary.status);
      for (std::size_t k = 0; k < 30; ++k) {
        const bool present = !std::isnan(data.x[k]) && data.n[k] > 0.0;
        CHECK(with.points.included[k] == (present ? 1 : 0));
        CHECK(std::isnan(with.points.value[k]) == !present);
      }
    }
  }
}

TEST_CASE("Statuses of empty, single and constant series, for every chart") {
  for (const ChartKind kind : all_kinds) {
    INFO(name(kind));
    const Chart empty = analyse(kind, {});
    CHECK(empty.summary.status == Status::no_data);
    CHECK(std::isnan(empty.summary.centre));
    CHECK(empty.points.value.empty());
    CHECK(empty.signals.empty());
    const std::vector<double> one{3}, five{5}, nothing{missing}, zero{0};
    CHECK(analyse(kind, {nothing, five}).summary.status == Status::no_data);
    CHECK(analyse(kind, {zero, zero}).summary.status == Status::no_data);  // a denominator of 0
    const Chart single = analyse(kind, {one, five});
    CHECK(single.summary.beyond == 0);
    CHECK_FALSE(single.summary.runs_signal);
    const std::vector<double> x = support::repeated(20, 0.0), n = support::repeated(20, 5.0);
    const Chart constant = analyse(kind, {x, n});
    CHECK(constant.summary.status == Status::no_variation);
    CHECK(constant.summary.beyond == 0);
    CHECK_FALSE(constant.summary.runs_signal);
  }
  // A p chart of equal shares still varies by chance: limits are drawn.
  const std::vector<double> x = support::repeated(20, 3.0), n = support::repeated(20, 5.0);
  CHECK(analyse<chart::P>({x, n}).summary.status == Status::ok);
  CHECK(analyse<chart::P>({n, n}).summary.status == Status::no_variation);  // only events
}

TEST_CASE("An empty series is a fact, not misuse, for every chart") {
  for (std::size_t k = 0; k < chart::All::size; ++k) {
    INFO(chart::All::names[k]);
    CHECK(analyse(static_cast<ChartKind>(k), {}).summary.status == Status::no_data);
  }
  const std::vector<double> x{1, 2};
  CHECK_THROWS_AS(analyse(ChartKind::np, {x}), std::invalid_argument);
  CHECK_THROWS_AS(analyse(ChartKind::c, {x, x}), std::invalid_argument);
}

TEST_CASE("Standards given by the caller replace what would be estimated") {
  const std::vector<double> x{5, 6, 7, 20}, n{50, 50, 50, 50};
  const Chart given =
      analyse<chart::P>({x, n}, {}, {.limits = LimitsKind::sigma, .standards = {{.centre = 0.1}}});
  CHECK(given.summary.centre == 0.1);
  CHECK(given.points.upper[0] == Approx(0.1 + 3.0 * std::sqrt(0.09 / 50.0)).epsilon(1e-14));
  CHECK(support::flagged(given.points.beyond) == std::vector<std::size_t>{3});
  const Chart sigma = analyse<chart::I>({x}, {}, {.standards = {{.centre = 6.0, .sigma = 2.0}}});
  CHECK(sigma.points.upper[2] == 12.0);
  CHECK(sigma.points.lower[2] == 0.0);
  CHECK(support::flagged(sigma.points.beyond) == std::vector<std::size_t>{3});
  const Chart one = analyse<chart::I>(Series{std::span<const double>(x).first(1)}, {},
                                      {.standards = {{.centre = 6.0, .sigma = 2.0}}});
  CHECK(one.points.upper[0] == 12.0);  // known limits need no spread from the data
  CHECK(one.summary.status == Status::ok);
}

TEST_CASE("Charts by name") {
  CHECK(chart_kind("p") == ChartKind::p);
  CHECK(chart_kind("xmr") == ChartKind::i);
  CHECK(name(ChartKind::mr) == "mr");
  for (const ChartKind kind : all_kinds) CHECK(chart_kind(name(kind)) == kind);
  CHECK(support::message_of<std::invalid_argument>([] { (void)chart_kind("q"); }) ==
        "kind: got \"q\", need one of run, i, ip, mr, p, pp, np, u, up, c, cp, g, t, xbar, s, r");
  const std::vector<double> x{1, 2, 4};
  CHECK(analyse(ChartKind::mr, {x}).kind == ChartKind::mr);
  CHECK_THROWS_AS(analyse(ChartKind::run, {x}, {}, {.limits = LimitsKind::exact}), std::invalid_argument);
}

TEST_CASE("Whatever the numbers, the flags are 0 or 1 and missing points never signal") {
  reference::Random random(104);
  const std::vector<double> nasty{0.0,    -0.0,  1e308, -1e308, 5e-324, -5e-324,
                                  1e-300, 1e154, 1.0,   0.1,    missing};
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<double> x, n;
    for (int k = random.whole(0, 20); k > 0; --k) {
      x.push_back(random.pick(nasty));
      n.push_back(random.pick<double>({0.0, 1.0, 3.0, 1e300, 1e-300, missing}));
    }
    for (const ChartKind kind : {ChartKind::run, ChartKind::i, ChartKind::mr}) {
      const Chart chart = analyse(kind, {x, n});
      for (std::size_t k = 0; k < x.size(); ++k) {
        CHECK(chart.points.beyond[k] <= 1);
        if (std::isnan(chart.points.value[k])) CHECK(chart.points.beyond[k] == 0);
      }
    }
    std::vector<double> counts;
    for (std::size_t k = 0; k < x.size(); ++k)
      counts.push_back(n[k] > 0.0 ? random.pick<double>({0.0, 1.0, 1e15, 1e300, 1e308}) : 0.0);
    const Chart chart = analyse(ChartKind::u, {counts, n});
    for (std::size_t k = 0; k < x.size(); ++k)
      if (std::isnan(chart.points.value[k])) CHECK(chart.points.beyond[k] == 0);
  }
}
