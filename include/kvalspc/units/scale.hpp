/**
 * @file The scales on which units are compared by a normal approximation.
 *
 * The level itself, the arcsine of its root, or its logarithm: Spiegelhalter (2005), Stat. Med. 24:1185-1202.
 * Counts of a few events are far from normal on any of them, so exact limits stand beside (funnel.hpp).
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <kvalspc/math/variance.hpp>

namespace kvalspc::units {

/** Where the normal approximation of an overdispersed funnel is made. */
enum class Scale : std::uint8_t {
  natural,  ///< the level itself
  arcsine,  ///< asin sqrt(p), for proportions: the same standard deviation at every level
  log,      ///< logarithm, for rates and observed over expected; no events count as half an event
};

/** A unit on a scale: its value, the centre's, and the standard deviation that chance alone gives. */
struct Scaled {
  double value;
  double centre;
  double deviation;

  [[nodiscard]] double z() const noexcept { return (value - centre) / deviation; }
};

/** `unit_variance` is the family's variance of one patient at `centre`. */
[[nodiscard]] inline Scaled scaled(Scale scale, double x, double n, double centre,
                                   double unit_variance) noexcept {
  switch (scale) {
    case Scale::natural:
      break;
    case Scale::arcsine:
      return {std::asin(std::sqrt(x / n)), std::asin(std::sqrt(centre)), 0.5 / std::sqrt(n)};
    case Scale::log:
      return {std::log(std::max(x, 0.5) / n), std::log(centre), 1.0 / std::sqrt(n * centre)};
  }
  return {x / n, centre, std::sqrt(unit_variance / n)};
}

/** The level that `value` on a scale stands for. */
[[nodiscard]] inline double unscaled(Scale scale, double value) noexcept {
  switch (scale) {
    case Scale::natural:
      break;
    case Scale::arcsine: {
      const double sine = std::sin(std::clamp(value, 0.0, 0.5 * std::numbers::pi));
      return sine * sine;
    }
    case Scale::log:
      return std::exp(value);
  }
  return value;
}

}  // namespace kvalspc::units
