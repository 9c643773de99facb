// Random months for the tables of the documentation: a fixed seed and plain arithmetic, the same on every
// machine.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

class RandomMonths {
 public:
  explicit RandomMonths(std::uint64_t seed) : random_(seed) {}

  /** Events among n patients with probability p each; with `inflation` above 1 the month's own probability is
   * p + d or p - d, so that the variance is that many times the variance of chance. */
  double count(double n, double p, double inflation) {
    const double d = std::sqrt((inflation - 1.0) * p * (1.0 - p) / (n - 1.0));
    const double own = inflation > 1.0 ? (uniform() < 0.5 ? p - d : p + d) : p;
    double events = 0.0;
    for (double patient = 0.0; patient < n; patient += 1.0) events += uniform() < own ? 1.0 : 0.0;
    return events;
  }

 private:
  double uniform() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }
  std::mt19937_64 random_;
};
