#include <kvalspc/math/constants.hpp>

#include <cmath>
#include <numbers>

#include "catch.hpp"

namespace constants = kvalspc::constants;

TEST_CASE("The exact constants follow from the half-normal distribution") {
  using std::numbers::pi;
  CHECK(constants::exact.d2 == Approx(2.0 / std::sqrt(pi)).epsilon(1e-15));
  CHECK(constants::exact.D4 == Approx(1.0 + 3.0 * std::sqrt(pi / 2.0 - 1.0)).epsilon(1e-15));
  // d4 / sqrt(2) is the upper quartile z of the normal distribution: P(Z > z) = 1/4.
  CHECK(0.5 * std::erfc(constants::exact.d4 / 2.0) == Approx(0.25).epsilon(1e-14));
}

TEST_CASE("The field's constants are the exact ones, rounded to three decimals (D4: 3.267 as printed)") {
  CHECK(constants::field.d2 == std::round(constants::exact.d2 * 1000.0) / 1000.0);
  CHECK(constants::field.d4 == std::round(constants::exact.d4 * 1000.0) / 1000.0);
  CHECK(std::abs(constants::field.D4 - constants::exact.D4) < 5e-4);
}

TEST_CASE("The tail of exact limits is that of three sigma, to the digits that the field prints") {
  CHECK(constants::tail_probability ==
        Approx(0.5 * std::erfc(constants::shewhart_width / std::sqrt(2.0))).epsilon(1e-4));
}

TEST_CASE("The upper limit of ranges is one number, whether the mean or the median range is known") {
  const auto& exact = constants::exact;
  CHECK(exact.D4_median * exact.d4 == Approx(exact.D4 * exact.d2).epsilon(1e-15));
  CHECK(std::abs(constants::field.D4_median - exact.D4_median) < 1e-3);  // 3.865 as printed
}
