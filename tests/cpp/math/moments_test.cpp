#include <kvalspc/math/moments.hpp>

#include <cstddef>
#include <vector>

#include "catch.hpp"

TEST_CASE("The moment estimate gives DerSimonian and Laird's variance") {
  // Six studies worked by hand and in R: Q 13.10108, tau2 .0412919.
  const std::vector<double> y{0.10, 0.30, 0.35, 0.60, 0.45, 0.05};
  const std::vector<double> v{0.03, 0.03, 0.05, 0.01, 0.05, 0.02};
  std::vector<double> w;
  double sum = 0.0, weighted = 0.0, q = 0.0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    w.push_back(1.0 / v[k]);
    sum += w[k];
    weighted += w[k] * y[k];
  }
  for (std::size_t k = 0; k < y.size(); ++k) q += w[k] * (y[k] - weighted / sum) * (y[k] - weighted / sum);
  CHECK(weighted / sum == Approx(0.3577922).epsilon(1e-6));
  CHECK(q == Approx(13.10108).epsilon(1e-6));
  CHECK(kvalspc::math::moment_variance(q, 5.0, w) == Approx(0.0412919).epsilon(1e-6));
  CHECK(kvalspc::math::moment_variance(4.0, 5.0, w) == 0.0);
}
