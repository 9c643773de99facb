#include <kvalspc/math/maximum.hpp>

#include <cmath>

#include "catch.hpp"

using kvalspc::math::peak;

TEST_CASE("The peak of a smooth function is found") {
  const auto [place, height] = peak<20>([](double x) { return 3.0 - (x - 0.7) * (x - 0.7); }, 0.0, 5.0);
  CHECK(place == Approx(0.7).epsilon(1e-4));
  CHECK(height == Approx(3.0).epsilon(1e-8));
  const auto skew = peak<20>([](double x) { return std::log(x) - x / 0.3; }, 1e-3, 10.0);
  CHECK(skew.first == Approx(0.3).epsilon(1e-4));
}

TEST_CASE("A function that only falls is largest near its beginning") {
  CHECK(peak<20>([](double x) { return -x; }, 0.0, 5.0).first < 1e-3);
}
