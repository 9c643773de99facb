/** @file EWMA: an average of values in which each older one weighs less. */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include <kvalspc/math/real.hpp>
#include <kvalspc/monitor/cusum.hpp>

namespace kvalspc::monitor {

/** `weight` of the newest value in (0, 1]; limits `width` standard deviations of the average from the level;
 * `exact`: limits that widen as the average fills (else their final ones from the start). */
struct EwmaSettings {
  double weight = 0.2;
  double width = 3.0;
  bool exact = true;
};

/** The average after each period, with its limits; NaN where a period does not count. */
struct EwmaPath {
  std::vector<double> average, lower, upper;
  std::vector<Alarm> alarms;
};

/**
 * EWMA of values with a level and standard deviations (one a value) that are known. Roberts (1959),
 * Technometrics 1:239-250; limits: Lucas and Saccucci (1990), Technometrics 32:1-12.
 *
 * A missing value (NaN) leaves the average as it was. Each signal lasts while the average is beyond its
 * limits; its `first` is the period after the average last was on the other side of the level.
 */
[[nodiscard]] inline EwmaPath run_ewma(std::span<const double> values, std::span<const double> sigmas,
                                       double level, const EwmaSettings& settings) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> none(values.size(), missing);
  EwmaPath path{none, none, none, {}};
  const double keep = 1.0 - settings.weight;
  double average = level, kept = 1.0, side = 0.0;
  std::size_t first = 0;
  bool signalling = false;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isnan(values[k])) continue;
    average = settings.weight * values[k] + keep * average;
    kept *= keep * keep;
    const double filled = settings.exact ? 1.0 - kept : 1.0;
    const double margin = settings.width * sigmas[k] * math::root(settings.weight / (1.0 + keep) * filled);
    path.average[k] = average;
    path.lower[k] = level - margin;
    path.upper[k] = level + margin;
    const double here = average > level ? 1.0 : -1.0;
    if (here != side) first = k;
    side = here;
    const bool beyond = average > path.upper[k] || average < path.lower[k];
    const Direction direction = here > 0.0 ? Direction::up : Direction::down;
    if (signalling && !(beyond && path.alarms.back().direction == direction)) {
      path.alarms.back().ended = true;
      signalling = false;
    }
    if (beyond && !signalling) path.alarms.push_back({direction, first, k, k, false});
    if (beyond) path.alarms.back().last = k;
    signalling = beyond;
  }
  return path;
}

}  // namespace kvalspc::monitor
