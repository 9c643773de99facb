/** @file Evidence that grows: an e-process against a fixed target, valid at every look. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/chart/points.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/monitor/cusum.hpp>
#include <kvalspc/verdict/measure.hpp>

namespace kvalspc {

/** The target is fixed beforehand: a national level, a promise; never the estimate of a baseline. */
struct EProcessSettings {
  double target{};
  double alpha = 0.05;
  double prior = 20.0;  ///< how firmly other levels are expected near the target: patients (shares) or twice
                        ///< the events (rates)
};

/** The logarithm of the evidence after each period (NaN where one does not count), and what it says. */
struct EProcess {
  std::vector<double> log_e;
  std::vector<monitor::Alarm> alarms;  ///< at most one; its first is the first period
};

namespace monitor {

/** log of E after s events among (or over) n: how much better other levels, spread around the target, explain
 * them. */
[[nodiscard]] inline double log_evidence(bool shares, double s, double n,
                                         const EProcessSettings& settings) noexcept {
  const double target = settings.target;
  if (shares) {
    const double a = settings.prior * target, b = settings.prior - a;
    const double marginal = math::log_beta(a + s, b + n - s) - math::log_beta(a, b);
    return marginal - s * std::log(target) - (n - s) * std::log1p(-target);
  }
  const double a = 0.5 * settings.prior, events = n * target;
  return math::log_gamma(a + s) - math::log_gamma(a) - s * std::log(a + events) - a * std::log1p(events / a) +
         events;
}

}  // namespace monitor

/**
 * Watches counts against a fixed target from the first period on. A unit whose level is the target is ever
 * alerted with probability `alpha` at most, however often and however long one looks (Ville 1939).
 *
 * E is the likelihood of the counts, averaged over levels around the target, over their likelihood at the
 * target; the alert is E >= 1 / alpha. Howard, Ramdas, McAuliffe and Sekhon (2021), Ann. Stat. 49:1055-1080.
 *
 * @throws std::invalid_argument for measured values, numbers outside the chart's domain and unusable settings
 */
[[nodiscard]] inline EProcess e_process(ChartKind kind, const Series& series,
                                        const EProcessSettings& settings,
                                        std::span<const std::uint8_t> excluded = {}) {
  using kvalspc::detail::throw_invalid;
  using kvalspc::detail::to_text;
  const verdict::Measure measure = verdict::measure_of(kind);
  if (!verdict::counts_events(measure))
    throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                  "a chart of counts: p, pp, np, u, up, c or cp");
  require_domain(series, verdict::domain_of(measure));
  const bool shares = measure == verdict::Measure::proportions;
  if (!(settings.target > 0.0) || (shares && !(settings.target < 1.0)))
    throw_invalid("target", to_text(settings.target), shares ? "a share between 0 and 1" : "a rate above 0");
  if (!(settings.alpha > 0.0 && settings.alpha < 1.0))
    throw_invalid("false_alarm", to_text(settings.alpha), "a number between 0 and 1");
  if (!(settings.prior > 0.0)) throw_invalid("prior", to_text(settings.prior), "a number above 0");

  const chart::Points points{series, excluded};
  EProcess result{std::vector<double>(series.size(), std::numeric_limits<double>::quiet_NaN()), {}};
  double s = 0.0, n = 0.0;
  std::size_t first = chart::no_point;
  for (std::size_t k = 0; k < series.size(); ++k) {
    if (!points.counts(k)) continue;
    first = std::min(first, k);
    s += series.numerator[k];
    n += series.denominator_at(k);
    result.log_e[k] = monitor::log_evidence(shares, s, n, settings);
    const bool enough = result.log_e[k] >= -std::log(settings.alpha);
    if (enough && result.alarms.empty()) {
      const Direction direction = s > n * settings.target ? Direction::up : Direction::down;
      result.alarms.push_back({direction, first, k, k, false});
    }
    if (!result.alarms.empty()) result.alarms.back().last = k;
  }
  return result;
}

}  // namespace kvalspc
