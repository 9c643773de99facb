/** @file Times between events that come at a constant rate. */
#pragma once

#include <cmath>

namespace kvalspc::math {

/** A time between events that come at a constant rate, `expected` on average. */
struct Exponential {
  double expected;

  /** The time that is undercut with probability `p`. */
  [[nodiscard]] double quantile_lower(double p) const noexcept { return -expected * std::log1p(-p); }
  /** The time that is exceeded with probability `p`. */
  [[nodiscard]] double quantile_upper(double p) const noexcept { return -expected * std::log(p); }
};

}  // namespace kvalspc::math
