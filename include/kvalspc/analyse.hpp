/** @file One series -> one chart with all its points, phases and signals. */
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/require_settings.hpp>
#include <kvalspc/rule/outside.hpp>
#include <kvalspc/signal.hpp>

namespace kvalspc {

/** The points of a chart, column by column, all as long as the series. */
struct ChartPoints {
  std::vector<double> value, centre, lower, upper, lower_raw, upper_raw;
  std::vector<std::int32_t> phase;
  std::vector<std::uint8_t> included, beyond;
};

/** A computed chart. */
struct Chart {
  ChartKind kind{};
  ChartPoints points;
  std::vector<PhaseResult> phases;
  std::vector<Signal> signals;  ///< by first point, limits before rules
  Summary summary;
};

namespace detail {

/** The deviations that neighbour rules look at; only charts keep them, for the positions of the patterns. */
struct Deviations {
  std::vector<double> deviation, z;
};

[[nodiscard]] inline PointColumns columns_of(ChartPoints& points, Deviations& at, std::size_t size) {
  for (auto* column :
       {&points.value, &points.centre, &points.lower, &points.upper, &points.lower_raw, &points.upper_raw}) {
    column->resize(size);
  }
  points.phase.resize(size);
  points.included.resize(size);
  points.beyond.resize(size);
  at.deviation.resize(size);
  at.z.resize(size);
  return {points.value, points.centre, points.lower, points.upper,    points.lower_raw, points.upper_raw,
          at.deviation, at.z,          points.phase, points.included, points.beyond};
}

/** Patterns of the set's rules in one phase; patterns of one rule that overlap are one signal. */
template <class Add>
void collect_patterns(const Chart& chart, const Phase& phase, const RuleSet& rules, const Deviations& at,
                      Add add) {
  struct Open {
    bool any = false;
    rule::Pattern pattern{};
  };
  std::array<Open, RuleSet::largest> open{};
  const auto close = [&](std::size_t k) {
    if (open[k].any)
      add(rules[k].name, Source::rule, open[k].pattern.first, open[k].pattern.last,
          open[k].pattern.direction);
    open[k].any = false;
  };
  rule::Watch watch(rules);
  for (std::size_t p = phase.first; p < phase.end; ++p) {
    if (chart.points.included[p] == 0) continue;
    watch.step({p, chart.points.value[p], at.deviation[p], at.z[p]},
               [&](std::size_t k, const rule::Pattern& found) {
                 Open& one = open[k];
                 const bool joins =
                     one.any && one.pattern.direction == found.direction && found.first <= one.pattern.last;
                 if (!joins) {
                   close(k);
                   one = {true, found};
                 }
                 one.pattern.last = found.last;
               });
  }
  for (std::size_t k = 0; k < rules.size(); ++k) close(k);
}

inline void collect_signals(Chart& chart, const RuleSet& rules, const Deviations& at, Better better) {
  const auto add = [&](std::string_view rule, Source source, std::size_t first, std::size_t last,
                       Direction direction) {
    chart.signals.push_back({rule, source, first, last, direction, effect_of(direction, better)});
  };
  const ChartPoints& points = chart.points;
  for (std::size_t k = 0; k < points.beyond.size(); ++k) {
    if (points.beyond[k] == 0 || points.included[k] == 0) continue;
    add(rule::outside_limits, Source::limit, k, k,
        points.value[k] > points.centre[k] ? Direction::up : Direction::down);
  }
  for (const PhaseResult& result : chart.phases) {
    const rule::JudgedRuns& runs = result.all;
    const rule::RunsSignalNames& names = rule::names_of(runs.test);
    if (runs.long_run()) {
      add(names.long_run, Source::rule, runs.runs.longest_first, runs.runs.longest_last,
          runs.runs.longest_side);
    }
    if (runs.odd_crossings())
      add(names.crossings, Source::rule, result.phase.first, result.phase.end - 1, Direction::none);
    if (result.pattern) collect_patterns(chart, result.phase, rules, at, add);
  }
}

}  // namespace detail

/**
 * Computes chart P of one series.
 *
 * @return points in the order given; every slot is kept
 * @throws std::invalid_argument or std::out_of_range for misuse: numbers outside P's domain, contradictory
 * positions, exact limits for a chart that has none. Facts about the data are `Status` values in the result.
 */
template <ChartPolicy P>
[[nodiscard]] Chart analyse(const Series& series, const Plan& plan = {}, const Settings& settings = {}) {
  detail::require_settings<P>(settings, plan.breaks.size() + 1);
  if (series.size() > 0)
    detail::require_columns<P>(series.has_denominator(), !series.within.empty());  // no points lack none
  require_domain(series, P::domain);
  const std::vector<Phase> phases = phases_of(plan, series.size());
  const std::vector<std::uint8_t> excluded = exclusion_mask(plan, series.size());
  Chart chart;
  chart.phases.resize(phases.size());
  Workspace workspace;
  workspace.reserve(series.size());
  detail::Deviations at;
  const PointColumns columns = detail::columns_of(chart.points, at, series.size());
  chart.summary = analyse_series<P>({series, excluded}, phases, settings, workspace, chart.phases, columns);
  detail::collect_signals(chart, settings.rules, at, settings.better);
  return chart;
}

/** The same for a chart chosen at run time. */
[[nodiscard]] inline Chart analyse(ChartKind kind, const Series& series, const Plan& plan = {},
                                   const Settings& settings = {}) {
  Chart chart = chart::with_policy(kind, [&]<ChartPolicy P>() { return analyse<P>(series, plan, settings); });
  chart.kind = kind;
  return chart;
}

}  // namespace kvalspc
