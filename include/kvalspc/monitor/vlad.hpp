/** @file VLAD: how many events fewer (or more) than expected, added up. */
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace kvalspc::monitor {

/**
 * Variable life-adjusted display: the sum of expected minus observed events so far; NaN where either is
 * missing. For the eye: a rising line is fewer events than expected, and it has no limits; the risk-adjusted
 * CUSUM signals. Lovegrove, Valencia, Treasure, Sherlaw-Johnson and Gallivan (1997), Lancet 350:1128-1130.
 */
[[nodiscard]] inline std::vector<double> vlad(std::span<const double> observed,
                                              std::span<const double> expected) {
  std::vector<double> path(observed.size(), std::numeric_limits<double>::quiet_NaN());
  double sum = 0.0;
  for (std::size_t k = 0; k < observed.size(); ++k) {
    const double gain = expected[k] - observed[k];
    if (std::isnan(gain)) continue;
    path[k] = sum += gain;
  }
  return path;
}

}  // namespace kvalspc::monitor
