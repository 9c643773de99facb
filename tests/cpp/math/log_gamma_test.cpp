#include <kvalspc/math/log_gamma.hpp>

#include <cmath>

#include "catch.hpp"

using kvalspc::math::log_gamma;

TEST_CASE("log Gamma: values known in closed form") {
  CHECK(log_gamma(1.0) == 0.0);
  CHECK(log_gamma(2.0) == 0.0);
  CHECK(std::abs(log_gamma(0.5) - 0.5 * std::log(std::acos(-1.0))) < 1e-15);
  CHECK(std::abs(log_gamma(11.0) - std::log(3628800.0)) < 1e-14);
}

TEST_CASE("log Gamma(x + 1) = log Gamma(x) + log x, looked up or not") {
  for (const double x : {0.25, 0.5, 1.0, 7.5, 100.0, 4094.0, 4094.5, 4095.0, 4095.5, 4096.0, 5000.25}) {
    const double next = log_gamma(x + 1.0);
    INFO(x);
    CHECK(std::abs(next - (log_gamma(x) + std::log(x))) < 1e-15 * (1.0 + std::abs(next)));
  }
}

TEST_CASE("What is looked up has the bits of what would be computed") {
  for (double x = 0.5; x < 4200.0; x += 0.5)
    CHECK(log_gamma(x) == boost::math::lgamma(x, kvalspc::math::Policy()));
}
