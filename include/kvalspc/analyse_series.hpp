/**
 * @file One series through one chart: the kernel that a single chart and a batch of a million share, so that
 * they give the same bits. It allocates nothing and throws nothing.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/fit.hpp>
#include <kvalspc/chart_result.hpp>
#include <kvalspc/rule/run_judge.hpp>

namespace kvalspc {

namespace detail {

/** The limits of one phase, point by point. */
template <ChartPolicy P>
class PhaseLimits {
 public:
  PhaseLimits(PhaseResult& result, const Settings& settings) noexcept
      : settings_(settings), fit_(result.fit) {
    apply_standards();
    if constexpr (P::spread == Spread::none) {
      kind_ = LimitsKind::none;
    } else {
      kind_ = LimitsKind::sigma;
      if constexpr (P::counts != Counts::none) {
        if (!settings.standards.sigma && settings.limits != LimitsKind::sigma &&
            (settings.limits == LimitsKind::exact || small_)) {
          kind_ = LimitsKind::exact;
        }
      }
    }
    result.limits = kind_;
    result.fit = fit_;
  }

  struct At {
    double lower_raw, upper_raw, sigma;
    bool beyond;
  };

  /** @param known is the denominator that the limits need at hand? */
  [[nodiscard]] At at(double numerator, double denominator, bool present, bool known) noexcept {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    const double middle = P::middle(fit_.level, known ? denominator : missing);
    if (fit_.status == Status::no_variation) {
      const double limit = kind_ == LimitsKind::none || !known ? missing : P::shown(middle);
      return {limit, limit, missing, false};
    }
    if constexpr (P::counts != Counts::none) {
      if (kind_ == LimitsKind::exact) {
        if (!known) return {missing, missing, missing, false};
        if (denominator != cached_denominator_) {
          cached_ = chart::exact_limits<P>(P::counts == Counts::geometric ? middle : fit_.level.centre,
                                           denominator);
          cached_denominator_ = denominator;
        }
        return {P::point(cached_.lower, denominator), P::point(cached_.upper, denominator),
                P::sigma(fit_.level, denominator, settings_.conventions.constants),
                present && (numerator > cached_.upper || numerator < cached_.lower)};
      }
    }
    const RangeConstants& constants = settings_.conventions.constants;
    const std::optional<double>& given = settings_.standards.sigma;
    const double sigma =
        given && known ? *given : P::sigma(fit_.level, known ? denominator : missing, constants);
    const double width = constants::shewhart_width * sigma;
    const bool beyond =
        present && (given ? chart::beyond_width(P::scaled(P::point(numerator, denominator)) - middle, sigma)
                          : P::beyond(numerator, denominator, fit_.level, constants));
    return {P::shown(middle - width), P::shown(middle + width), sigma, beyond};
  }

 private:
  void apply_standards() noexcept {
    Level<double> expected = fit_.level;
    if (settings_.standards.centre) {
      const double centre = P::scaled(*settings_.standards.centre);
      if (P::centre == Centre::ratio) expected.sum_numerator = centre * expected.sum_denominator;
      fit_.level = {centre, 1.0, centre, fit_.level.spread};
    }
    if constexpr (P::counts != Counts::none) small_ = chart::counts_are_small<P>(expected, fit_.points);
    if (!settings_.standards.centre && !settings_.standards.sigma) return;
    if constexpr (P::spread != Spread::none) {
      const double sigma = settings_.standards.sigma
                               ? *settings_.standards.sigma
                               : P::sigma(fit_.level, 1.0, settings_.conventions.constants);
      if (sigma > 0.0) fit_.status = Status::ok;
    }
  }

  const Settings& settings_;
  chart::Fit<double> fit_;
  chart::CountLimits cached_{};
  double cached_denominator_ = -1.0;
  LimitsKind kind_ = LimitsKind::none;
  bool small_ = false;
};

template <class T>
void put(std::span<T> column, std::size_t k, T value) noexcept {
  if (!column.empty()) column[k] = value;
}

/** The runs of a phase, counted. */
struct PhaseRuns {
  rule::Runs all, baseline, after;
};

/** What is asked of runs; nothing of moving ranges, as each shares a value with its neighbour. */
[[nodiscard]] inline rule::RunJudge::Question runs_question(const Settings& settings, bool ranges) noexcept {
  return {ranges ? rule::RunsTest::none : settings.rules.runs(),
          settings.standards.centre ? rule::Line::user : rule::Line::own,
          !settings.conventions.runs_as_published, settings.runs_p && !ranges};
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

template <class P>
inline constexpr bool shows_ranges = requires {
  P::of_ranges;
};

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
  if constexpr (detail::shows_ranges<P>) {
    const std::span<double> ranges(workspace.ranges.data(), points.size());
    const std::span<std::uint8_t> touched(workspace.touched.data(), points.size());
    chart::moving_ranges<P>(points, phases, settings.conventions, ranges, touched);
    points = {{ranges, {}}, touched};
  }
  Summary summary;
  summary.status = points.size() == 0 ? Status::no_data : Status::ok;
  for (std::size_t p = 0; p < phases.size(); ++p) {
    const Phase& phase = phases[p];
    PhaseResult& result = results[p];
    result = {};
    result.phase = phase;
    result.fit = chart::fit<P, double>(points, phase, settings.conventions,
                                       std::span<double>(workspace.values.data(), points.size()));
    const double typical = P::centre == Centre::ratio
                               ? result.fit.level.sum_denominator / static_cast<double>(result.fit.points)
                               : 1.0;
    detail::PhaseLimits<P> limits(result, settings);
    result.centre = P::shown_centre(result.fit.level, typical);
    const Level<double>& level = result.fit.level;
    rule::RunCounter all, baseline, after;
    rule::Watch watch(settings.rules);
    for (std::size_t k = phase.first; k < phase.end; ++k) {
      const double numerator = points.series.numerator[k];
      const double denominator = points.series.denominator_at(k);
      const bool present = points.present(k);
      const bool included = points.counts(k);
      // Limits of ratios need their point's denominator; those of values are the same everywhere.
      const bool known = present || P::centre != Centre::ratio || !points.series.has_denominator();
      const auto limit = limits.at(numerator, denominator, present, known);
      detail::put(columns.value, k,
                  present ? P::point(numerator, denominator) : std::numeric_limits<double>::quiet_NaN());
      detail::put(columns.centre, k, P::shown_centre(level, denominator));
      detail::put(columns.lower_raw, k, limit.lower_raw);
      detail::put(columns.upper_raw, k, limit.upper_raw);
      // Written so that a NaN limit stays NaN.
      detail::put(columns.lower, k, limit.lower_raw < P::bounds.lower ? P::bounds.lower : limit.lower_raw);
      detail::put(columns.upper, k, limit.upper_raw > P::bounds.upper ? P::bounds.upper : limit.upper_raw);
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
      if constexpr (!detail::shows_ranges<P>) {
        watch.step({k, value, deviation, z},
                   [&](std::size_t, const rule::Pattern&) { result.pattern = true; });
      }
      if (!limit.beyond) continue;
      ++summary.beyond;
      if (summary.first_beyond < 0) summary.first_beyond = static_cast<std::int32_t>(k);
      summary.last_beyond = static_cast<std::int32_t>(k);
    }
    detail::judge_runs(result, {all.runs(), baseline.runs(), after.runs()},
                       detail::runs_question(settings, detail::shows_ranges<P>), workspace.judge);
    summary.runs_signal = summary.runs_signal || result.runs_signal();
    summary.status = graver(summary.status, result.fit.status);
    summary.centre = result.centre;
    summary.useful = result.all.runs.useful;
    summary.longest_run = result.all.runs.longest_run;
    summary.crossings = result.all.runs.crossings;
    summary.runs_p = result.all.p;
    summary.runs_judgeable = result.all.judgeable;
  }
  return summary;
}

}  // namespace kvalspc
