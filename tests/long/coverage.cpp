/**
 * @file How often the intervals of the verdict hold the true effect: differences, ratios and odds ratios of
 * shares, rates, values and times, with and without a change, at variation 1 to 2.
 *
 * Bounds: each kind of interval holds the truth in at least 93.5 % of the series of every cell, less three
 * standard errors of the simulation; and p < alpha exactly when the interval of the difference excludes 0.
 * Series without an interval (no events at all) do not count. The table stands in docs/verdict.md.
 */
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include <kvalspc/verdict/evidence.hpp>

#include "reference/on_all_cores.hpp"
#include "reference/stable_series.hpp"

namespace {

using kvalspc::ChartKind;
using reference::Generator;

constexpr int series_a_cell = 2000;
constexpr double least = 0.935, alpha = 0.05, none = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t seed = 20240917;
enum Effect { difference, ratio, odds_ratio };
constexpr std::size_t effects = 3;

/** Series whose level is `changed` after the start; values are shifted by as much, times multiplied. */
struct Cell {
  std::size_t group;
  reference::StableSeries series;
  double changed;
  std::array<int, effects> given{}, held{};
  int disagreements = 0;

  [[nodiscard]] double share(std::size_t effect) const {
    return given[effect] == 0 ? none : static_cast<double>(held[effect]) / given[effect];
  }
  [[nodiscard]] bool fails() const {
    for (std::size_t k = 0; k < effects; ++k) {
      const double error = std::sqrt(least * (1.0 - least) / std::max(1, given[k]));
      if (share(k) < least - 3.0 * error) return true;
    }
    return disagreements > 0;
  }
};

struct Group {
  std::string title;
  double variation;
  std::size_t cells = 0;
  std::array<double, effects> worst{none, none, none}, sum{};
};

class Grid {
 public:
  void add(const std::string& title, Generator generator, ChartKind kind, double variation,
           const std::vector<double>& sizes, const std::vector<std::array<double, 2>>& levels) {
    constexpr std::array<std::array<std::size_t, 2>, 3> phases{{{8, 8}, {12, 12}, {24, 12}}};
    groups.push_back({title, variation});
    for (const double size : sizes)
      for (const auto& [level, changed] : levels)
        for (const auto& [before, after] : phases)
          cells.push_back(
              {groups.size() - 1, {generator, kind, size, level, variation, before, after}, changed});
  }
  std::vector<Group> groups;
  std::vector<Cell> cells;
};

/** Each share as it is, and with twice the odds. */
std::vector<std::array<double, 2>> shares() {
  std::vector<std::array<double, 2>> pairs;
  for (const double p : {.02, .05, .1, .3, .5, .9, .98}) {
    pairs.push_back({p, p});
    pairs.push_back({p, 2.0 * p / (1.0 + p)});
  }
  return pairs;
}

Grid grid() {
  Grid g;
  for (const double variation : {1.0, 1.5, 2.0}) {
    g.add("shares of 2 to 150 patients, uneven", Generator::uneven_shares, ChartKind::p, variation,
          {5, 20, 100}, shares());
    g.add("rates, 1 to 200 events a month", Generator::counts, ChartKind::u, variation, {0},
          {{1, 1}, {1, 2}, {5, 5}, {5, 10}, {20, 20}, {20, 30}, {200, 200}, {200, 240}});
    g.add("times between events", Generator::times, ChartKind::t, variation, {0}, {{0, 1}, {0, 2}});
  }
  g.add("normal values, means", Generator::normal, ChartKind::i, 1.0, {0}, {{0, 0}, {0, 1}});
  g.add("normal values, medians", Generator::normal, ChartKind::run, 1.0, {0}, {{0, 0}, {0, 1}});
  return g;
}

/** The true effects; NaN where there is none of its kind. Rates of times are events per time. */
std::array<double, effects> truth(const Cell& cell) {
  const double from = cell.series.level, to = cell.changed;
  switch (cell.series.generator) {
    case Generator::uneven_shares:
      return {to - from, to / from, to / (1.0 - to) / (from / (1.0 - from))};
    case Generator::counts:
      return {to - from, to / from, none};
    case Generator::times:
      return {none, to, none};
    default:
      return {to, none, none};
  }
}

void cover(Cell& cell, std::uint64_t own_seed) {
  using namespace kvalspc;
  const verdict::Measure measure = verdict::measure_of(cell.series.kind);
  const std::array<double, effects> true_effects = truth(cell);
  reference::Random random(own_seed);
  const std::size_t start = cell.series.before, size = start + cell.series.after;
  std::vector<double> x(size), n(size);
  const std::span<const double> sizes =
      verdict::counts_events(measure) ? std::span<const double>(n) : std::span<const double>();
  for (int one = 0; one < series_a_cell; ++one) {
    for (std::size_t k = 0; k < start; ++k) x[k] = reference::stable_point(random, cell.series, n[k]);
    for (std::size_t k = start; k < size; ++k)
      x[k] = reference::changed_point(random, cell.series, cell.changed, n[k]);
    const chart::Points points{{x, sizes}, {}};
    const verdict::Test test = verdict::deciding(
        verdict::test_sides(measure, points, {start, size}, verdict::side_of(measure, points, 0, start),
                            verdict::side_of(measure, points, start, size), alpha));
    const std::array<std::array<double, 2>, effects> intervals{
        {{test.effect_lower, test.effect_upper},
         {test.ratio_lower, test.ratio_upper},
         {test.odds_ratio_lower, test.odds_ratio_upper}}};
    for (std::size_t k = 0; k < effects; ++k) {
      const auto [low, high] = intervals[k];
      if (std::isnan(true_effects[k]) || std::isnan(low) || std::isnan(high)) continue;
      ++cell.given[k];
      cell.held[k] += low <= true_effects[k] && true_effects[k] <= high ? 1 : 0;
    }
    const bool has = !std::isnan(test.p) && !std::isnan(test.effect_lower) && !std::isnan(test.effect_upper);
    const bool excludes = test.effect_lower > 0.0 || test.effect_upper < 0.0;
    cell.disagreements += has && excludes != (test.p < alpha) ? 1 : 0;
  }
}

/** "95.0 %", or a dash where there is no such effect. */
std::string percent(double share) {
  if (std::isnan(share)) return "–";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", 100.0 * share);
  return text.data();
}

}  // namespace

int main() {
  Grid g = grid();
  reference::on_all_cores(g.cells, [](Cell& cell, std::size_t k) { cover(cell, seed + k); });
  int failed = 0;
  for (const Cell& c : g.cells) {
    Group& group = g.groups[c.group];
    ++group.cells;
    for (std::size_t k = 0; k < effects; ++k) {
      group.worst[k] = std::fmin(group.worst[k], c.share(k));
      group.sum[k] += c.share(k);
    }
    failed += c.fails() ? 1 : 0;
    std::printf(
        "%-36s %4.0f  %6.2f to %6.2f  variation %.1f  %2zu + %2zu  difference %.2f %%  ratio %.2f %%  odds "
        "ratio %.2f %%  disagree %d%s\n",
        group.title.c_str(), c.series.size, c.series.level, c.changed, c.series.variation, c.series.before,
        c.series.after, 100.0 * c.share(difference), 100.0 * c.share(ratio), 100.0 * c.share(odds_ratio),
        c.disagreements, c.fails() ? "   OUT OF BOUNDS" : "");
  }
  std::printf(
      "\n| series | variation | cells | difference, worst cell | on average | ratio, worst cell | odds "
      "ratio, "
      "worst cell |\n|:--|--:|--:|--:|--:|--:|--:|\n");
  for (const Group& group : g.groups)
    std::printf("| %s | %g | %zu | %s | %s | %s | %s |\n", group.title.c_str(), group.variation, group.cells,
                percent(group.worst[difference]).c_str(),
                percent(group.sum[difference] / static_cast<double>(group.cells)).c_str(),
                percent(group.worst[ratio]).c_str(), percent(group.worst[odds_ratio]).c_str());
  std::printf("%zu cells, %d out of bounds\n", g.cells.size(), failed);
  return failed == 0 ? 0 : 1;
}
