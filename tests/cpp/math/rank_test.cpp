#include <kvalspc/math/rank.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/nile.hpp"
#include "reference/random.hpp"

using namespace kvalspc;

namespace {

/** P(U = u) by Mann and Whitney's recurrence: the largest value belongs to one sample or to the other. */
std::vector<long double> rank_sum_probabilities(std::size_t m, std::size_t n) {
  // table[i][j][u]: ways for samples of i and j values.
  std::vector<std::vector<std::vector<long double>>> ways(m + 1,
                                                          std::vector<std::vector<long double>>(n + 1));
  for (std::size_t i = 0; i <= m; ++i) {
    for (std::size_t j = 0; j <= n; ++j) {
      auto& w = ways[i][j];
      w.assign(i * j + 1, 0.0L);
      if (i == 0 || j == 0) w[0] = 1;
      else
        for (std::size_t u = 0; u <= i * j; ++u) {
          if (u >= j && u - j <= (i - 1) * j) w[u] += ways[i - 1][j][u - j];
          if (u <= i * (j - 1)) w[u] += ways[i][j - 1][u];
        }
    }
  }
  long double all = 0;
  for (const long double w : ways[m][n]) all += w;
  for (long double& w : ways[m][n]) w /= all;
  return ways[m][n];
}

}  // namespace

TEST_CASE("The rank-sum distribution is Mann and Whitney's recurrence") {
  for (const auto& [m, n] : {std::pair<std::size_t, std::size_t>{1, 1},
                             {1, 7},
                             {3, 4},
                             {8, 4},
                             {12, 12},
                             {24, 12},
                             {36, 8},
                             {5, 60},
                             {60, 60}}) {
    const math::RankSum test(m, n);
    const std::vector<long double> p = rank_sum_probabilities(m, n);
    long double sum = 0;
    for (std::size_t u = 0; u < m * n; ++u) {
      sum += p[u];
      INFO("m " << m << " n " << n << " u " << u);
      REQUIRE(test.at_most(u) == Approx(static_cast<double>(sum)).epsilon(u < m * n / 2 ? 1e-9 : 1e-12));
    }
    CHECK(test.at_most(m * n) == 1.0);
  }
}

TEST_CASE("Wilcoxon's printed table: 5 % two-sided critical values of U") {
  // Largest U with P(U <= u) <= .025: Mann and Whitney (1947), Siegel (1956) Table K: (4,4) 0, (5,5) 2, (8,8)
  // 13, (10,10) 23, (12,12) 37, (15,15) 64, (20,20) 127.
  for (const auto& [n, critical] : {std::pair<std::size_t, std::size_t>{4, 0},
                                    {5, 2},
                                    {8, 13},
                                    {10, 23},
                                    {12, 37},
                                    {15, 64},
                                    {20, 127}}) {
    const math::RankSum test(n, n);
    CHECK(test.at_most(critical) <= 0.025);
    CHECK(test.at_most(critical + 1) > 0.025);
  }
}

TEST_CASE("Above the budget of pairs the normal approximation joins smoothly") {
  const math::RankSum exact(62, 64), approximate(63, 64);  // 3968 and 4032 pairs
  REQUIRE(exact.pairs() <= math::RankSum::exact_pairs);
  REQUIRE(approximate.pairs() > math::RankSum::exact_pairs);
  for (const double z : {-2.5, -1.96, -1.0, 0.0, 1.0, 2.5}) {
    const auto at = [&](const math::RankSum& test, double m, double n) {
      const double u = std::floor(0.5 * m * n + z * std::sqrt(m * n * (m + n + 1.0) / 12.0));
      return test.at_most(static_cast<std::size_t>(u));
    };
    CHECK(at(approximate, 63, 64) == Approx(at(exact, 62, 64)).margin(3e-3));
  }
}

TEST_CASE("Nile: the flow fell by 260 (196 to 316) after 1898") {
  // Cobb (1978), Biometrika 65:243-251; 1871-1970, R's data set Nile. Hodges and Lehmann's estimate and
  // interval.
  const std::vector<double>& nile = reference::nile();
  const std::span<const double> all(nile);
  const math::Shift shift = math::shift_of(all.first(28), all.subspan(28), 0.05);
  CHECK(shift.estimate == -260.0);
  CHECK(shift.interval.lower == Approx(-316.0).margin(1.0));
  CHECK(shift.interval.upper == Approx(-196.0).margin(1.0));
  CHECK(shift.p < 1e-8);
}

TEST_CASE("Rank-sum p-value and interval agree, with ties, at every level") {
  reference::Random random(51);
  int significant = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::vector<double> before, after;
    const int m = random.whole(1, 14), n = random.whole(1, 14);
    const double shift = random.pick<double>({0.0, 1.0, 2.0});
    const bool coarse = random.chance(0.6);
    for (int k = 0; k < m; ++k) before.push_back(coarse ? random.whole(0, 4) : random.normal());
    for (int k = 0; k < n; ++k) after.push_back((coarse ? random.whole(0, 4) : random.normal()) + shift);
    const double alpha = random.pick<double>({0.01, 0.05, 0.1, 0.2, 0.5});
    const math::Shift s = math::shift_of(before, after, alpha);
    const bool excludes = s.interval.lower > 0.0 || s.interval.upper < 0.0;
    INFO("p " << s.p << " alpha " << alpha << " interval " << s.interval.lower << " " << s.interval.upper);
    REQUIRE(excludes == (s.p < alpha));
    REQUIRE(s.interval.lower <= s.estimate);
    REQUIRE(s.interval.upper >= s.estimate);
    significant += excludes ? 1 : 0;
    std::vector<double> differences;
    for (const double y : after)
      for (const double x : before) differences.push_back(y - x);
    REQUIRE(s.estimate == reference::median(differences));
  }
  CHECK(significant > 2000);
}
