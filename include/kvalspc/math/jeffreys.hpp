/** @file What is known of a level after events were counted: the posterior under Jeffreys' prior. */
#pragma once

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/gamma.hpp>
#include <kvalspc/math/policy.hpp>

namespace kvalspc::math {

namespace detail {

/** From so many events (and non-events) on, quantiles are expanded: those of Boost take milliseconds, and
 * from 10^12 on lose their digits. */
inline constexpr double many_events = 1e6;

/** Quantile of a nearly normal distribution in its standard deviations, to the order of skewness^3: Cornish
 * and Fisher (1938), Rev. Inst. Int. Stat. 5:307-320. */
[[nodiscard]] inline double nearly_normal_quantile(double probability, double skewness,
                                                   double excess) noexcept {
  const double z = -normal_quantile_upper(probability), zz = z * z;
  return z + (zz - 1.0) * skewness / 6.0 + z * (zz - 3.0) * excess / 24.0 -
         z * (2.0 * zz - 5.0) * skewness * skewness / 36.0;
}

}  // namespace detail

/** Level below which a share lies with `probability`, after x events among n: Beta(x + 1/2, n - x + 1/2).
 * Jeffreys (1961), Theory of Probability, sec. 3.10. */
[[nodiscard]] inline double share_quantile(double x, double n, double probability) noexcept {
  const double a = x + 0.5, b = n - x + 0.5, size = n + 1.0;
  if (!(std::min(a, b) > detail::many_events))
    return found_or_nan([=] { return boost::math::ibeta_inv(a, b, probability, Policy()); });
  const double root = std::sqrt(a * b * (size + 1.0)), share = a / size;
  const double skewness = 2.0 * ((b - a) / root) * ((size + 1.0) / (size + 2.0));
  const double excess =
      6.0 * ((a - b) / a * ((a - b) / b) * (size + 1.0) - (size + 2.0)) / ((size + 2.0) * (size + 3.0));
  return share + root / (size * (size + 1.0)) * detail::nearly_normal_quantile(probability, skewness, excess);
}

/** Level below which a rate lies with `probability`, after x events over exposure n: Gamma(x + 1/2) / n. */
[[nodiscard]] inline double rate_quantile(double x, double n, double probability) noexcept {
  const double shape = x + 0.5;
  if (!(shape > detail::many_events)) return gamma_quantile_lower(probability, shape) / n;
  const double root = std::sqrt(shape);
  return (shape + root * detail::nearly_normal_quantile(probability, 2.0 / root, 6.0 / shape)) / n;
}

/** Quantile of chi-squared with `probability` below. */
[[nodiscard]] inline double chi_squared_quantile(double probability, double degrees) noexcept {
  return 2.0 * gamma_quantile_lower(probability, 0.5 * degrees);
}

}  // namespace kvalspc::math
