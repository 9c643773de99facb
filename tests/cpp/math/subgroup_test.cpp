#include <kvalspc/math/subgroup.hpp>

#include <cmath>
#include <numbers>

#include "catch.hpp"

using namespace kvalspc;

namespace {

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

/** Mean range of n normal values: Tippett's (1925) integral of 1 - F^n - (1 - F)^n, by the trapezoidal rule.
 */
double mean_range(int n) {
  double sum = 0.0;
  for (int k = -800; k <= 800; ++k) {
    const double below = normal_cdf(0.01 * k);
    sum += 1.0 - std::pow(below, n) - std::pow(1.0 - below, n);
  }
  return 0.01 * sum;
}

/** Mean squared range: 2 times the integral (Simpson) over w of w P(range > w), P by that over the smallest.
 */
double mean_squared_range(int n) {
  constexpr double step = 0.05;
  double sum = 0.0;
  for (int i = 1; i <= 240; ++i) {
    const double w = step * i;
    double within = 0.0;
    for (int k = -240; k <= 160; ++k) {
      const double x = step * k;
      const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
      within += n * density * std::pow(normal_cdf(x + w) - normal_cdf(x), n - 1);
    }
    sum += (i % 2 == 1 ? 4.0 : 2.0) / 3.0 * w * (1.0 - step * within);
  }
  return 2.0 * step * sum;
}

}  // namespace

TEST_CASE("c4: Montgomery's App. VI, and its closed form") {
  const double printed[] = {.7979, .8862, .9213, .9400, .9515, .9594, .9650, .9693, .9727};
  for (int n = 2; n <= 10; ++n) CHECK(std::abs(math::c4(static_cast<double>(n)) - printed[n - 2]) < 6e-5);
  CHECK(std::abs(math::c4(25.0) - .9896) < 6e-5);
  for (const double n : {2.0, 3.0, 10.0, 57.0, 120.0}) {
    const double direct =
        std::sqrt(2.0 / (n - 1.0)) * std::exp(std::lgamma(n / 2.0) - std::lgamma((n - 1.0) / 2.0));
    CHECK(math::c4(n) == Approx(direct).epsilon(1e-12));
  }
  CHECK(math::c4(1e12) == Approx(1.0).epsilon(1e-11));
  CHECK(std::isnan(math::c4(1.0)));
  CHECK(std::isnan(math::c4(0.0)));
}

TEST_CASE("B3 and B4 of Montgomery's App. VI") {
  const auto b4 = [](double n) { return 1.0 + 3.0 * math::c5(n) / math::c4(n); };
  const auto b3 = [](double n) { return 1.0 - 3.0 * math::c5(n) / math::c4(n); };
  CHECK(std::abs(b4(2) - 3.267) < 6e-4);
  CHECK(std::abs(b4(5) - 2.089) < 6e-4);
  CHECK(std::abs(b4(10) - 1.716) < 6e-4);
  CHECK(std::abs(b3(6) - .030) < 6e-4);
  CHECK(std::abs(b3(10) - .284) < 6e-4);
  CHECK(std::abs(b4(25) - 1.435) < 6e-4);
}

TEST_CASE("d2 and d3 are Tippett's integrals") {
  for (int n = 2; n <= 25; ++n) {
    INFO("n = " << n);
    const double size = n;
    CHECK(math::d2(size, false) == Approx(mean_range(n)).epsilon(1e-12));
    CHECK(std::abs(math::d2(size, true) - math::d2(size, false)) < 5.01e-4);
  }
  for (const int n : {2, 5, 10, 25}) {
    const double size = n, mean = math::d2(size, false);
    INFO("n = " << n);
    CHECK(math::d3(size) == Approx(std::sqrt(mean_squared_range(n) - mean * mean)).epsilon(1e-6));
  }
  CHECK(math::d2(2.0, false) == Approx(2.0 / std::sqrt(std::numbers::pi)).epsilon(1e-15));
  CHECK(math::d3(2.0) == Approx(std::sqrt(2.0 - 4.0 / std::numbers::pi)).epsilon(1e-15));
  // Three values: the closed forms of order statistics.
  CHECK(math::d2(3.0, false) == Approx(3.0 / std::sqrt(std::numbers::pi)).epsilon(1e-15));
}

TEST_CASE("Ranges outside the table are not guessed") {
  CHECK(std::isnan(math::d2(1.0, true)));
  CHECK(std::isnan(math::d2(26.0, false)));
  CHECK(std::isnan(math::d3(0.0)));
  CHECK(math::d2(24.8, false) == math::d2(25.0, false));  // a mean size is rounded
}
