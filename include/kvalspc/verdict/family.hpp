/** @file The two families of counts: what their variance is at a level. */
#pragma once

#include <kvalspc/math/variance.hpp>

namespace kvalspc::verdict {

/** Shares of patients: a count among `n` has variance n v(level). */
struct BinomialFamily {
  [[nodiscard]] static double variance(double level) noexcept { return math::bernoulli_variance(level); }
  /** A level that wanders inflates the variance by 1 + rho times this: the beta-binomial distribution. */
  [[nodiscard]] static double volume(double, double n) noexcept { return n - 1.0; }
  /** Squared skewness of a count among `n`. */
  [[nodiscard]] static double squared_skewness(double level, double n) noexcept {
    const double asymmetry = 1.0 - 2.0 * level;
    return asymmetry * asymmetry / (n * variance(level));
  }
};

/** Events per exposure: a count over exposure `n` has variance n v(level). */
struct PoissonFamily {
  [[nodiscard]] static double variance(double level) noexcept { return level; }
  /** A level that wanders inflates the variance by 1 + rho times this: the negative binomial distribution. */
  [[nodiscard]] static double volume(double level, double n) noexcept { return level * n; }
  /** Squared skewness of a count over exposure `n`. */
  [[nodiscard]] static double squared_skewness(double level, double n) noexcept { return 1.0 / (n * level); }
};

}  // namespace kvalspc::verdict
