/** @file Simulated units under a monitor: how often stable ones are alerted, how soon changed ones are found.
 */
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/monitor/monitor.hpp>

namespace reference {

/** Units alike: counts of `volume` a month at `level`, then, of changed ones, at `changed`. */
struct MonitoredUnits {
  bool shares;
  double volume, level, changed;
  std::size_t baseline;
  double dispersion = 1.0;
  bool dispersion_known = false;
};

/** Shares of units: stable ones ever alerted within the horizon, changed ones found within 6, 12, 24 months.
 */
struct MonitoredShares {
  double ever_alerted{};
  std::array<double, 3> found{};
};

[[nodiscard]] inline MonitoredShares simulate_monitor(const MonitoredUnits& units, int repeats,
                                                      std::uint64_t seed) {
  using namespace kvalspc;
  constexpr std::size_t horizon = 60;
  constexpr std::array<std::size_t, 3> within{6, 12, 24};
  math::Random random(seed);
  const auto outcomes = [&](double level) {
    return units.shares ? math::Outcomes::share(units.volume, level, units.dispersion)
                        : math::Outcomes::rate(units.volume, level, units.dispersion);
  };
  const math::Outcomes stable = outcomes(units.level), changed = outcomes(units.changed);
  const ChartKind kind = units.shares ? ChartKind::p : ChartKind::u;
  MonitorSettings settings;
  if (units.dispersion_known) settings.dispersion = units.dispersion;
  std::vector<double> x(units.baseline + horizon), n(x.size(), units.volume);
  MonitoredShares shares;
  for (int unit = 0; unit < repeats; ++unit) {
    for (double& count : x) count = stable.at(random.uniform());
    settings.threshold.reset();
    const Monitored calm = monitor_series(kind, {x, n}, units.baseline, settings);
    shares.ever_alerted += calm.path.alarms.empty() ? 0.0 : 1.0 / repeats;
    for (std::size_t k = units.baseline; k < x.size(); ++k) x[k] = changed.at(random.uniform());
    settings.threshold = calm.threshold;
    const Monitored moved = monitor_series(kind, {x, n}, units.baseline, settings);
    if (moved.path.alarms.empty()) continue;
    const std::size_t at = moved.path.alarms[0].signalled - units.baseline;
    for (std::size_t k = 0; k < within.size(); ++k) shares.found[k] += at < within[k] ? 1.0 / repeats : 0.0;
  }
  return shares;
}

}  // namespace reference
