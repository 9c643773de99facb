/**
 * @file Probabilities of large counts by their deviances, where differences of log gammas would lose the
 * digits: Loader (2000), Fast and accurate computation of binomial probabilities, Bell Laboratories.
 */
#pragma once

#include <cmath>
#include <numbers>

#include <kvalspc/math/log_gamma.hpp>

namespace kvalspc::math {

/** From so many on, counts take these formulas: the log gammas of larger ones have few digits left after the
 * point. */
inline constexpr double many = 1e5;

/** a b - c d, rounded about once where the products nearly cancel. */
[[nodiscard]] inline double difference_of_products(double a, double b, double c, double d) noexcept {
  const double ab = a * b, cd = c * d;
  return (ab - cd) + (std::fma(a, b, -ab) - std::fma(c, d, -cd));
}

/** x log(x / m) + m - x of a count x of which m = x - `off` were expected, with nearly all its digits. */
[[nodiscard]] inline double deviance(double x, double off) noexcept {
  const double m = x - off;
  if (x == 0.0) return m;
  const double v = off / (x + m);
  constexpr double near = 0.1, rounding = 1e-17;
  if (!(std::abs(v) < near)) return x * std::log(x / m) - off;
  double sum = off * v, term = 2.0 * x * v;
  for (double odd = 3.0;; odd += 2.0) {
    term *= v * v;
    sum += term / odd;
    if (!(std::abs(term) > rounding * sum)) return sum;
  }
}

/** log sqrt(2 pi x): what Stirling's formula has beside x log x - x. */
[[nodiscard]] inline double log_stirling_root(double x) noexcept {
  return 0.5 * std::log(2.0 * std::numbers::pi * x);
}

/** log x! less Stirling's (x + 1/2) log x - x + log(2 pi) / 2, x > 0. */
[[nodiscard]] inline double stirling_error(double x) noexcept {
  constexpr double large = 16.0;
  if (x < large) return log_gamma(x + 1.0) - (x + 0.5) * std::log(x) + x - log_stirling_root(1.0);
  const double w = 1.0 / (x * x);  // DLMF 5.11.1
  return (1.0 / 12.0 - w * (1.0 / 360.0 - w * (1.0 / 1260.0 - w * (1.0 / 1680.0 - w / 1188.0)))) / x;
}

/** log Gamma(x + 1/2) less Stirling's x log x - x, x >= 0. */
[[nodiscard]] inline double half_past_stirling(double x) noexcept {
  constexpr double large = 16.0;
  if (x == 0.0) return 0.5 * std::log(std::numbers::pi);
  if (x < large) return log_gamma(x + 0.5) - x * std::log(x) + x;
  const double w = 1.0 / (x * x);  // DLMF 5.11.8
  return log_stirling_root(1.0) -
         (1.0 / 24.0 - w * (7.0 / 2880.0 - w * (31.0 / 40320.0 - w * (127.0 / 430080.0)))) / x;
}

/** log P of x events and y others when each of the x + y is an event with a probability that makes x - `off`
 * the expected number. They need not be whole. */
[[nodiscard]] inline double log_split(double x, double y, double off) noexcept {
  if (x == 0.0) return y == 0.0 ? 0.0 : y * std::log1p(off / y);
  if (y == 0.0) return x * std::log1p(-off / x);
  const double all = x + y;
  return stirling_error(all) - stirling_error(x) - stirling_error(y) - deviance(x, off) - deviance(y, -off) -
         log_stirling_root(x * (y / all));
}

}  // namespace kvalspc::math
