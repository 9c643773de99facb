/** @file The two families of counts: what their variance is at a level. */
#pragma once

#include <kvalspc/math/variance.hpp>

namespace kvalspc::verdict {

/** Shares of patients: a count among `n` has variance n v(level). */
struct BinomialFamily {
  [[nodiscard]] static double variance(double level) noexcept { return math::bernoulli_variance(level); }
  /** A level that wanders inflates the variance by 1 + rho times this: the beta-binomial distribution. */
  [[nodiscard]] static double volume(double, double n) noexcept { return n - 1.0; }
};

/** Events per exposure: a count over exposure `n` has variance n v(level). */
struct PoissonFamily {
  [[nodiscard]] static double variance(double level) noexcept { return level; }
  /** A level that wanders inflates the variance by 1 + rho times this: the negative binomial distribution. */
  [[nodiscard]] static double volume(double level, double n) noexcept { return level * n; }
};

}  // namespace kvalspc::verdict
