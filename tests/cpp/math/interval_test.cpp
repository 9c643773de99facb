#include <kvalspc/math/interval.hpp>

#include <cmath>
#include <functional>
#include <limits>

#include "catch.hpp"
#include "math/printed.hpp"
#include "reference/random.hpp"
#include "reference/score.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;
using math::Interval;
using math::TwoCounts;

namespace {

/** Miettinen and Nurminen's interval is Mee's with the variance times N / (N - 1). */
Interval miettinen_nurminen(const TwoCounts& t) {
  const double n = t.n0 + t.n1;
  return math::difference_of_proportions(t, printed::z95 * std::sqrt(n / (n - 1.0)));
}

/** Is the score at the interval's end the critical value, with the sign of that end? */
void check_end(double z, double critical) { CHECK(z == Approx(critical).epsilon(2e-6)); }

}  // namespace

TEST_CASE("Newcombe (1998b) Table II: Mee and Miettinen-Nurminen differences") {
  // Newcombe, Stat. Med. 17:873-890; after - before, so his first sample is our second.
  const TwoCounts a{48, 80, 56, 70}, b{3, 10, 9, 10}, c{0, 29, 5, 56};
  printed::check(math::difference_of_proportions(a, printed::z95), .0533, .3377);
  printed::check(miettinen_nurminen(a), .0528, .3382);
  printed::check(math::difference_of_proportions(b, printed::z95), .1821, .8370);
  printed::check(miettinen_nurminen(b), .1700, .8406);
  printed::check(math::difference_of_proportions(c, printed::z95), -.0313, .1926);
  printed::check(miettinen_nurminen(c), -.0326, .1933);
}

TEST_CASE(
    "Newcombe (1998b) Table II: hybrid score differences (method 10), with none and with only events too") {
  printed::check(math::hybrid_difference_of_proportions({48, 80, 56, 70}, printed::z95), .0524, .3339);
  printed::check(math::hybrid_difference_of_proportions({3, 10, 9, 10}, printed::z95), .1705, .8090);
  printed::check(math::hybrid_difference_of_proportions({0, 29, 5, 56}, printed::z95), -.0381, .1926);
  const Interval whole = math::hybrid_difference_of_proportions({0, 20, 10, 10}, printed::z95);
  printed::check(whole, .6791, 1.0);
  CHECK(whole.upper == 1.0);
  const Interval mirrored = math::hybrid_difference_of_proportions({10, 10, 0, 20}, printed::z95);
  CHECK(mirrored.lower == -1.0);
  CHECK(mirrored.upper == Approx(-whole.lower).epsilon(1e-14));
}

TEST_CASE("120/240 against 161/240: hybrid score .082802 to .255177") {
  const Interval hybrid = math::hybrid_difference_of_proportions({120, 240, 161, 240}, printed::z95);
  CHECK(std::abs(hybrid.lower - .082802) < 6e-7);
  CHECK(std::abs(hybrid.upper - .255177) < 6e-7);
}

TEST_CASE("120/240 against 161/240: Miettinen-Nurminen .082951 to .256159") {
  const Interval mn = miettinen_nurminen({120, 240, 161, 240});
  CHECK(std::abs(mn.lower - .082951) < 6e-7);
  CHECK(std::abs(mn.upper - .256159) < 6e-7);
}

TEST_CASE("Orange juice, 301/1400 against 133/1200 after the adjustment: -.132083 to -.076166") {
  const Interval mn = miettinen_nurminen({301, 1400, 133, 1200});
  CHECK(std::abs(mn.lower + .132083) < 6e-7);
  CHECK(std::abs(mn.upper + .076166) < 6e-7);
}

TEST_CASE("0/20 against 10/10: the upper end is 1, the lower one is where the score is critical") {
  const TwoCounts t{0, 20, 10, 10};
  const Interval mee = math::difference_of_proportions(t, printed::z95);
  CHECK(mee.upper == 1.0);
  CHECK(mee.lower > 0.5);
  CHECK(mee.lower < 1.0);
  check_end(static_cast<double>(reference::difference_z(0, 20, 10, 10, mee.lower)), printed::z95);
  const Interval mirrored = math::difference_of_proportions({20, 20, 0, 10}, printed::z95);
  CHECK(mirrored.lower == -1.0);
  CHECK(mirrored.upper == Approx(-mee.lower).epsilon(1e-10));
}

TEST_CASE("Odds ratios of events and of non-events mirror each other, where one side has only events too") {
  for (const double missed : {1.0, 2.0}) {
    const Interval events = math::odds_ratio_of_proportions({39.0, 39.0, 33.0 - missed, 33.0}, 1.96);
    const Interval none = math::odds_ratio_of_proportions({0.0, 39.0, missed, 33.0}, 1.96);
    CHECK(events.lower == 0.0);
    CHECK(events.upper > 0.5);
    CHECK(events.upper * none.lower == Approx(1.0).epsilon(1e-9));
  }
}

TEST_CASE("The ends of score intervals are where an independently found score is critical") {
  reference::Random random(41);
  for (int trial = 0; trial < 400; ++trial) {
    const int n0 = random.whole(1, 60), n1 = random.whole(1, 60);
    const int x0 = random.whole(0, n0), x1 = random.whole(0, n1);
    const TwoCounts t{double(x0), double(n0), double(x1), double(n1)};
    const double critical = random.uniform(0.5, 4.0);
    INFO(x0 << "/" << n0 << " " << x1 << "/" << n1 << " critical " << critical);
    const Interval d = math::difference_of_proportions(t, critical);
    const double estimate = t.level1() - t.level0();
    CHECK(d.lower <= estimate);
    CHECK(d.upper >= estimate);
    CHECK(d.lower >= -1.0);
    CHECK(d.upper <= 1.0);
    if (d.lower > -1.0 + 1e-6 && d.lower < estimate - 1e-9)
      check_end(static_cast<double>(reference::difference_z(x0, n0, x1, n1, d.lower)), critical);
    if (d.upper < 1.0 - 1e-6 && d.upper > estimate + 1e-9)
      check_end(static_cast<double>(reference::difference_z(x0, n0, x1, n1, d.upper)), -critical);
    const Interval r = math::ratio_of_proportions(t, critical);
    if (x1 == 0) CHECK(r.lower == 0.0);
    else if (x0 > 0) check_end(static_cast<double>(reference::ratio_z(x0, n0, x1, n1, r.lower)), critical);
    if (x0 == 0) CHECK(r.upper == std::numeric_limits<double>::infinity());
    else if (x1 > 0) check_end(static_cast<double>(reference::ratio_z(x0, n0, x1, n1, r.upper)), -critical);
    const Interval v = math::difference_of_rates(t, critical);
    CHECK(v.lower <= estimate);
    CHECK(v.upper >= estimate);
    if (v.lower < estimate - 1e-9)
      check_end(static_cast<double>(reference::rate_difference_z(x0, n0, x1, n1, v.lower)), critical);
    if (v.upper > estimate + 1e-9)
      check_end(static_cast<double>(reference::rate_difference_z(x0, n0, x1, n1, v.upper)), -critical);
  }
}

TEST_CASE("A rate ratio's score interval is Wilson's on the share of events after") {
  reference::Random random(42);
  for (int trial = 0; trial < 500; ++trial) {
    const double x0 = random.whole(0, 80), x1 = random.whole(x0 == 0 ? 1 : 0, 80);
    const double n0 = random.uniform(0.1, 50.0), n1 = random.uniform(0.1, 50.0),
                 critical = random.uniform(0.5, 4);
    const Interval r = math::ratio_of_rates({x0, n0, x1, n1}, critical);
    const auto z_at = [&](double ratio) {
      const double pi = ratio * n1 / (ratio * n1 + n0), events = x0 + x1;
      return (x1 - events * pi) / std::sqrt(events * pi * (1.0 - pi));
    };
    if (x1 > 0) check_end(z_at(r.lower), critical);
    else CHECK(r.lower == 0.0);
    if (x0 > 0) check_end(z_at(r.upper), -critical);
    else CHECK(r.upper == std::numeric_limits<double>::infinity());
  }
}

TEST_CASE("The mid-P interval of a rate ratio: its ends have the tails asked for") {
  reference::Random random(43);
  for (int trial = 0; trial < 300; ++trial) {
    const int x0 = random.whole(0, 60), x1 = random.whole(x0 == 0 ? 1 : 0, 60);
    const double n0 = random.uniform(0.1, 50.0), n1 = random.uniform(0.1, 50.0);
    const double tail = random.pick<double>({0.005, 0.025, 0.05});
    const Interval r = math::mid_p_ratio_of_rates({double(x0), n0, double(x1), n1}, tail);
    INFO(x0 << "/" << n0 << " " << x1 << "/" << n1);
    // At a ratio r the rates n0 and r n1 would be alike.
    if (x1 > 0) CHECK(reference::rates_mid_p(x0, n0, x1, r.lower * n1).upper == Approx(tail).epsilon(1e-8));
    else CHECK(r.lower == 0.0);
    if (x0 > 0) CHECK(reference::rates_mid_p(x0, n0, x1, r.upper * n1).lower == Approx(tail).epsilon(1e-8));
    else CHECK(std::isinf(r.upper));
  }
}

TEST_CASE("C. difficile: rate ratio .384585, mid-P interval .303489 to .482937") {
  // qicharts2's data set cdi: 449 cases in 344742.1667 patient-days before, 85 in 169697.25 after.
  const TwoCounts t{449.0, 344742.1666666666, 85.0, 169697.25};
  CHECK(t.level0() * 1e4 == Approx(13.0242).epsilon(4e-6));
  CHECK(t.level1() * 1e4 == Approx(5.0089).epsilon(1e-5));
  CHECK(t.level1() / t.level0() == Approx(.384585).epsilon(2e-6));
  const Interval r = math::mid_p_ratio_of_rates(t, 0.025);
  CHECK(std::abs(r.lower - .303489) < 6e-7);
  CHECK(std::abs(r.upper - .482937) < 6e-7);
}

TEST_CASE("R3: two samples of orange juice cans differ by z = 7.1006 (Montgomery, Ex. 7.1)") {
  // The score interval is where the test of a difference stops rejecting: at its own z it begins at no
  // difference.
  const TwoCounts cans{133.0, 1200.0, 301.0, 1400.0};
  CHECK(math::difference_of_proportions(cans, 7.10055).lower > 0.0);
  CHECK(math::difference_of_proportions(cans, 7.10065).lower < 0.0);
}
