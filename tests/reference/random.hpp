/** @file Random numbers that are the same on every machine and with every standard library. */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace reference {

/** mt19937_64 is the same everywhere; the standard's distributions are not, so they are written out. */
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /** In [0, 1). */
  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /** A whole number from low to high, both possible. */
  int whole(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
  bool chance(double p) { return uniform() < p; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(whole(0, static_cast<int>(from.size()) - 1))];
  }
  /** Box and Muller (1958). */
  double normal() {
    const double r = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return r * std::cos(6.283185307179586 * uniform());
  }
  /** One trial after the other. */
  double binomial(int n, double p) {
    int x = 0;
    for (int k = 0; k < n; ++k) x += chance(p) ? 1 : 0;
    return x;
  }
  /** Products of uniforms, in pieces so that exp(-mean) does not vanish. */
  double poisson(double mean) {
    int x = 0;
    for (; mean > 20.0; mean -= 20.0) x += small_poisson(20.0);
    return x + small_poisson(mean);
  }

 private:
  int small_poisson(double mean) {
    const double end = std::exp(-mean);
    int x = -1;
    for (double product = 1.0; product > end; product *= 1.0 - uniform()) ++x;
    return x;
  }

  std::mt19937_64 engine_;
};

}  // namespace reference
