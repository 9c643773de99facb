#include <kvalspc/math/deviance.hpp>

#include <cmath>

#include "catch.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

TEST_CASE("The deviance of a count is x log(x / m) + m - x, near what was expected and far from it") {
  for (const double m : {0.5, 3.0, 120.0, 65536.0}) {
    for (const double off : {0.0, 1e-3, -1e-3, 0.25, -0.25, 7.5, 300.0, 0.1 * m, -0.3 * m, 20.0 * m}) {
      const double x = m + off;
      if (!(x > 0.0)) continue;
      const long double exact = std::log1p(static_cast<long double>(x - m) / m) * x - (x - m);
      INFO(x << " of " << m);
      CHECK(math::deviance(x, x - m) == Approx(static_cast<double>(exact)).epsilon(1e-12).margin(1e-15));
    }
  }
  CHECK(math::deviance(0.0, -4.0) == 4.0);
  // A series that keeps what differences lose: d^2 / 2m - d^3 / 6m^2.
  CHECK(math::deviance(1e12 + 1e3, 1e3) == Approx(5e-7 - 1e9 / 6e24).epsilon(1e-14));
}

TEST_CASE("Stirling's error is what his formula leaves of log x!") {
  const long double root = 0.5L * std::log(2.0L * std::acos(-1.0L));
  for (const double x : {0.05, 0.5, 1.0, 4.75, 15.5, 16.0, 16.5, 40.0, 1000.0}) {
    const long double exact =
        std::lgamma(x + 1.0L) - (x + 0.5L) * std::log(static_cast<long double>(x)) + x - root;
    INFO(x);
    CHECK(math::stirling_error(x) == Approx(static_cast<double>(exact)).epsilon(1e-12).margin(2e-14));
  }
}

TEST_CASE("Differences of products keep the digits that the products share") {
  CHECK(math::difference_of_products(3.0, 4.0, 5.0, 2.0) == 2.0);
  const double a = 1.0 + 0x1p-30, b = 1.0 - 0x1p-30;  // a b = 1 - 2^-60, which a double rounds to 1
  CHECK(math::difference_of_products(a, b, 1.0, 1.0) == -0x1p-60);
}

TEST_CASE("A split has the probability of a binomial count") {
  for (const double n : {1.0, 7.0, 300.0, 5000.0}) {
    for (const double p : {0.001, 0.2, 0.75}) {
      for (const double x : {0.0, 1.0, std::floor(n * p), std::ceil(n * p), std::floor(0.5 * n), n}) {
        const auto exact = static_cast<double>(std::log(reference::binomial(x, n, p)));
        INFO(x << " of " << n << " at " << p);
        if (exact > -5000.0)
          CHECK(math::log_split(x, n - x, x - n * p) == Approx(exact).epsilon(1e-12).margin(1e-12));
      }
    }
  }
}

TEST_CASE("log Gamma(x + 1/2) less x log x - x, for small counts and large ones") {
  CHECK(math::half_past_stirling(0.0) == Approx(std::log(std::sqrt(std::acos(-1.0)))).epsilon(1e-14));
  for (const double x : {0.5, 1.0, 7.0, 15.999, 16.0, 17.5, 300.0, 1e6}) {
    const auto exact = std::lgamma(x + 0.5L) - (x * std::log(static_cast<long double>(x)) - x);
    CHECK(math::half_past_stirling(x) == Approx(static_cast<double>(exact)).epsilon(1e-11));
  }
}
