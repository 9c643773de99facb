/** @file monitor(): a calibrated CUSUM that tells, period by period, whether the level has left its
 * baseline's. */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/monitor/aims.hpp>
#include <kvalspc/monitor/calibrate.hpp>
#include <kvalspc/monitor/cusum.hpp>
#include <kvalspc/monitor/reference.hpp>
#include <kvalspc/verdict/verdict.hpp>

namespace kvalspc {

/** What is to be found, and how seldom to be wrong. */
struct MonitorSettings {
  double change = 0.0;  ///< to be found fast; 0: doubled or halved odds or rate, one standard deviation; else
                        ///< a difference of shares or values, or a ratio of rates above 1
  monitor::Aim aim{};
  std::optional<double> level{}, sigma{};  ///< known, instead of a baseline's (sigma: of values only)
  std::optional<double> dispersion{};      ///< known, instead of the baseline's
  monitor::Residuals others{};             ///< of other units' baselines that share the dispersion
  std::optional<double> threshold{};       ///< instead of one for the aim
  double head_start = 0.0;                 ///< where the sums begin, as a share of a given threshold
  std::size_t min_baseline = 8;            ///< periods with data
};

/** A monitored series. */
struct Monitored {
  Reason reason = Reason::none;  ///< why there is no monitoring, if so
  monitor::Reference reference;
  double level_up = std::numeric_limits<double>::quiet_NaN();  ///< the levels that it looks for
  double level_down = std::numeric_limits<double>::quiet_NaN();
  double threshold = std::numeric_limits<double>::quiet_NaN();
  monitor::CusumPath path;
};

namespace monitor {

/** A reference that the caller knows; the periods to come are as large as those that are monitored. */
[[nodiscard]] inline Reference known_reference(verdict::Measure measure, const chart::Points& points,
                                               std::size_t start, const MonitorSettings& settings) {
  Reference reference;
  reference.known = true;
  reference.level = *settings.level;
  if (settings.sigma) reference.sigma = *settings.sigma;
  for (std::size_t k = start; k < points.size() && verdict::counts_events(measure); ++k) {
    if (points.counts(k)) reference.volumes.push_back(points.series.denominator_at(k));
  }
  return reference;
}

/** Known, or judged from the baseline and those of other units. */
[[nodiscard]] inline Dispersion dispersion_of(const Reference& reference, const MonitorSettings& settings) {
  if (settings.dispersion) return Dispersion::known(*settings.dispersion);
  if (reference.known) return Dispersion::known(1.0);
  return Dispersion::seen(reference.residuals.chi_square + settings.others.chi_square,
                          reference.residuals.degrees + settings.others.degrees);
}

/** Runs both sums over the periods from `start` on. */
[[nodiscard]] inline CusumPath run(verdict::Measure measure, const chart::Points& points, std::size_t start,
                                   const Reference& reference, const Aims& aims, double threshold,
                                   double head_start) {
  const bool counted = verdict::counts_events(measure);
  const auto score = [&](const Score& of, std::size_t k) {
    const double x = points.series.numerator[k], n = points.series.denominator_at(k);
    return counted ? of(x, n) : of((x / n - reference.level) / reference.sigma, 1.0);
  };
  return run_cusum(
      start, points.size(), threshold, head_start * threshold,
      [&](std::size_t k) { return points.counts(k); }, [&](std::size_t k) { return score(aims.up, k); },
      [&](std::size_t k) { return score(aims.down, k); });
}

/** What is wrong with the settings. @throws std::invalid_argument, std::out_of_range */
inline void require_settings(verdict::Measure measure, const Series& series, std::size_t start,
                             const MonitorSettings& settings) {
  using kvalspc::detail::throw_invalid;
  using kvalspc::detail::to_text;
  require_domain(series, verdict::domain_of(measure));
  if (start > series.size())
    kvalspc::detail::throw_position("start", start, "at most " + std::to_string(series.size()));
  const auto require = [](bool fits, const char* what, double got, const char* need) {
    if (!fits) throw_invalid(what, to_text(got), need);
  };
  const bool rates = measure == verdict::Measure::rates, shares = measure == verdict::Measure::proportions;
  const double change = settings.change;
  require(change >= 0.0, "change", change, "a number above 0");
  require(!rates || change == 0.0 || change > 1.0, "change", change, "a ratio of rates above 1");
  require(settings.aim.false_alarm > 0.0 && settings.aim.false_alarm < 0.5, "false_alarm",
          settings.aim.false_alarm, "a number between 0 and 0.5");
  require(settings.aim.horizon >= 1, "horizon", 0.0, "1 period or more");
  require(!settings.dispersion || *settings.dispersion > 0.0, "dispersion", settings.dispersion.value_or(1.0),
          "a number above 0");
  require(!settings.threshold || *settings.threshold > 0.0, "threshold", settings.threshold.value_or(1.0),
          "a number above 0");
  require(settings.head_start >= 0.0 && settings.head_start < 1.0, "head_start", settings.head_start,
          "a share of the threshold, from 0 to below 1");
  require(settings.head_start == 0.0 || settings.threshold, "head_start", settings.head_start,
          "a threshold with it");
  require(!settings.sigma || *settings.sigma > 0.0, "sigma", settings.sigma.value_or(1.0),
          "a number above 0");
  if (!settings.level) return;
  const double level = *settings.level;
  require(!shares || (level > 0.0 && level < 1.0), "level", level, "a share between 0 and 1");
  require(!rates || level > 0.0, "level", level, "a rate above 0");
  if (!verdict::counts_events(measure) && !settings.sigma)
    throw_invalid("sigma", "none", "the standard deviation that goes with the level");
}

}  // namespace monitor

/**
 * Monitors a series from `start` on against the level of the periods before it, or against a known level.
 *
 * A two-sided CUSUM of log-likelihood ratios (values: of standardised distances), whose threshold is found
 * for this baseline: `aim` is kept on average over the baseline's error. docs/monitor.md has the error rates.
 *
 * @param start    position of the first period to monitor
 * @param excluded one byte a point (1 = left out), or empty
 * @throws std::invalid_argument for numbers outside the chart's domain and unusable settings;
 * std::out_of_range for a position outside the series
 */
[[nodiscard]] inline Monitored monitor_series(ChartKind kind, const Series& series, std::size_t start,
                                              const MonitorSettings& settings = {},
                                              std::span<const std::uint8_t> excluded = {}) {
  const verdict::Measure measure = monitor::monitored_measure(kind);
  monitor::require_settings(measure, series, start, settings);
  const chart::Points points{series, excluded};
  Monitored result;
  const auto settle = [&](Reason reason) {
    const std::vector<double> none(series.size(), std::numeric_limits<double>::quiet_NaN());
    result.path = {none, none, {}};
    result.reason = reason;
    return result;
  };
  const bool counted = verdict::counts_events(measure);
  monitor::Reference& reference = result.reference;
  reference = settings.level ? monitor::known_reference(measure, points, start, settings)
                             : monitor::reference_of(measure, points, start);
  const bool nothing = reference.known ? counted && reference.volumes.empty() : reference.n == 0;
  if (nothing) return settle(Reason::no_data);
  if (!reference.known && reference.n < settings.min_baseline) return settle(Reason::baseline_periods);
  if (!counted && !(reference.sigma > 0.0)) return settle(Reason::no_variation);
  reference.dispersion = monitor::dispersion_of(reference, settings);
  const monitor::Aims aims = monitor::aims_of(measure, reference, settings.change);
  result.level_up = aims.level_up;
  result.level_down = aims.level_down;
  result.threshold =
      settings.threshold ? *settings.threshold : monitor::calibrate(measure, reference, aims, settings.aim);
  result.path = monitor::run(measure, points, start, reference, aims, result.threshold, settings.head_start);
  return result;
}

}  // namespace kvalspc
