#include <kvalspc/math/single_interval.hpp>

#include <cmath>

#include "catch.hpp"
#include "math/printed.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;
using math::Interval;

TEST_CASE("Newcombe (1998a) Table I: Wilson and mid-P intervals of a share") {
  // Stat. Med. 17:857-872.
  printed::check(math::score_share(81, 263, printed::z95), .2553, .3662);
  printed::check(math::score_share(15, 148, printed::z95), .0624, .1605);
  printed::check(math::score_share(0, 20, printed::z95), 0, .1611);
  printed::check(math::score_share(1, 29, printed::z95), .0061, .1718);
  printed::check(math::mid_p_share(81, 263, .025), .2544, .3658);
  printed::check(math::mid_p_share(15, 148, .025), .0601, .1581);
  printed::check(math::mid_p_share(0, 20, .025), 0, .1391);
  printed::check(math::mid_p_share(1, 29, .025), .0017, .1585);
}

TEST_CASE("At its ends each interval's own test is just at the level") {
  reference::Random random(811);
  for (int trial = 0; trial < 60; ++trial) {
    const double n = random.whole(1, 60);
    const double x = random.whole(0, static_cast<int>(n));
    const double tail = random.pick<double>({.01, .025, .05});
    INFO(x << " of " << n << ", tail " << tail);
    const Interval share = math::mid_p_share(x, n, tail);
    if (x > 0) CHECK(static_cast<double>(reference::binomial_mid_p(x, n, share.lower).upper) == Approx(tail));
    if (x < n) CHECK(static_cast<double>(reference::binomial_mid_p(x, n, share.upper).lower) == Approx(tail));
    const Interval rate = math::mid_p_rate(x, n, tail);
    if (x > 0) CHECK(static_cast<double>(reference::poisson_mid_p(x, n * rate.lower).upper) == Approx(tail));
    CHECK(static_cast<double>(reference::poisson_mid_p(x, n * rate.upper).lower) == Approx(tail));
    const double z = math::normal_quantile_upper(tail);
    const Interval wilson = math::score_share(x, n, z), score = math::score_rate(x, n, z);
    for (const double end : {wilson.lower, wilson.upper}) {
      if (end > 0 && end < 1) CHECK(std::abs(x - n * end) == Approx(z * std::sqrt(n * end * (1 - end))));
    }
    for (const double end : {score.lower, score.upper}) {
      if (end > 0) CHECK(std::abs(x - n * end) == Approx(z * std::sqrt(n * end)));
    }
  }
}

TEST_CASE("Nobody, and everybody: the interval ends at 0 or 1") {
  CHECK(math::score_share(0, 7, printed::z95).lower == 0);
  CHECK(math::score_share(7, 7, printed::z95).upper == 1);
  CHECK(math::mid_p_share(0, 7, .025).lower == 0);
  CHECK(math::mid_p_share(7, 7, .025).upper == 1);
  CHECK(math::mid_p_rate(0, 7, .025).lower == 0);
  CHECK(math::score_rate(0, 7, printed::z95).lower == 0);
}
