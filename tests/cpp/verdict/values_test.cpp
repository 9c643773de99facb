#include <kvalspc/verdict/values.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using verdict::Evidence;
using Column = std::vector<double>;

namespace {

Evidence tested(const Column& x, std::size_t start, double alpha, bool median = false) {
  return verdict::test_values(chart::Points{{x}, {}}, {start, x.size()}, median, alpha);
}

bool agrees(const verdict::Test& test, double alpha) {
  return std::isnan(test.p) || (test.effect_lower > 0.0 || test.effect_upper < 0.0) == (test.p < alpha);
}

/** Student (1908), Biometrika 6:1-25: extra hours of sleep with two drugs; R's data set sleep. */
const Column hours_gained{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0,  //
                          1.9, 0.8,  1.1,  0.1,  -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

}  // namespace

TEST_CASE("Welch's t of Student's sleep data: p .07939, -.2054832 to 3.3654832") {
  // R: t.test(extra ~ group): t = -1.8608, df = 17.776, p-value = 0.07939; our effect is after - before.
  const Evidence e = tested(hours_gained, 10, 0.05);
  CHECK(e.quasi.effect == Approx(1.58).epsilon(1e-12));
  CHECK(std::abs(e.quasi.p - .07939) < 5e-6);
  CHECK(std::abs(e.quasi.effect_lower - -.2054832) < 5e-8);
  CHECK(std::abs(e.quasi.effect_upper - 3.3654832) < 5e-8);
}

TEST_CASE("p and interval agree for values, with ties and constants, at every level") {
  reference::Random random(411);
  int significant = 0, assessed = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    Column x;
    const int size = random.whole(2, 24), kind = random.whole(0, 2);
    const std::size_t start = static_cast<std::size_t>(random.whole(1, size - 1));
    const double shift = random.pick<double>({0.0, 1.0, -2.0});
    for (int k = 0; k < size; ++k) {
      x.push_back(kind == 0 ? random.whole(0, 3) : kind == 1 ? random.normal() : std::exp(random.normal()));
      if (static_cast<std::size_t>(k) >= start) x.back() += shift;
      if (random.chance(0.05)) x.back() = support::missing;
    }
    const double alpha = random.pick<double>({0.001, 0.01, 0.05, 0.1, 0.2, 0.5});
    for (const bool median : {false, true}) {
      const Evidence e = tested(x, start, alpha, median);
      INFO("exact " << e.exact.p << " quasi " << e.quasi.p << " alpha " << alpha);
      REQUIRE(agrees(e.exact, alpha));
      REQUIRE(agrees(e.quasi, alpha));
      if (std::isnan(e.exact.p)) continue;
      REQUIRE(agrees(verdict::deciding(e), alpha));
      REQUIRE(e.exact.p >= e.smallest_p * (1.0 - 1e-12));
      ++assessed;
      significant += verdict::deciding(e).p < alpha ? 1 : 0;
    }
  }
  CHECK(assessed > 30000);
  CHECK(significant > 3000);
}

TEST_CASE("Turning values upside down flips the effect and nothing else") {
  reference::Random random(412);
  for (int trial = 0; trial < 1000; ++trial) {
    Column x, y;
    for (int k = 0; k < 20; ++k) x.push_back(random.whole(0, 9)), y.push_back(-x.back());
    const Evidence a = tested(x, 12, 0.05), b = tested(y, 12, 0.05);
    CHECK(a.exact.p == b.exact.p);
    CHECK(a.exact.effect_lower == -b.exact.effect_upper);
    CHECK(a.exact.effect == -b.exact.effect);
    if (!std::isnan(a.quasi.p)) CHECK(a.quasi.p == Approx(b.quasi.p).epsilon(1e-12));
  }
}
