/** @file Nodes and weights of Gauss-Legendre quadrature. */
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include <boost/math/special_functions/legendre.hpp>

#include <kvalspc/math/policy.hpp>

namespace kvalspc::math {

/** Where a function is taken, and what each value weighs in its integral. */
struct Quadrature {
  std::vector<double> nodes;
  std::vector<double> weights;
};

/** Gauss-Legendre quadrature of `size` nodes on [low, high], nodes ascending: exact for polynomials up to
 * degree 2 size - 1. Abramowitz and Stegun (1964), 25.4.30. */
[[nodiscard]] inline Quadrature gauss_legendre(std::size_t size, double low, double high) {
  const int degree = static_cast<int>(size);
  const std::vector<double> positive = boost::math::legendre_p_zeros<double>(degree, Policy());
  const double half = 0.5 * (high - low), middle = low + half;
  Quadrature rule{std::vector<double>(size), std::vector<double>(size)};
  for (std::size_t k = 0; k < positive.size(); ++k) {
    const double x = positive[k];
    const double slope = boost::math::legendre_p_prime(degree, x, Policy());
    const std::size_t above = size - positive.size() + k, below = size - 1 - above;
    rule.nodes[above] = middle + half * x;
    rule.nodes[below] = middle - half * x;
    rule.weights[above] = rule.weights[below] = half * 2.0 / ((1.0 - x * x) * slope * slope);
  }
  return rule;
}

/** gauss_legendre() where nothing may throw; NaN, and so is the integral, if a node were not found. */
[[nodiscard]] inline Quadrature gauss_legendre_or_nan(std::size_t size, double low, double high) noexcept {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  return found_or(Quadrature{{nan}, {nan}}, [=] { return gauss_legendre(size, low, high); });
}

}  // namespace kvalspc::math
