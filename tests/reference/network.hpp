/** @file Simulated networks of units with their own levels, starts and a trend that all share. */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/overdispersed.hpp"

namespace reference {

struct SimulatedNetwork {
  std::vector<std::int64_t> starts;  ///< -1: none
  std::size_t periods = 36;
  int patients = 10;
  double trend = 0.02;       ///< logit a period
  double effect = 0.0;       ///< log odds ratio from the start on
  double spread = 0.0;       ///< standard deviation of units' levels
  double wander = 0.0;       ///< standard deviation of a unit's level from period to period
  double correlation = 0.0;  ///< of that, from one period to the next
  double phi = 1.0;
  std::vector<double> x{}, n{};

  void draw(Random& random) {
    x.clear(), n.clear();
    for (const std::int64_t start : starts) {
      const double level = spread * random.normal();
      double off = wander * random.normal();
      for (std::size_t t = 0; t < periods; ++t) {
        const double time = static_cast<double>(t) - 0.5 * static_cast<double>(periods);
        const bool started = start >= 0 && t >= static_cast<std::size_t>(start);
        const double eta = level + off + trend * time + (started ? effect : 0.0);
        x.push_back(beta_binomial(random, patients, 1.0 / (1.0 + std::exp(-eta)), phi));
        n.push_back(patients);
        off = correlation * off + wander * std::sqrt(1.0 - correlation * correlation) * random.normal();
      }
    }
  }
};

/** Eight units with starts from the ninth month to the thirtieth, as in the figures to reach. */
inline SimulatedNetwork eight_units() { return {.starts = {9, 12, 15, 18, 21, 24, 27, 30}}; }

/** One unit that starts in the middle of 24 months, and `others` that do not. */
inline SimulatedNetwork one_against(std::size_t others) {
  SimulatedNetwork network{
      .starts = std::vector<std::int64_t>(others + 1, -1), .periods = 24, .patients = 20};
  network.starts[0] = 12;
  network.spread = 0.4;
  return network;
}

}  // namespace reference
