#include <kvalspc/math/outcomes.hpp>

#include <cmath>
#include <vector>

#include <catch.hpp>

#include "reference/tails.hpp"

using kvalspc::math::Outcomes;

namespace {

struct Moments {
  double mean, variance;
};

/** Of a fine grid of probabilities. */
Moments moments(const Outcomes& outcomes) {
  constexpr int steps = 400000;
  double sum = 0.0, squares = 0.0;
  for (int k = 0; k < steps; ++k) {
    const double x = outcomes.at((k + 0.5) / steps);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / steps;
  return {mean, squares / steps - mean * mean};
}

}  // namespace

TEST_CASE("outcomes of a share without dispersion are binomial") {
  for (const auto& [n, p] : {std::pair{5, 0.02}, {20, 0.5}, {300, 0.98}}) {
    const Outcomes outcomes = Outcomes::share(n, p, 1.0);
    long double below = 0;
    for (int x = 0; x <= n; ++x) {
      const long double up_to = below + reference::binomial(x, n, p);
      const double middle = static_cast<double>(0.5L * (below + up_to));
      if (up_to - below > 1e-9L) CHECK(outcomes.at(middle) == x);
      below = up_to;
    }
  }
}

TEST_CASE("outcomes have the mean and the dispersion asked for") {
  for (const double dispersion : {1.0, 1.5, 2.5}) {
    const Moments share = moments(Outcomes::share(20, 0.3, dispersion));
    CHECK(share.mean == Approx(6.0).epsilon(1e-3));
    CHECK(share.variance == Approx(dispersion * 4.2).epsilon(3e-3));
    const Moments rate = moments(Outcomes::rate(4.0, 2.0, dispersion));
    CHECK(rate.mean == Approx(8.0).epsilon(1e-3));
    CHECK(rate.variance == Approx(dispersion * 8.0).epsilon(3e-3));
    const Moments large = moments(Outcomes::share(5000, 0.3, dispersion));
    CHECK(large.mean == Approx(1500.0).epsilon(1e-3));
    CHECK(large.variance == Approx(dispersion * 1050.0).epsilon(3e-3));
  }
}

TEST_CASE("a single patient has no dispersion, and counts stay possible") {
  CHECK(moments(Outcomes::share(1, 0.3, 3.0)).variance == Approx(0.21).epsilon(1e-3));
  const Outcomes wild = Outcomes::share(4, 0.9, 3.0);
  CHECK(wild.at(1e-9) >= 0.0);
  CHECK(wild.at(1.0 - 1e-9) <= 4.0);
}

TEST_CASE("normal values") {
  const Moments found = moments(Outcomes::normal(3.0, 2.0));
  CHECK(found.mean == Approx(3.0).margin(1e-3));
  CHECK(found.variance == Approx(4.0).epsilon(3e-3));
}
