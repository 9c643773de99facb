#include <kvalspc/verdict/power.hpp>

#include <cmath>

#include "catch.hpp"
#include "reference/power.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using verdict::exact_power;
using verdict::Proportions;
using verdict::Rates;

TEST_CASE("Power of the mid-P test, .50 -> .65 with 240 and 240 patients: .9127") {
  CHECK(std::abs(exact_power<Proportions>(.50, .65, 240, 240, 0.05) - .9127) < 5e-5);
}

TEST_CASE("Exact power is the sum over every pair of outcomes") {
  reference::Random random(401);
  double highest = 0.0;
  for (int trial = 0; trial < 40; ++trial) {
    const int n0 = random.whole(1, 28), n1 = random.whole(1, 28);
    const double p0 = random.uniform(), p1 = random.chance(0.2) ? p0 : random.uniform();
    // Levels that no small table's p equals: there the last bit would decide.
    const double alpha = random.pick<double>({0.0113, 0.0507, 0.2031});
    INFO(n0 << " at " << p0 << ", " << n1 << " at " << p1 << ", alpha " << alpha);
    const double power = exact_power<Proportions>(p0, p1, n0, n1, alpha);
    CHECK(power ==
          Approx(static_cast<double>(reference::power_of_proportions(p0, p1, n0, n1, alpha))).margin(1e-6));
    // Non-events, and before and after exchanged: the same power.
    CHECK(power == Approx(exact_power<Proportions>(1.0 - p0, 1.0 - p1, n0, n1, alpha)).margin(1e-6));
    CHECK(power == Approx(exact_power<Proportions>(p1, p0, n1, n0, alpha)).margin(1e-6));
    highest = std::max(highest, power);
  }
  CHECK(highest > 0.9);
  for (int trial = 0; trial < 12; ++trial) {
    const double n0 = random.uniform(0.5, 4.0), n1 = random.uniform(0.5, 4.0);
    const double r0 = random.uniform(0.1, 2.0), r1 = random.uniform(0.1, 3.0);
    INFO(n0 << " at " << r0 << ", " << n1 << " at " << r1);
    CHECK(exact_power<Rates>(r0, r1, n0, n1, 0.05) ==
          Approx(static_cast<double>(reference::power_of_rates(r0, r1, n0, n1, 0.05, 50))).margin(1e-6));
  }
}

TEST_CASE("A few events, or a few non-events, among a thousand million have the power of a rate") {
  for (const double events : {3.0, 20.0}) {
    const double n = 1e9, rare = events / n, rarer = 0.5 * rare;
    const double rates = exact_power<Rates>(events, 0.5 * events, 1.0, 1.0, 0.05);
    INFO(events);
    CHECK(exact_power<Proportions>(rare, rarer, n, n, 0.05) == Approx(rates).epsilon(1e-5));
    CHECK(exact_power<Proportions>(1.0 - rare, 1.0 - rarer, n, n, 0.05) == Approx(rates).epsilon(1e-5));
  }
}

TEST_CASE("With no change the power is the false alarm of the test: about the level, at most .0567 here") {
  for (const double p : {.02, .1, .5, .9}) {
    for (const double n : {40.0, 100.0, 240.0}) CHECK(exact_power<Proportions>(p, p, n, n, 0.05) < .06);
  }
}

TEST_CASE("The default relevant change: odds ratio 1.5, at most ten points; rate ratio 1.5") {
  using verdict::relevant_rate;
  using verdict::relevant_share;
  CHECK(relevant_share(.5, true, 0.0) == Approx(.6));
  CHECK(relevant_share(.5, false, 0.0) == Approx(.4));
  CHECK(relevant_share(.9, true, 0.0) == Approx(1.5 * 9.0 / (1.0 + 1.5 * 9.0)));
  CHECK(relevant_share(.05, false, 0.0) == Approx(.05 / 1.5 / (.95 + .05 / 1.5)));
  CHECK(relevant_share(.95, true, 0.2) == 1.0);
  CHECK(relevant_share(.3, false, 0.05) == Approx(.25));
  for (double p = 0.01; p < 1.0; p += 0.01) {
    CHECK(std::abs(relevant_share(p, true, 0.0) - p) <= 0.1 + 1e-12);
    CHECK(relevant_share(p, true, 0.0) - p ==
          Approx((1.0 - p) - relevant_share(1.0 - p, false, 0.0)).margin(1e-12));
  }
  CHECK(relevant_rate(2.0, true, 0.0) == 3.0);
  CHECK(relevant_rate(3.0, false, 0.0) == 2.0);
  CHECK(relevant_rate(3.0, true, 2.0) == 6.0);
}
