/**
 * @file One series through one chart: the kernel that a single chart and a batch of a million share, so that
 * they give the same bits. It allocates nothing and throws nothing.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/chart/fit.hpp>
#include <kvalspc/chart/level.hpp>
#include <kvalspc/chart_result.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/phase_limits.hpp>
#include <kvalspc/rule/run_judge.hpp>

namespace kvalspc {

namespace detail {

template <class T>
void put(std::span<T> column, std::size_t k, T value) noexcept {
  if (!column.empty()) column[k] = value;
}

/** The runs of a phase, counted. */
struct PhaseRuns {
  rule::Runs all, baseline, after;
};

/** What is asked of runs; nothing of moving ranges, as each shares a value with its neighbour. */
[[nodiscard]] inline rule::RunJudge::Question runs_question(const Settings& settings, bool given_centre,
                                                            bool ranges) noexcept {
  return {ranges ? rule::RunsTest::none : settings.rules.runs(),
          given_centre ? rule::Line::user : rule::Line::own, !settings.conventions.runs_as_published,
          settings.runs_p && !ranges};
}

/** Judges all points of a phase and, where the baseline is frozen, its two parts. */
inline void judge_runs(PhaseResult& result, const PhaseRuns& runs, rule::RunJudge::Question question,
                       rule::RunJudge& judge) noexcept {
  if (!result.phase.frozen()) {
    result.all = judge.judge(runs.all, question);
    return;
  }
  result.baseline = judge.judge(runs.baseline, question);
  if (question.line == rule::Line::own) question.line = rule::Line::baseline;
  question.baseline = runs.baseline;
  result.all = judge.judge(runs.all, question);
  result.after = judge.judge(runs.after, question);
}

/** What stays to be said of a point once the series is over, should it be the last. */
KVALSPC_INLINE void set_latest(LatestPoint& latest, Status status, LimitsKind kind, std::size_t position,
                               bool beyond, bool above) noexcept {
  latest.any = status == Status::ok || status == Status::no_variation;
  latest.limits = kind != LimitsKind::none;
  latest.up = beyond && above;
  latest.down = beyond && !above;
  latest.sideless = false;
  latest.position = position;
}

/** Where it lies if nothing changes. */
template <ChartPolicy P>
void set_range(LatestPoint& latest, const LimitsAt& limit) noexcept {
  // A side without a limit (exact limits of small counts) is bounded by what is possible.
  latest.lower = std::isnan(limit.lower_raw) ? P::bounds.lower : limit.lower(P::bounds);
  latest.upper = std::isnan(limit.upper_raw) ? P::bounds.upper : limit.upper(P::bounds);
}

/** The denominator at which the centre line of a phase is shown: the mean of the baseline, 1 without points.
 */
template <ChartPolicy P>
[[nodiscard]] double typical_denominator(const chart::Fit<double>& fit) noexcept {
  if (!chart::rests_on_sums<P> || fit.points == 0) return 1.0;
  return fit.level.sum_denominator / static_cast<double>(fit.points);
}

}  // namespace detail

/**
 * Computes chart P of one series.
 *
 * @param points    the series; its numbers must satisfy P's domain
 * @param phases    from phases_of()
 * @param workspace reserved for at least points.size()
 * @param results   one a phase
 * @param columns   empty columns are not written
 */
template <ChartPolicy P>
Summary analyse_series(chart::Points points, std::span<const Phase> phases, const Settings& settings,
                       Workspace& workspace, std::span<PhaseResult> results,
                       const PointColumns& columns) noexcept {
  if constexpr (chart::shows_ranges<P>) {
    const std::span<double> ranges(workspace.ranges.data(), points.size());
    const std::span<std::uint8_t> touched(workspace.touched.data(), points.size());
    chart::moving_ranges<P>(points, phases, settings.conventions, ranges, touched);
    points = {{ranges, {}}, touched};
  }
  Summary summary;
  LatestPoint latest;
  summary.status = points.size() == 0 ? Status::no_data : Status::ok;
  for (std::size_t p = 0; p < phases.size(); ++p) {
    const Phase& phase = phases[p];
    PhaseResult& result = results[p];
    result = {};
    result.phase = phase;
    result.fit = chart::fit<P, double>(points, phase, settings.conventions,
                                       std::span<double>(workspace.values.data(), points.size()));
    const double typical = detail::typical_denominator<P>(result.fit);
    const Standards given = settings.standards_of(p);
    detail::PhaseLimits<P> limits(result, settings, given);
    result.centre = P::shown_centre(result.fit.level, typical);
    const Level<double>& level = result.fit.level;
    rule::RunCounter all, baseline, after;
    rule::Watch watch(settings.rules);
    for (std::size_t k = phase.first; k < phase.end; ++k) {
      const double numerator = points.series.numerator[k];
      const double denominator = points.series.denominator_at(k);
      const bool present = points.present(k);
      const bool included = points.counts(k);
      // Limits of ratios and of subgroups need their point's denominator; those of values are the same
      // everywhere.
      const bool known = present || !chart::rests_on_sums<P> || !points.series.has_denominator();
      const auto limit = limits.at(numerator, denominator, present, known);
      detail::put(columns.value, k,
                  present ? P::point(numerator, denominator) : std::numeric_limits<double>::quiet_NaN());
      detail::put(columns.centre, k, P::shown_centre(level, denominator));
      detail::put(columns.lower_raw, k, limit.lower_raw);
      detail::put(columns.upper_raw, k, limit.upper_raw);
      detail::put(columns.lower, k, limit.lower(P::bounds));
      detail::put(columns.upper, k, limit.upper(P::bounds));
      detail::put(columns.phase, k, static_cast<std::int32_t>(p));
      detail::put(columns.included, k, static_cast<std::uint8_t>(included));
      detail::put(columns.beyond, k, static_cast<std::uint8_t>(limit.beyond));
      if (!included) continue;
      ++result.points;
      const double deviation = P::deviation(numerator, denominator, level);
      all.step(k, deviation);
      (k < phase.baseline_end ? baseline : after).step(k, deviation);
      const double value = P::scaled(P::point(numerator, denominator));
      const double z = (value - P::middle(level, denominator)) / limit.sigma;
      detail::put(columns.deviation, k, deviation);
      detail::put(columns.z, k, z);
      detail::set_latest(latest, result.fit.status, result.limits, k, limit.beyond, deviation > 0.0);
      detail::set_range<P>(latest, limit);
      if constexpr (!chart::shows_ranges<P>) {
        watch.step({k, value, deviation, z}, [&](std::size_t, const rule::Pattern& pattern) {
          result.pattern = true;
          if (pattern.at_last) latest.signals(pattern.direction);
        });
      }
      if (!limit.beyond) continue;
      ++summary.beyond;
      if (summary.first_beyond < 0) summary.first_beyond = static_cast<std::int32_t>(k);
      summary.last_beyond = static_cast<std::int32_t>(k);
    }
    detail::judge_runs(result, {all.runs(), baseline.runs(), after.runs()},
                       detail::runs_question(settings, given.centre.has_value(), chart::shows_ranges<P>),
                       workspace.judge);
    if (result.all.long_run() && result.all.runs.longest_last == latest.position)
      latest.signals(result.all.runs.longest_side);
    if (result.all.odd_crossings()) latest.signals(Direction::none);
    summary.runs_signal = summary.runs_signal || result.runs_signal();
    summary.status = graver(summary.status, result.fit.status);
    summary.centre = result.centre;
    summary.useful = result.all.runs.useful;
    summary.longest_run = result.all.runs.longest_run;
    summary.crossings = result.all.runs.crossings;
    summary.runs_p = result.all.p;
    summary.runs_judgeable = result.all.judgeable;
  }
  summary.variation = variation_of(latest, settings.better);
  summary.assurance =
      assurance_of(latest, settings.better, settings.target, settings.conventions.target_must_be_passed);
  return summary;
}

}  // namespace kvalspc
