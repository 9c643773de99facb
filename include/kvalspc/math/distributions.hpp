/** @file Tails and quantiles of the normal, chi-squared, F and Student's distributions, each tail computed as
 * one. */
#pragma once

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <kvalspc/math/policy.hpp>

namespace kvalspc::math {

/** Quantile of the standard normal distribution with `upper` probability above. */
[[nodiscard]] inline double normal_quantile_upper(double upper) noexcept {
  return boost::math::quantile(
      boost::math::complement(boost::math::normal_distribution<double, Policy>(), upper));
}

/** Density of the standard normal distribution. */
[[nodiscard]] inline double normal_density(double z) noexcept {
  return boost::math::pdf(boost::math::normal_distribution<double, Policy>(), z);
}

/** P(Z > z) */
[[nodiscard]] inline double normal_upper(double z) noexcept {
  return boost::math::cdf(boost::math::complement(boost::math::normal_distribution<double, Policy>(), z));
}

/** P(chi-squared > statistic) */
[[nodiscard]] inline double chi_squared_upper(double statistic, double degrees) noexcept {
  return boost::math::gamma_q(0.5 * degrees, 0.5 * statistic, Policy());
}

/** P(F > f) with `above` and `below` degrees of freedom. */
[[nodiscard]] inline double fisher_f_upper(double f, double above, double below) noexcept {
  return f > 0.0 ? boost::math::ibeta(0.5 * below, 0.5 * above, below / (below + above * f), Policy()) : 1.0;
}

/** Two-sided p-value of a t statistic. */
[[nodiscard]] inline double students_t_two_sided(double t, double degrees) noexcept {
  const boost::math::students_t_distribution<double, Policy> distribution(degrees);
  return std::min(1.0, 2.0 * boost::math::cdf(boost::math::complement(distribution, std::abs(t))));
}

/** P(T > t) */
[[nodiscard]] inline double students_t_upper(double t, double degrees) noexcept {
  return boost::math::cdf(
      boost::math::complement(boost::math::students_t_distribution<double, Policy>(degrees), t));
}

/** Quantile of Student's t with `upper` probability above. */
[[nodiscard]] inline double students_t_quantile_upper(double upper, double degrees) noexcept {
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t_distribution<double, Policy>(degrees), upper));
}

/** P(|T| > t) of a non-central t: the power of a t test. */
[[nodiscard]] inline double students_t_power(double critical, double degrees, double noncentrality) noexcept {
  // So far from 0 the distance is all but a number, and t that over the root of chi-squared / degrees.
  constexpr double far = 1e4;
  if (noncentrality > far) {
    const double most = noncentrality / critical;  // of that root
    return boost::math::gamma_p(0.5 * degrees, 0.5 * degrees * (most * most), Policy());
  }
  const boost::math::non_central_t_distribution<double, Policy> distribution(degrees, noncentrality);
  return boost::math::cdf(boost::math::complement(distribution, critical)) +
         boost::math::cdf(distribution, -critical);
}

}  // namespace kvalspc::math
