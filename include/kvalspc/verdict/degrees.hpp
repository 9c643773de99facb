/** @file Degrees of freedom of a dispersion that was estimated from few and clustered events. */
#pragma once

#include <algorithm>

namespace kvalspc::verdict {

/**
 * Degrees of freedom of Pearson's dispersion of counts that vary more than chance.
 *
 * Where chance is all, the relative variance of the dispersion, given the total, is 2 / degrees (Haldane
 * 1940, Biometrika 31:346-355). Clustered counts are heavy-tailed: for negative binomial ones with dispersion
 * phi the delta method gives (2 + g (3 phi - 1) (phi - 1) / phi) / degrees, where g is the squared skewness
 * that chance alone gives a period's count. The degrees are those of a chi-square with that relative variance
 * (Satterthwaite 1946, Biometrics Bull. 2:110-114), at least 1.
 *
 * @param degrees periods less fitted levels
 * @param a_period patients or exposure of a period
 */
template <class Family>
[[nodiscard]] double degrees_of_dispersion(double degrees, double dispersion, double level,
                                           double a_period) noexcept {
  if (!(dispersion > 1.0)) return degrees;
  const double heavier = (3.0 * dispersion - 1.0) * (dispersion - 1.0) / (2.0 * dispersion);
  return std::max(1.0, degrees / (1.0 + heavier * Family::squared_skewness(level, a_period)));
}

}  // namespace kvalspc::verdict
