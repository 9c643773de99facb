/** @file The logarithm of the gamma function. */
#pragma once

#include <array>
#include <cstddef>

#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/policy.hpp>

namespace kvalspc::math {

namespace detail {

/** log Gamma of 1/2, 1, 3/2 ... by twice the argument: what counts and Jeffreys' priors ask for. */
using LogGammaTable = std::array<double, 16384>;

[[nodiscard]] inline const LogGammaTable& log_gamma_table() noexcept {
  static const LogGammaTable table = [] {
    LogGammaTable values{};
    for (std::size_t k = 1; k < values.size(); ++k)
      values[k] = boost::math::lgamma(0.5 * static_cast<double>(k), Policy());
    return values;
  }();
  return table;
}

}  // namespace detail

/** log Gamma(x), x > 0; small whole and half numbers are looked up, and are the same bits. */
[[nodiscard]] inline double log_gamma(double x) noexcept {
  const detail::LogGammaTable& table = detail::log_gamma_table();
  const double twice = 2.0 * x;
  if (twice >= 1.0 && twice < static_cast<double>(table.size())) {
    const auto k = static_cast<std::size_t>(twice);
    if (static_cast<double>(k) == twice) return table[k];
  }
  return boost::math::lgamma(x, Policy());
}

}  // namespace kvalspc::math
