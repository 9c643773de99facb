#include <kvalspc/math/quadrature.hpp>

#include <cmath>
#include <cstddef>

#include <catch.hpp>

using kvalspc::math::gauss_legendre;

TEST_CASE("quadrature of n nodes is exact for polynomials of degree 2 n - 1") {
  for (const std::size_t size : {2U, 5U, 8U, 9U}) {
    const auto rule = gauss_legendre(size, -1.0, 3.0);
    for (int degree = 0; degree < 2 * static_cast<int>(size); ++degree) {
      double sum = 0.0;
      for (std::size_t k = 0; k < size; ++k) sum += rule.weights[k] * std::pow(rule.nodes[k], degree);
      const double whole = (std::pow(3.0, degree + 1) - std::pow(-1.0, degree + 1)) / (degree + 1);
      CHECK(sum == Approx(whole).epsilon(1e-11));
    }
  }
}

TEST_CASE("the nodes ascend inside the interval") {
  const auto rule = gauss_legendre(60, 2.0, 5.0);
  CHECK((rule.nodes.front() > 2.0 && rule.nodes.back() < 5.0));
  for (std::size_t k = 1; k < rule.nodes.size(); ++k) CHECK(rule.nodes[k] > rule.nodes[k - 1]);
}
