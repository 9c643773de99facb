/** @file Random numbers that are the same on every machine: for simulated p-values with a stated seed. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <kvalspc/math/distributions.hpp>

namespace kvalspc::math {

/** SplitMix64: Steele, Lea and Flood (2014), OOPSLA, doi:10.1145/2660193.2660195. */
class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] std::uint64_t bits() noexcept {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  /** In (0, 1), both ends impossible. */
  [[nodiscard]] double uniform() noexcept { return (static_cast<double>(bits() >> 12U) + 0.5) * 0x1.0p-52; }

  /** 0 to `size` - 1, each with the same probability but for `size` / 2^32; at most 2^32. */
  [[nodiscard]] std::size_t below(std::size_t size) noexcept {
    return static_cast<std::size_t>(((bits() >> 32U) * size) >> 32U);
  }

 private:
  std::uint64_t state_;
};

/**
 * The p-value of data among simulated sets at least as extreme; ends early once it is clearly large, which
 * keeps it valid. Barnard (1963); Besag and Clifford (1991), Biometrika 78:301-304.
 */
class SimulatedP {
 public:
  /** At most `most` sets are drawn, and no more after `enough` extreme ones. */
  SimulatedP(int most, int enough) noexcept : most_(most), enough_(enough) {}

  [[nodiscard]] bool unfinished() const noexcept { return drawn_ < most_ && extreme_ < enough_; }
  void add(bool extreme) noexcept {
    ++drawn_;
    extreme_ += extreme ? 1 : 0;
  }
  [[nodiscard]] double p() const noexcept {
    if (extreme_ == enough_) return static_cast<double>(extreme_) / drawn_;
    return (extreme_ + 1.0) / (drawn_ + 1.0);
  }

 private:
  int most_, enough_, drawn_ = 0, extreme_ = 0;
};

/**
 * One count by inversion, its outcomes taken from the mode outwards: a few standard deviations of work.
 *
 * `Count` has smallest, mode, largest, the ratios up and down, and log_probability.
 */
template <class Count>
[[nodiscard]] double draw(const Count& count, Random& random) noexcept {
  const double mode = count.mode(), smallest = count.smallest(), largest = count.largest();
  const double middle = std::exp(count.log_probability(mode));
  const auto upwards = [&](double p, double x) { return x < largest ? p * count.up(x) : 0.0; };
  const auto downwards = [&](double p, double x) { return x > smallest ? p * count.down(x) : 0.0; };
  double above = mode, below = mode, up = upwards(middle, mode), down = downwards(middle, mode);
  double left = random.uniform() - middle;
  while (left > 0.0) {
    if (up <= 0.0 && down <= 0.0) return mode;  // only rounding is left over
    if (up >= down) {
      left -= up;
      above += 1.0;
      if (left <= 0.0) return above;
      up = upwards(up, above);
    } else {
      left -= down;
      below -= 1.0;
      if (left <= 0.0) return below;
      down = downwards(down, below);
    }
  }
  return mode;
}

/** One value of the gamma distribution with scale 1. Marsaglia and Tsang (2000), ACM Trans. Math. Softw.
 * 26:363-372. */
[[nodiscard]] inline double draw_gamma(double shape, Random& random) noexcept {
  if (shape < 1.0) {
    const double lift = std::log(random.uniform()) / shape;
    return draw_gamma(shape + 1.0, random) * std::exp(lift);
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double z = normal_quantile_upper(random.uniform()), root = std::max(0.0, 1.0 + c * z);
    const double v = root * root * root;
    if (v > 0.0 && std::log(random.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
  }
}

}  // namespace kvalspc::math
