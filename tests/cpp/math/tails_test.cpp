#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/tails.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

TEST_CASE("Binomial tails agree with the sum of probabilities") {
  reference::Random random(31);
  for (int trial = 0; trial < 2000; ++trial) {
    const int n = random.whole(1, trial % 10 == 0 ? 600 : 40);
    const double p = random.pick<double>({0.02, 0.05, 0.1, 0.3, 0.5, 0.9, 0.98, random.uniform(1e-6, 1.0)});
    const int x = random.whole(0, n);
    const math::Binomial b{static_cast<double>(n), p};
    const reference::MidP mid = reference::binomial_mid_p(x, n, p);
    const long double at = reference::binomial(x, n, p);
    INFO("n " << n << " p " << p << " x " << x);
    CHECK(b.at_most(x) == Approx(static_cast<double>(mid.lower + at / 2)).epsilon(1e-11).margin(1e-200));
    CHECK(b.at_least(x) == Approx(static_cast<double>(mid.upper + at / 2)).epsilon(1e-11).margin(1e-200));
    const math::Tails tails = math::mid_p(b, x);
    CHECK(tails.lower == Approx(static_cast<double>(mid.lower)).epsilon(1e-11).margin(1e-200));
    CHECK(tails.upper == Approx(static_cast<double>(mid.upper)).epsilon(1e-11).margin(1e-200));
  }
}

TEST_CASE("Poisson tails agree with the sum of probabilities") {
  reference::Random random(32);
  for (int trial = 0; trial < 1500; ++trial) {
    const double mean = std::exp(random.uniform(std::log(1e-3), std::log(300.0)));
    const double x = random.whole(0, static_cast<int>(mean + 6.0 * std::sqrt(mean) + 3.0));
    const reference::MidP mid = reference::poisson_mid_p(x, mean);
    const math::Tails tails = math::mid_p(math::Poisson{mean}, x);
    INFO("mean " << mean << " x " << x);
    CHECK(tails.lower == Approx(static_cast<double>(mid.lower)).epsilon(1e-11).margin(1e-200));
    CHECK(tails.upper == Approx(static_cast<double>(mid.upper)).epsilon(1e-11).margin(1e-200));
  }
}

TEST_CASE("Hypergeometric mid-P tails agree with the sum of probabilities, small ones too") {
  reference::Random random(33);
  double smallest = 1.0;
  for (int trial = 0; trial < 4000; ++trial) {
    const int n0 = random.whole(1, 120), n1 = random.whole(1, 120);
    const int x0 = random.whole(0, n0), x1 = random.whole(0, n1);
    const reference::MidP mid = reference::fisher_mid_p(x0, n0, x1, n1);
    const math::Tails tails =
        math::mid_p(math::Hypergeometric{static_cast<double>(n0 + n1), static_cast<double>(x0 + x1),
                                         static_cast<double>(n1)},
                    x1);
    INFO(x0 << "/" << n0 << " " << x1 << "/" << n1);
    CHECK(tails.lower == Approx(static_cast<double>(mid.lower)).epsilon(1e-11));
    CHECK(tails.upper == Approx(static_cast<double>(mid.upper)).epsilon(1e-11));
    CHECK(tails.lower + tails.upper == Approx(1.0).epsilon(1e-13));
    smallest = std::min({smallest, tails.lower, tails.upper});
  }
  CHECK(smallest < 1e-25);  // tails, not complements: a complement would stop at 1e-16
}

TEST_CASE("Hypergeometric tails far from the mode are what the way there ends in") {
  const math::Hypergeometric h{2'000'000.0, 600'000.0, 900'000.0};
  int vanished = 0, seen = 0;
  for (double off = 3'900.0; off < 26'000.0; off += 557.0) {  // 9 to 58 standard deviations of 447
    for (const double x : {h.mode() - off, h.mode() + off}) {
      const math::Tails tails = math::mid_p(h, x), walked = math::mid_p_by_ratios(h, x);
      INFO(x);
      // The way there ends in the smallest numbers there are, which rounding keeps from becoming 0.
      const bool is_seen = std::min(walked.lower, walked.upper) > 1e-300;
      CHECK(std::abs(tails.lower - walked.lower) <= (is_seen ? 0.0 : 1e-300));
      CHECK(std::abs(tails.upper - walked.upper) <= (is_seen ? 0.0 : 1e-300));
      ++(is_seen ? seen : vanished);
    }
  }
  CHECK(seen > 10);
  CHECK(vanished > 10);
}

TEST_CASE(
    "Tails by integral go on where incomplete gamma and beta functions end, and with the same numbers") {
  // To either side of the variance that decides; Boost's own functions for both. They have ten digits left.
  const auto same = [](double a, double b) { return a == Approx(b).epsilon(1e-9); };
  for (const double z : {-8.0, -2.5, -0.4, 0.0, 0.7, 3.0, 9.0}) {
    const double mean = 1'000'000.0, x = std::round(mean + z * 1000.0);
    const math::Poisson poisson{mean};
    INFO("z " << z);
    CHECK(same(poisson.at_most(x), boost::math::gamma_q(x + 1.0, mean, math::Policy())));
    CHECK(same(poisson.at_least(x), boost::math::gamma_p(x, mean, math::Policy())));
    CHECK(same(math::mid_p_upper(poisson, x), 0.5 * (poisson.at_least(x) + poisson.at_least(x + 1.0))));
    CHECK(same(math::mid_p_lower(poisson, x), 0.5 * (poisson.at_most(x) + poisson.at_most(x - 1.0))));
    const math::Binomial binomial{4'400'000.0, 0.35};
    const double y = std::round(binomial.mean() + z * std::sqrt(binomial.variance()));
    CHECK(same(binomial.at_most(y), boost::math::ibetac(y + 1.0, 4'400'000.0 - y, 0.35, math::Policy())));
    CHECK(same(binomial.at_least(y), boost::math::ibeta(y, 4'400'001.0 - y, 0.35, math::Policy())));
    const math::Hypergeometric h{20'000'000.0, 9'000'000.0, 8'000'000.0};
    const double w = std::round(h.mean() + z * std::sqrt(h.variance()));
    const math::Tails tails = math::mid_p(h, w), walked = math::mid_p_by_ratios(h, w);
    CHECK(same(tails.lower, walked.lower));
    CHECK(same(tails.upper, walked.upper));
  }
  CHECK(math::Poisson{1e9}.at_most(0.0) == 0.0);
  CHECK(math::Poisson{1e9}.at_least(3.0) == 1.0);
  CHECK(math::mid_p(math::Binomial{1e9, 0.5}, 1e9).upper == 0.0);
  CHECK(math::mid_p(math::Binomial{1e9, 0.5}, 0.0).lower == 0.0);
}

TEST_CASE("Numbers so large that they are no longer next to one another have tails too") {
  // Half of the events are in half of the sample: the tails are one half, but for what one outcome weighs.
  const math::Tails middle = math::mid_p(math::Hypergeometric{0x1p60, 0x1p59, 0x1p59}, 0x1p58);
  CHECK(middle.lower == Approx(0.5));
  CHECK(middle.upper == Approx(0.5));
  // All but 40 of 2^54 have the event: those without it are the count.
  const math::Tails few = math::mid_p(math::Hypergeometric{0x1p54, 40.0, 0x1p52}, 16.0);
  const math::Tails rest = math::mid_p(math::Hypergeometric{0x1p54, 0x1p54 - 40.0, 0x1p52}, 0x1p52 - 16.0);
  const math::Tails binomial = math::mid_p(math::Binomial{40.0, 0.25}, 16.0);  // what few events become
  CHECK(few.upper == Approx(binomial.upper).epsilon(1e-9));
  CHECK(few.lower == Approx(binomial.lower).epsilon(1e-9));
  CHECK(rest.lower == few.upper);
  CHECK(rest.upper == few.lower);
  const math::Tails most = math::mid_p(math::Hypergeometric{0x1p54, 40.0, 0x1p54 - 0x1p52}, 24.0);
  CHECK(most.lower == Approx(few.upper).epsilon(1e-9));
  for (const double huge : {1e17, 1e30, 1e100, 1e300}) {
    INFO(huge);
    CHECK(math::mid_p(math::Poisson{huge}, huge).upper == Approx(0.5).epsilon(1e-6));
    CHECK(math::mid_p(math::Poisson{huge}, 1.5 * huge).upper == 0.0);
    CHECK(math::mid_p(math::Binomial{huge, 0.25}, 0.25 * huge).lower == Approx(0.5).epsilon(1e-6));
  }
}

TEST_CASE("Fisher's mid-P of 120/240 against 161/240 is 1.4918e-4") {
  // R: fisher.test gives 2.0300e-4; mid-P from dhyper.
  const math::Tails tails = math::mid_p(math::Hypergeometric{480.0, 281.0, 240.0}, 161.0);
  CHECK(math::two_sided(tails) == Approx(1.4918e-4).epsilon(5e-5));
}

namespace {

/** Are exact tails just .025 somewhere within the last printed digit of an interval's ends? */
template <class Upper, class Lower>
void check_ends(double lower, double upper, double half_digit, Upper upper_tail, Lower lower_tail) {
  INFO(lower << " to " << upper);
  if (lower > 0.0) {
    CHECK(upper_tail(lower - half_digit) < 0.025);
    CHECK(upper_tail(lower + half_digit) > 0.025);
  }
  CHECK(lower_tail(upper - half_digit) > 0.025);
  CHECK(lower_tail(upper + half_digit) < 0.025);
}

}  // namespace

TEST_CASE("Tails without mid-P end the exact intervals in print: Clopper-Pearson, Garwood, a rate ratio") {
  struct Printed {
    double x, n, lower, upper;
  };
  // Newcombe (1998), Stat. Med. 17:857-872, Table I.
  for (const Printed& row : {Printed{81, 263, .2527, .3676}, Printed{15, 148, .0578, .1617},
                             Printed{0, 20, 0.0, .1684}, Printed{1, 29, .0009, .1776}}) {
    check_ends(
        row.lower, row.upper, 5.0001e-5,
        [&](double p) {
          return math::Binomial{row.n, p}.at_least(row.x);
        },
        [&](double p) {
          return math::Binomial{row.n, p}.at_most(row.x);
        });
  }
  // Garwood (1936), Biometrika 28:437-442: 10 events; none, 95 % one-sided.
  check_ends(
      4.7954, 18.3904, 5.0001e-5, [](double mean) { return math::Poisson{mean}.at_least(10.0); },
      [](double mean) { return math::Poisson{mean}.at_most(10.0); });
  CHECK(math::Poisson{2.9957}.at_most(0.0) == Approx(0.05).epsilon(1e-4));
  // 45 events against 30 over equal exposures: a share of 75, R's poisson.test.
  const auto of_75 = [](double ratio) { return math::Binomial{75.0, ratio / (1.0 + ratio)}; };
  CHECK(2.0 * of_75(1.0).at_least(45.0) == Approx(0.10534).epsilon(5e-5));
  check_ends(
      .9244, 2.4660, 5.0001e-5, [&](double ratio) { return of_75(ratio).at_least(45.0); },
      [&](double ratio) { return of_75(ratio).at_most(45.0); });
  // qicharts2's data set cdi: 449 events in 344742.1667 patient-days before, 85 in 169697.25 after.
  const auto of_534 = [](double ratio) {
    return math::Binomial{534.0, 169697.25 * ratio / (344742.1667 + 169697.25 * ratio)};
  };
  CHECK(85.0 / 169697.25 / (449.0 / 344742.1667) == Approx(.384585).margin(5e-7));
  check_ends(
      .301329, .485893, 5.0001e-7, [&](double ratio) { return of_534(ratio).at_least(85.0); },
      [&](double ratio) { return of_534(ratio).at_most(85.0); });
  // Its p-value counts every outcome that is at most as likely as 85: no tail doubled, but one on each side.
  const double alike = 169697.25 / (344742.1667 + 169697.25);
  int other = 177;  // what is expected is 176.1
  while (reference::binomial(other, 534, alike) > reference::binomial(85, 534, alike)) ++other;
  CHECK(of_534(1.0).at_most(85.0) + of_534(1.0).at_least(other) == Approx(5.4e-19).margin(5e-21));
}

TEST_CASE("Two-sided p-values end at 1, and a possible outcome has probability") {
  CHECK(math::two_sided({0.5, 0.5}) == 1.0);
  CHECK(math::two_sided({0.6, 0.7}) == 1.0);
  CHECK(math::two_sided({0.01, 0.99}) == 0.02);
  const math::Tails only = math::mid_p(math::Hypergeometric{20.0, 0.0, 7.0}, 0.0);  // no events: one outcome
  CHECK(only.lower == 0.5);
  CHECK(only.upper == 0.5);
}

TEST_CASE("Impossible counts have the tails 0 and 1") {
  const math::Binomial b{10.0, 0.3};
  CHECK(b.at_least(0.0) == 1.0);
  CHECK(b.at_least(-1.0) == 1.0);
  CHECK(b.at_least(11.0) == 0.0);
  CHECK(b.at_most(-1.0) == 0.0);
  CHECK(b.at_most(10.0) == 1.0);
  CHECK(math::Poisson{3.0}.at_least(0.0) == 1.0);
  CHECK(math::Poisson{3.0}.at_most(-1.0) == 0.0);
}

TEST_CASE("Student's t and the normal distribution: printed percentage points") {
  // Two-sided 5 %: t(10) = 2.228, t(22) = 2.074, z = 1.960 (any table); to more digits from Boost at 50
  // digits.
  CHECK(math::students_t_quantile_upper(0.025, 10.0) == Approx(2.2281388519862747).epsilon(1e-12));
  CHECK(math::students_t_quantile_upper(0.025, 22.0) == Approx(2.0738730679040262).epsilon(1e-12));
  CHECK(math::normal_quantile_upper(0.025) == Approx(1.9599639845400545).epsilon(1e-13));
  CHECK(math::students_t_two_sided(2.2281388519862747, 10.0) == Approx(0.05).epsilon(1e-12));
  CHECK(math::students_t_two_sided(-2.2281388519862747, 10.0) == Approx(0.05).epsilon(1e-12));
  CHECK(math::normal_upper(3.0) == Approx(0.0013498980316300933).epsilon(1e-13));
  // A non-centrality of 0 leaves the level; the power of a t test grows from there.
  CHECK(math::students_t_power(2.0738730679040262, 22.0, 0.0) == Approx(0.05).epsilon(1e-9));
  CHECK(math::students_t_power(2.0738730679040262, 22.0, 3.0) > 0.8);
  // So large a change is seen, whatever it is: Boost's series would not end.
  for (const double noncentrality : {1e4, 1e5, 1e8, 1e15})
    CHECK(math::students_t_power(2.0738730679040262, 22.0, noncentrality) == 1.0);
  // Unless it takes one of that size: an integral over the normal part of t.
  constexpr double critical = 9e3, degrees = 3.0, far = 1.2e4;
  double power = 0.0;
  for (double z = -8.0; z < 8.0; z += 0.01) {
    const double root = (far + z) / critical;
    power += 0.01 * math::normal_density(z) * (1.0 - math::chi_squared_upper(degrees * root * root, degrees));
  }
  CHECK(math::students_t_power(critical, degrees, far) == Approx(power).epsilon(1e-6));
}

TEST_CASE("Logarithms of probabilities are those of the definitions") {
  for (const double x : {0.0, 3.0, 7.0}) {
    CHECK(math::Binomial{20.0, 0.3}.log_probability(x) ==
          Approx(static_cast<double>(std::log(reference::binomial(x, 20, 0.3L)))).epsilon(1e-12));
    CHECK(math::Poisson{4.5}.log_probability(x) ==
          Approx(static_cast<double>(std::log(reference::poisson(x, 4.5L)))).epsilon(1e-12));
    CHECK(math::Hypergeometric{40.0, 15.0, 12.0}.log_probability(x) ==
          Approx(static_cast<double>(std::log(reference::hypergeometric(x, 40, 15, 12)))).epsilon(1e-12));
  }
}

TEST_CASE("The chi-squared tail gives the heterogeneity test of ten units") {
  CHECK(math::chi_squared_upper(12.75165, 9.0) == Approx(0.17417).epsilon(1e-4));
  CHECK(math::chi_squared_upper(3.841458820694124, 1.0) == Approx(0.05).epsilon(1e-12));
}
