#include <kvalspc/verdict/effect.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/overdispersed.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;
using verdict::Evidence;
using verdict::Proportions;
using verdict::Rates;
using verdict::Test;
using Column = std::vector<double>;

namespace {

template <class Family>
Evidence tested(const Column& x, const Column& n, std::size_t start, double alpha) {
  const chart::Points points{{x, n}, {}};
  return verdict::test_counts<Family>(points, {start, x.size()}, verdict::sum_side(points, 0, start),
                                      verdict::sum_side(points, start, x.size()), alpha);
}

bool excludes(double lower, double upper, double value) { return lower > value || upper < value; }

/** p < alpha exactly when both intervals exclude "no effect". */
void check_agreement(const Test& test, double alpha) {
  if (std::isnan(test.p)) return;
  INFO("p " << test.p << " alpha " << alpha << " effect " << test.effect_lower << " " << test.effect << " "
            << test.effect_upper << " ratio " << test.ratio_lower << " " << test.ratio << " "
            << test.ratio_upper);
  REQUIRE(excludes(test.effect_lower, test.effect_upper, 0.0) == (test.p < alpha));
  REQUIRE(excludes(test.ratio_lower, test.ratio_upper, 1.0) == (test.p < alpha));
  if (std::isnan(test.effect_lower)) return;
  // Written so that an estimate at the very end, found by search, may be off by rounding.
  const double slack = 1e-9 * (1.0 + std::abs(test.effect));
  REQUIRE(test.effect_lower <= test.effect + slack);
  REQUIRE(test.effect_upper >= test.effect - slack);
  if (std::isnan(test.ratio)) return;
  REQUIRE(test.ratio_lower <= test.ratio * (1.0 + 1e-9));
  REQUIRE(test.ratio_upper >= test.ratio * (1.0 - 1e-9));
}

struct Table {
  Column x, n;
  std::size_t start{};
};

/** A table of a few periods, small or large, with equal or unequal levels, sometimes over-dispersed. */
Table random_table(reference::Random& random, bool rates) {
  Table t;
  t.start = static_cast<std::size_t>(random.whole(1, 8));
  const std::size_t size = t.start + static_cast<std::size_t>(random.whole(1, 8));
  const int patients = random.pick<int>({2, 5, 20, 100, 100000});
  const double level = random.pick<double>({0.0, 0.02, 0.1, 0.5, 0.9, 0.98, 1.0}),
               change = random.pick<double>({0.0, 0.02, 0.1, 0.5}),
               noise = random.pick<double>({0.0, 0.0, 0.1});
  for (std::size_t k = 0; k < size; ++k) {
    t.n.push_back(random.chance(0.1) ? 0.0 : random.whole(1, patients));
    double p = level + (k < t.start ? 0.0 : level > 0.5 ? -change : change) + noise * random.normal();
    p = std::min(1.0, std::max(0.0, p));
    const double mean = t.n.back() * p;
    const double exact = patients < 1000 ? random.binomial(static_cast<int>(t.n.back()), p)
                                         : std::round(mean + std::sqrt(mean * (1.0 - p)) * random.normal());
    t.x.push_back(std::min(t.n.back(), std::max(0.0, exact)));
    if (rates && random.chance(0.2)) t.x.back() *= 2.0;
  }
  if (rates) {
    const double unit = random.pick<double>({1.0, 0.01, 730.5});
    for (double& n : t.n) n *= unit;
  }
  return t;
}

template <class Family>
void agreement_of_random_tables(std::uint64_t seed, bool rates) {
  reference::Random random(seed);
  int significant = 0, quasi_decides = 0, assessed = 0;
  for (int trial = 0; trial < 15000; ++trial) {
    const Table t = random_table(random, rates);
    const double alpha = random.pick<double>({0.001, 0.01, 0.05, 0.05, 0.1, 0.2, 0.5});
    const chart::Points points{{t.x, t.n}, {}};
    if (verdict::sum_side(points, 0, t.start).n == 0 || verdict::sum_side(points, t.start, t.x.size()).n == 0)
      continue;
    const Evidence e = tested<Family>(t.x, t.n, t.start, alpha);
    INFO("trial " << trial << " alpha " << alpha);
    check_agreement(e.exact, alpha);
    check_agreement(e.quasi, alpha);
    check_agreement(verdict::deciding(e), alpha);
    REQUIRE(e.exact.p >= 0.0);
    REQUIRE(e.exact.p <= 1.0);
    const double decided = verdict::deciding(e).p;
    REQUIRE(decided >= e.exact.p);
    if (!std::isnan(e.quasi.p)) REQUIRE(decided >= e.quasi.p);
    // No outcome with these totals can have a smaller p than the most extreme one.
    REQUIRE(e.exact.p >= e.smallest_p * (1.0 - 1e-9));
    ++assessed;
    significant += decided < alpha ? 1 : 0;
    quasi_decides += e.quasi.p > e.exact.p ? 1 : 0;
  }
  CHECK(assessed > 10000);
  CHECK(significant > 1000);
  CHECK(quasi_decides > 1000);
}

}  // namespace

TEST_CASE("p and interval agree: shares, small and large tables") {
  agreement_of_random_tables<Proportions>(121, false);
}

TEST_CASE("p and interval agree: rates, small and large tables") {
  agreement_of_random_tables<Rates>(122, true);
}

TEST_CASE("p and interval agree in every small table") {
  for (int n0 = 1; n0 <= 9; n0 += 2) {
    for (int n1 = 1; n1 <= 9; n1 += 2) {
      for (int x0 = 0; x0 <= n0; ++x0) {
        for (int x1 = 0; x1 <= n1; ++x1) {
          // The totals spread over three periods on each side, so that the quasi test exists.
          const Column x{double(x0 / 2), double(x0 - x0 / 2), 0, double(x1 / 2), double(x1 - x1 / 2), 0};
          const Column n{double(n0), double(n0), double(n0), double(n1), double(n1), double(n1)};
          for (const double alpha : {0.01, 0.05, 0.2, 0.5}) {
            INFO(x0 << " of 3 x " << n0 << ", " << x1 << " of 3 x " << n1);
            for (const Evidence& e : {tested<Proportions>(x, n, 3, alpha), tested<Rates>(x, n, 3, alpha)}) {
              check_agreement(e.exact, alpha);
              check_agreement(e.quasi, alpha);
            }
          }
        }
      }
    }
  }
}

TEST_CASE("p equal to alpha is not below it, and the interval then holds no effect") {
  // 0/3 against 3/3 after: 1 of the 20 ways to choose, so mid-P two-sided is 2 x .5 / 20 = .05.
  const Column x{0, 3}, n{3, 3};
  const Evidence e = tested<Proportions>(x, n, 1, 0.05);
  CHECK(e.exact.p == Approx(0.05).epsilon(1e-15));
  check_agreement(e.exact, 0.05);
  reference::Random random(126);
  for (int trial = 0; trial < 3000; ++trial) {
    const Table t = random_table(random, false);
    const chart::Points points{{t.x, t.n}, {}};
    if (verdict::sum_side(points, 0, t.start).n == 0 || verdict::sum_side(points, t.start, t.x.size()).n == 0)
      continue;
    const Evidence first = tested<Proportions>(t.x, t.n, t.start, 0.05);
    for (const double p : {first.exact.p, first.quasi.p}) {
      for (const double alpha : {p, std::nextafter(p, 0.0), std::nextafter(p, 1.0), p * (1.0 + 1e-13)}) {
        if (!(alpha > 1e-200 && alpha < 0.9)) continue;
        INFO("trial " << trial);
        const Evidence at = tested<Proportions>(t.x, t.n, t.start, alpha);
        check_agreement(at.exact, alpha);
        check_agreement(at.quasi, alpha);
        const Evidence rates = tested<Rates>(t.x, t.n, t.start, alpha);
        check_agreement(rates.exact, alpha);
        check_agreement(rates.quasi, alpha);
      }
    }
  }
}

TEST_CASE("The exact p is the conditional mid-P by summation") {
  reference::Random random(123);
  for (int trial = 0; trial < 500; ++trial) {
    const int n0 = random.whole(1, 60), n1 = random.whole(1, 60), x0 = random.whole(0, n0),
              x1 = random.whole(0, n1);
    if (x0 + x1 == 0 || x0 + x1 == n0 + n1) continue;
    const Column x{double(x0), double(x1)}, n{double(n0), double(n1)};
    CHECK(tested<Proportions>(x, n, 1, 0.05).exact.p ==
          Approx(static_cast<double>(reference::fisher_mid_p(x0, n0, x1, n1).two_sided())).epsilon(1e-10));
    CHECK(tested<Rates>(x, n, 1, 0.05).exact.p ==
          Approx(static_cast<double>(reference::rates_mid_p(x0, n0, x1, n1).two_sided())).epsilon(1e-10));
  }
}

TEST_CASE("The quasi p is the pooled score over sqrt(phi) against Student's t, by the textbook") {
  // McCullagh and Nelder: phi = sum (y - m)^2 / (m (1 - m) / n) / (N - 2), t with N - 2 degrees of freedom
  // (fewer where skewed counts vary more than chance).
  reference::Random random(124);
  for (int trial = 0; trial < 300; ++trial) {
    Column x, n;
    for (int k = 0; k < 14; ++k) {
      n.push_back(random.whole(5, 50));
      x.push_back(random.binomial(static_cast<int>(n.back()),
                                  std::min(1.0, std::max(0.0, 0.4 + 0.1 * random.normal()))));
    }
    const std::size_t start = 8;
    long double s[2] = {0, 0}, m[2] = {0, 0}, pearson = 0;
    for (std::size_t k = 0; k < 14; ++k) s[k >= start] += x[k], m[k >= start] += n[k];
    const auto by_hand = [&](bool rates) {
      pearson = 0;
      for (std::size_t k = 0; k < 14; ++k) {
        const long double level = s[k >= start] / m[k >= start], variance = level * (rates ? 1 : 1 - level);
        pearson += (x[k] - n[k] * level) * (x[k] - n[k] * level) / (n[k] * variance);
      }
      const long double pooled = (s[0] + s[1]) / (m[0] + m[1]);
      const long double score =
          (s[1] / m[1] - s[0] / m[0]) / std::sqrt(pooled * (rates ? 1 : 1 - pooled) * (1 / m[0] + 1 / m[1]));
      return static_cast<double>(score / std::sqrt(std::max(1.0L, pearson / 12)));
    };
    const auto degrees = [&](bool rates) {
      const long double level = (s[0] + s[1]) / (m[0] + m[1]), phi = std::max(1.0L, pearson / 12),
                        mean = level * (m[0] + m[1]) / 14,
                        skew = rates ? 1 / mean : (1 - 2 * level) * (1 - 2 * level) / (mean * (1 - level));
      return static_cast<double>(12 / (1 + skew * (3 * phi - 1) * (phi - 1) / (2 * phi)));
    };
    const Evidence p = tested<Proportions>(x, n, start, 0.05);
    const double shares = by_hand(false);
    CHECK(p.quasi.p == Approx(math::students_t_two_sided(shares, degrees(false))).epsilon(1e-9));
    CHECK(p.degrees == Approx(degrees(false)).epsilon(1e-12));
    CHECK(p.dispersion == Approx(static_cast<double>(pearson / 12)).epsilon(1e-12));
    const Evidence u = tested<Rates>(x, n, start, 0.05);
    const double rates = by_hand(true);
    CHECK(u.quasi.p == Approx(math::students_t_two_sided(rates, degrees(true))).epsilon(1e-9));
    CHECK(u.p_adjusted >= u.quasi.p);
  }
}

TEST_CASE(
    "Counting non-events flips the effect, exchanging the sides too; splitting a period changes no total") {
  reference::Random random(125);
  for (int trial = 0; trial < 2000; ++trial) {
    const Table t = random_table(random, false);
    const chart::Points points{{t.x, t.n}, {}};
    if (verdict::sum_side(points, 0, t.start).n == 0 || verdict::sum_side(points, t.start, t.x.size()).n == 0)
      continue;
    Column y;
    for (std::size_t k = 0; k < t.x.size(); ++k) y.push_back(t.n[k] - t.x[k]);
    const Evidence a = tested<Proportions>(t.x, t.n, t.start, 0.05),
                   b = tested<Proportions>(y, t.n, t.start, 0.05);
    INFO("trial " << trial << " p " << a.exact.p);
    const auto mirrored = [&](const Test& u, const Test& v, bool exchange) {
      CHECK(u.p == Approx(v.p).epsilon(1e-6).margin(1e-290));
      if (std::isnan(u.effect_lower)) return;
      CHECK(u.effect == Approx(-v.effect).margin(1e-12));
      CHECK(u.effect_lower == Approx(-v.effect_upper).margin(2e-8));
      CHECK(u.effect_upper == Approx(-v.effect_lower).margin(2e-8));
      if (!exchange) return;
      if (u.ratio_lower > 0.0 && !std::isinf(v.ratio_upper))
        CHECK(u.ratio_lower == Approx(1.0 / v.ratio_upper).epsilon(1e-6));
      else CHECK((u.ratio_lower == 0.0) == std::isinf(v.ratio_upper));
    };
    mirrored(a.exact, b.exact, false);
    if (!std::isnan(a.quasi.p)) mirrored(a.quasi, b.quasi, false);
    Column rx(t.x.rbegin(), t.x.rend()), rn(t.n.rbegin(), t.n.rend());
    const Evidence r = tested<Proportions>(rx, rn, t.x.size() - t.start, 0.05);
    mirrored(a.exact, r.exact, true);
    // Split the first period with patients in two.
    Column sx{0.0}, sn{0.0};
    sx.insert(sx.end(), t.x.begin(), t.x.end());
    sn.insert(sn.end(), t.n.begin(), t.n.end());
    if (sn[1] >= 2.0) {
      sn[0] = std::floor(sn[1] / 2.0), sn[1] -= sn[0];
      sx[0] = std::min(sn[0], sx[1]), sx[1] -= sx[0];
    }
    const Evidence s = tested<Proportions>(sx, sn, t.start + 1, 0.05);
    CHECK(s.exact.p == a.exact.p);
    CHECK(support::same(s.exact.effect_lower, a.exact.effect_lower));
  }
}

TEST_CASE("A handful of clustered events leaves the dispersion few degrees of freedom; chance alone all") {
  const Column clustered{0, 0, 3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0},
      n = support::repeated(14, 5.0), even{0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1};
  Column others = clustered;
  for (double& x : others) x = 5.0 - x;
  const Evidence rare = tested<Proportions>(clustered, n, 7, 0.05);
  CHECK(rare.dispersion > 2.0);
  CHECK(rare.degrees < 4.0);
  CHECK(rare.degrees >= 1.0);
  CHECK(tested<Proportions>(others, n, 7, 0.05).degrees == Approx(rare.degrees));
  CHECK(tested<Rates>(clustered, n, 7, 0.05).degrees < 4.0);
  CHECK(tested<Proportions>(even, n, 7, 0.05).degrees == 12.0);
  CHECK(tested<Rates>(even, n, 7, 0.05).degrees == 12.0);
}

TEST_CASE("The variance of the dispersion of clustered counts is that of its degrees of freedom") {
  // 200 periods of negative binomial counts with mean 2, dispersion 2: relative variance 2 / degrees.
  reference::Random random(126);
  constexpr int series = 4000, periods = 200;
  double sum = 0.0, squares = 0.0;
  for (int s = 0; s < series; ++s) {
    double total = 0.0, total_squares = 0.0;
    for (int k = 0; k < periods; ++k) {
      const double x = random.poisson(reference::gamma_variate(random, 2.0));
      total += x, total_squares += x * x;
    }
    const double log_dispersion =
        std::log((total_squares - total * total / periods) / (periods - 1) / (total / periods));
    sum += log_dispersion, squares += log_dispersion * log_dispersion;
  }
  const double variance = squares / series - sum / series * (sum / series);
  const double degrees = verdict::degrees_of_dispersion<Rates>(periods - 1, 2.0, 2.0, 1.0);
  CHECK(degrees == Approx(199.0 / 1.625));
  CHECK(variance == Approx(2.0 / degrees).epsilon(0.1));
}

TEST_CASE("120/240 against 161/240 over 12 + 12 months: difference .170833, mid-P 1.4918e-4") {
  const Column before{8, 11, 9, 10, 12, 9, 10, 8, 11, 10, 9, 13},
      after{14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15};
  Column x = before;
  x.insert(x.end(), after.begin(), after.end());
  const Evidence e = tested<Proportions>(x, support::repeated(24, 20.0), 12, 0.05);
  CHECK(std::abs(e.exact.effect - .170833) < 5e-7);
  CHECK(std::abs(e.exact.p - 1.4918e-4) < 5e-9);
  CHECK(std::abs(e.exact.effect_lower - .082951) < 6e-7);  // Miettinen and Nurminen
  CHECK(std::abs(e.exact.effect_upper - .256159) < 6e-7);
  CHECK(e.dispersion < 1.0);
}

TEST_CASE("No events at all, or only events: p is 1 and nothing could reach a level") {
  const Column none{0, 0, 0, 0}, all{5, 5, 5, 5};
  for (const Evidence& e : {tested<Proportions>(none, all, 2, 0.05), tested<Proportions>(all, all, 2, 0.05),
                            tested<Rates>(none, all, 2, 0.05)}) {
    CHECK(e.exact.p == 1.0);
    CHECK(e.quasi.p == 1.0);
    CHECK(e.smallest_p == 1.0);
    CHECK(e.exact.effect == 0.0);
  }
}

TEST_CASE(
    "Odds ratios: the score interval holds exactly the odds ratios that the score test does not reject") {
  // Naive oracle: the constrained proportion by bisection, the statistic on a fine grid.
  for (const math::TwoCounts& t :
       {math::TwoCounts{56, 70, 48, 80}, {9, 10, 3, 10}, {5, 56, 0, 29}, {0, 20, 4, 20}}) {
    const double critical = 1.959963984540054;
    const math::Interval interval = math::odds_ratio_of_proportions(t, critical);
    const auto statistic = [&](double psi) {
      double low = 0.0, high = 1.0;
      for (int k = 0; k < 200; ++k) {
        const double p0 = 0.5 * (low + high), p1 = psi * p0 / (1.0 - p0 + psi * p0);
        (t.n0 * p0 + t.n1 * p1 < t.x0 + t.x1 ? low : high) = p0;
      }
      const double p1 = psi * low / (1.0 - low + psi * low);
      return (t.x1 - t.n1 * p1) *
             std::sqrt(1.0 / (t.n0 * low * (1.0 - low)) + 1.0 / (t.n1 * p1 * (1.0 - p1)));
    };
    if (interval.lower > 0.0) CHECK(statistic(interval.lower) == Approx(critical).epsilon(1e-6));
    if (std::isfinite(interval.upper)) CHECK(statistic(interval.upper) == Approx(-critical).epsilon(1e-6));
    CHECK((interval.lower == 0.0) == (t.x1 == 0.0 || t.x0 == t.n0));
    CHECK(std::isinf(interval.upper) == (t.x0 == 0.0 || t.x1 == t.n1));
  }
}
