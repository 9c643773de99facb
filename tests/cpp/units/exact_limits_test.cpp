#include <kvalspc/units/exact_limits.hpp>

#include <cmath>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

TEST_CASE("Interpolated limits are Spiegelhalter's") {
  const math::Binomial count{50.0, 0.1};
  const chart::CountLimits inner = units::interpolated_limits(count, 0.025);
  CHECK(inner.lower / 50.0 == Approx(0.01386293).epsilon(1e-6));
  CHECK(inner.upper / 50.0 == Approx(0.1797227276).epsilon(1e-6));
  const chart::CountLimits outer = units::interpolated_limits(count, 0.001);
  CHECK(outer.lower / 50.0 == Approx(-0.01611935).epsilon(1e-6));
  CHECK(outer.upper / 50.0 == Approx(0.24012842).epsilon(1e-6));
}

namespace {

/** Which counts lie beyond the limits, against sums of single probabilities. */
template <class Count, class Probability>
void check_limits(const Count& count, int largest, double tail, Probability probability) {
  const chart::CountLimits drawn = units::interpolated_limits(count, tail),
                           mid = units::mid_p_limits(count, tail);
  long double below = 0, above = 1;  // P(X < x), P(X >= x)
  for (int x = 0; x <= largest; ++x) {
    const long double at = probability(x);
    INFO("x " << x << " tail " << tail << " mean " << count.mean());
    const auto clear = [&](long double p) { return std::abs(p - tail) > 1e-9L; };  // not decided by rounding
    if (clear(below + at)) CHECK((x < drawn.lower) == (below + at <= tail));
    if (clear(above - at)) CHECK((x > drawn.upper) == (above - at < tail));
    if (clear(below + at / 2)) CHECK((x < mid.lower) == (below + at / 2 < tail));
    if (clear(above - at / 2)) CHECK((x > mid.upper) == (above - at / 2 < tail));
    below += at;
    above -= at;
  }
}

}  // namespace

TEST_CASE("A count is beyond a limit exactly when its tail says so") {
  reference::Random random(17);
  for (int trial = 0; trial < 150; ++trial) {
    const double tail = random.pick<double>({0.025, 0.001, 0.1});
    const int n = random.whole(1, 80);
    const double p = random.pick<double>({0.02, 0.3, 0.9, random.uniform(0.001, 0.999)});
    check_limits(math::Binomial{static_cast<double>(n), p}, n, tail,
                 [&](int x) { return reference::binomial(x, n, p); });
    const double mean = random.uniform(0.01, 40.0);
    check_limits(math::Poisson{mean}, 90, tail, [&](int x) { return reference::poisson(x, mean); });
  }
}

TEST_CASE("Where every unit has no events, or only events, no count is beyond") {
  const chart::CountLimits none = units::interpolated_limits(math::Binomial{20.0, 0.0}, 0.025);
  CHECK(none.lower <= 0.0);
  CHECK(none.upper <= 0.0);
  CHECK(units::mid_p_limits(math::Binomial{20.0, 1.0}, 0.025).lower <= 20.0);
  CHECK(units::mid_p_limits(math::Binomial{20.0, 1.0}, 0.025).upper >= 20.0);
}
