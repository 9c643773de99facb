/** @file What is known of a level after events were counted: the posterior under Jeffreys' prior. */
#pragma once

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/policy.hpp>

namespace kvalspc::math {

/** Level below which a share lies with `probability`, after x events among n: Beta(x + 1/2, n - x + 1/2).
 * Jeffreys (1961), Theory of Probability, sec. 3.10. */
[[nodiscard]] inline double share_quantile(double x, double n, double probability) noexcept {
  return boost::math::ibeta_inv(x + 0.5, n - x + 0.5, probability, Policy());
}

/** Level below which a rate lies with `probability`, after x events over exposure n: Gamma(x + 1/2) / n. */
[[nodiscard]] inline double rate_quantile(double x, double n, double probability) noexcept {
  return boost::math::gamma_p_inv(x + 0.5, probability, Policy()) / n;
}

/** Quantile of chi-squared with `probability` below. */
[[nodiscard]] inline double chi_squared_quantile(double probability, double degrees) noexcept {
  return 2.0 * boost::math::gamma_p_inv(0.5 * degrees, probability, Policy());
}

}  // namespace kvalspc::math
