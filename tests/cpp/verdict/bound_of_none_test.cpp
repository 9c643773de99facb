#include <kvalspc/verdict/bound_of_none.hpp>

#include <cmath>
#include <initializer_list>

#include <kvalspc/math/tails.hpp>

#include "catch.hpp"

using kvalspc::verdict::bound_of_none;
using kvalspc::verdict::Measure;

TEST_CASE("Bound of a share without events: .05 = (1 - p)^n") {
  // Hanley and Lippman-Hand (1983), JAMA 249:1743: 0 of 14 is compatible with 19.3 %; exact, 1 - .05^(1/14).
  CHECK(bound_of_none(Measure::proportions, 0.0, 14.0, 0.05) == Approx(0.19264).epsilon(1e-4));
  for (const double n : {1.0, 7.0, 240.0, 1e6}) {
    const double p = bound_of_none(Measure::proportions, 0.0, n, 0.05);
    INFO(n);
    CHECK(kvalspc::math::Binomial{n, p}.at_most(0.0) == Approx(0.05).epsilon(1e-10));
    CHECK(bound_of_none(Measure::proportions, n, n, 0.05) == Approx(1.0 - p).epsilon(1e-12));
  }
}

TEST_CASE("Bound of a rate without events: .05 = exp(-rate n)") {
  for (const double n : {0.5, 24.0, 1e4}) {
    INFO(n);
    CHECK(bound_of_none(Measure::rates, 0.0, n, 0.05) * n == Approx(2.995732273553991).epsilon(1e-14));
    CHECK(kvalspc::math::Poisson{n * bound_of_none(Measure::rates, 0.0, n, 0.05)}.at_most(0.0) ==
          Approx(0.05).epsilon(1e-10));
  }
}

TEST_CASE("No bound where events vary, where nobody was seen, and of measurements") {
  CHECK(std::isnan(bound_of_none(Measure::proportions, 3.0, 14.0, 0.05)));
  CHECK(std::isnan(bound_of_none(Measure::proportions, 0.0, 0.0, 0.05)));
  CHECK(std::isnan(bound_of_none(Measure::rates, 14.0, 14.0, 0.05)));
  CHECK(std::isnan(bound_of_none(Measure::means, 0.0, 14.0, 0.05)));
}
