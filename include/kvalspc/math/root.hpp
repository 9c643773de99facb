/** @file Where a decreasing function crosses zero, and where a parabola does. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <boost/math/tools/toms748_solve.hpp>

#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/**
 * The zero of `f`, which falls from positive at `low` to negative at `high`; an end where it does not.
 * TOMS 748 (Alefeld, Potra and Shi 1995), to about `bits` bits.
 */
template <int bits = 48, class Function>
[[nodiscard]] double falling_root(Function f, double low, double high) {
  const double at_low = f(low);
  if (!(at_low > 0.0)) return low;
  const double at_high = f(high);
  if (!(at_high < 0.0)) return high;
  std::uintmax_t iterations = 200;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(bits), iterations, Policy());
  return 0.5 * (bracket.first + bracket.second);
}

/** What 2 c is divided by for the root of a x^2 + b x = c that stays finite as a vanishes: no digit is lost.
 */
[[nodiscard]] inline double divisor_of_root(double a, double b, double c) noexcept {
  return b + std::sqrt(std::max(0.0, b * b + 4.0 * a * c));
}

}  // namespace kvalspc::math
