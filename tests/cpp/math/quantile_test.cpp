#include <kvalspc/math/quantile.hpp>

#include <vector>

#include "catch.hpp"

using kvalspc::math::quantile_of_sorted;

TEST_CASE("Quantiles lie on straight lines between the sorted values") {
  const std::vector<double> x{1.0, 2.0, 4.0, 8.0, 16.0};
  CHECK(quantile_of_sorted(x, 0.0) == 1.0);
  CHECK(quantile_of_sorted(x, 0.25) == 2.0);
  CHECK(quantile_of_sorted(x, 0.5) == 4.0);
  CHECK(quantile_of_sorted(x, 1.0) == 16.0);
  CHECK(quantile_of_sorted(x, 0.1) == Approx(1.4));  // place 0.4: four tenths of the way from 1 to 2
  CHECK(quantile_of_sorted(x, 0.9) == Approx(12.8));
  CHECK(quantile_of_sorted(std::vector<double>{3.0}, 0.9) == 3.0);
}
