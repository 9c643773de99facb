/** @file Sums of waiting times: tails and quantiles of the gamma, beta and F distributions. */
#pragma once

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/** Both tails of `share`, beta distributed with shapes a and b. */
[[nodiscard]] inline Tails beta_tails(double a, double b, double share) noexcept {
  return {boost::math::ibeta(a, b, share, Policy()), boost::math::ibetac(a, b, share, Policy())};
}

/** Quantile of the F distribution with `upper` probability above. */
[[nodiscard]] inline double f_quantile_upper(double upper, double degrees1, double degrees0) noexcept {
  double rest = 0.0;  // 1 - share, without cancellation
  const double share = found_or_nan(
      [&] { return boost::math::ibetac_inv(0.5 * degrees1, 0.5 * degrees0, upper, &rest, Policy()); });
  return share / rest * (degrees0 / degrees1);
}

/** Quantile of the gamma distribution of scale 1 with `lower` probability below. */
[[nodiscard]] inline double gamma_quantile_lower(double lower, double shape) noexcept {
  return found_or_nan([=] { return boost::math::gamma_p_inv(shape, lower, Policy()); });
}

/** Quantile of the gamma distribution of scale 1 with `upper` probability above. */
[[nodiscard]] inline double gamma_quantile_upper(double upper, double shape) noexcept {
  return found_or_nan([=] { return boost::math::gamma_q_inv(shape, upper, Policy()); });
}

}  // namespace kvalspc::math
