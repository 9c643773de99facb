/** @file EWMA of a unit's series, around the level of a baseline or a known one. */
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <kvalspc/math/real.hpp>
#include <kvalspc/monitor/ewma.hpp>
#include <kvalspc/monitor/monitor.hpp>

namespace kvalspc {

/** An EWMA, and the level that it is held against. */
struct EwmaSeries {
  Reason reason = Reason::none;  ///< why there is none, if so
  monitor::Reference reference;
  monitor::EwmaPath path;
};

namespace monitor {

/** Standard deviation of the value of a period of volume n. */
[[nodiscard]] inline double sigma_of(verdict::Measure measure, const Reference& reference,
                                     double n) noexcept {
  if (!verdict::counts_events(measure)) return reference.sigma;
  const bool shares = measure == verdict::Measure::proportions;
  const double unit = shares ? verdict::BinomialFamily::variance(reference.level)
                             : verdict::PoissonFamily::variance(reference.level);
  return math::root(unit / n);
}

}  // namespace monitor

/**
 * EWMA of the values, shares or rates from `start` on. For the eye and for comparison with other tools: its
 * run lengths (monitor/arl.hpp) hold for a known level, and a level from a baseline makes more false alarms.
 *
 * @param start    position of the first period to monitor; those before it are the baseline
 * @param settings level and sigma, where they are known; the rest of them is not used
 * @throws std::invalid_argument, std::out_of_range as monitor_series(), and for a weight outside (0, 1] or a
 * width that is not above 0
 */
[[nodiscard]] inline EwmaSeries ewma_series(ChartKind kind, const Series& series, std::size_t start,
                                            const monitor::EwmaSettings& ewma,
                                            const MonitorSettings& settings = {},
                                            std::span<const std::uint8_t> excluded = {}) {
  using detail::throw_invalid;
  const verdict::Measure measure = monitor::monitored_measure(kind);
  monitor::require_settings(measure, series, start, settings);
  if (!(ewma.weight > 0.0 && ewma.weight <= 1.0))
    throw_invalid("weight", detail::to_text(ewma.weight), "a number above 0, at most 1");
  if (!(ewma.width > 0.0)) throw_invalid("width", detail::to_text(ewma.width), "a number above 0");
  const chart::Points points{series, excluded};
  EwmaSeries result;
  result.reference = settings.level ? monitor::known_reference(measure, points, start, settings)
                                    : monitor::reference_of(measure, points, start);
  if (!result.reference.known && result.reference.n < settings.min_baseline)
    result.reason = result.reference.n == 0 ? Reason::no_data : Reason::baseline_periods;
  if (!verdict::counts_events(measure) && !(result.reference.sigma > 0.0))
    result.reason = Reason::no_variation;
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values(series.size(), missing), sigmas(series.size(), missing);
  for (std::size_t k = start; k < series.size() && result.reason == Reason::none; ++k) {
    if (!points.counts(k)) continue;
    const double n = series.denominator_at(k);
    values[k] = series.numerator[k] / n;
    sigmas[k] = monitor::sigma_of(measure, result.reference, n);
  }
  result.path = monitor::run_ewma(values, sigmas, result.reference.level, ewma);
  return result;
}

}  // namespace kvalspc
