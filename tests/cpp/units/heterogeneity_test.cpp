#include <kvalspc/units/heterogeneity.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Heterogeneity;
using units::Proportions;
using units::Rates;
using Column = std::vector<double>;

TEST_CASE("The chi-squared test of ten units is the one computed in R") {
  const Column x{12, 20, 8, 30, 15, 25, 40, 9, 18, 22};
  const Column n{100, 150, 90, 160, 120, 300, 350, 60, 140, 160};
  const Heterogeneity found = units::heterogeneity<Proportions>({x, n});
  CHECK(found.statistic == Approx(12.75165).epsilon(1e-6));
  CHECK(found.degrees == 9.0);
  CHECK(found.p == Approx(0.17417).epsilon(1e-4));
  CHECK_FALSE(found.simulated);
}

namespace {

/** P(statistic >= that of x) over every table with the same totals. */
double enumerated_p(const Column& x, const Column& n, bool rates) {
  long double events = 0, size = 0;
  for (std::size_t k = 0; k < x.size(); ++k) events += x[k], size += n[k];
  const long double level = events / size, unit = rates ? level : level * (1 - level);
  const auto statistic = [&](const Column& table) {
    long double sum = 0;
    for (std::size_t k = 0; k < n.size(); ++k)
      sum += (table[k] - n[k] * level) * (table[k] - n[k] * level) / (n[k] * unit);
    return sum;
  };
  const long double seen = statistic(x);
  long double p = 0, all = 0;
  Column table(x.size());
  const std::function<void(std::size_t, long double, long double)> fill = [&](std::size_t k, long double left,
                                                                              long double weight) {
    if (k + 1 == n.size()) {
      if (!rates && left > n[k]) return;
      table[k] = static_cast<double>(left);
      const long double w =
          weight * std::exp(rates ? left * std::log(static_cast<long double>(n[k])) - std::lgamma(left + 1)
                                  : reference::log_choose(n[k], left));
      all += w;
      if (statistic(table) >= seen * (1 - 1e-12L)) p += w;
      return;
    }
    const long double most = rates ? left : std::min(left, static_cast<long double>(n[k]));
    for (long double c = 0; c <= most; ++c) {
      table[k] = static_cast<double>(c);
      fill(k + 1, left - c,
           weight * std::exp(rates ? c * std::log(static_cast<long double>(n[k])) - std::lgamma(c + 1)
                                   : reference::log_choose(n[k], c)));
    }
  };
  fill(0, events, 1);
  return static_cast<double>(p / all);
}

}  // namespace

TEST_CASE("The simulated p-value is that of the enumeration of all tables, within its own error") {
  reference::Random random(41);
  for (int trial = 0; trial < 30; ++trial) {
    Column x, n;
    for (int k = 0; k < 4; ++k) {
      n.push_back(random.whole(2, 9));
      x.push_back(random.binomial(static_cast<int>(n.back()), random.uniform(0.1, 0.6)));
    }
    for (const bool rates : {false, true}) {
      const Heterogeneity found =
          rates ? units::heterogeneity<Rates>({x, n}) : units::heterogeneity<Proportions>({x, n});
      if (std::isnan(found.p)) continue;  // no events
      const double exact = enumerated_p(x, n, rates);
      // 20 extreme tables, or 999 in all: the larger of the two relative errors, four times
      const double error = std::max(exact * std::sqrt((1.0 - exact) / 20.0), std::sqrt(exact / 999.0));
      INFO("exact " << exact << " simulated " << found.p);
      CHECK(found.simulated);
      CHECK(std::abs(found.p - exact) <= 4.0 * error + 0.001);
    }
  }
}

TEST_CASE("The same data give the same simulated p-value") {
  const Column x{1, 0, 4, 0, 2}, n{8, 9, 7, 8, 10};
  CHECK(support::same(units::heterogeneity<Proportions>({x, n}).p,
                      units::heterogeneity<Proportions>({x, n}).p));
}

TEST_CASE("Where nothing can differ there is no test") {
  CHECK(std::isnan(units::heterogeneity<Proportions>({Column{3}, Column{9}}).p));
  CHECK(std::isnan(units::heterogeneity<Proportions>({Column{0, 0}, Column{9, 9}}).p));
  CHECK(std::isnan(units::heterogeneity<Proportions>({Column{9, 9}, Column{9, 9}}).p));
  CHECK(std::isnan(units::heterogeneity<Rates>({}).p));
}

TEST_CASE("The systematic component is McPherson's, by hand") {
  // Observed 10, 30, 20 where 20 are expected each: (.25 + .25 + 0 - 3 / 20) / 3.
  CHECK(units::systematic_component({Column{10, 30, 20}, Column{100, 100, 100}}) == Approx(0.35 / 3.0));
  CHECK(units::systematic_component({Column{20, 20}, Column{50, 50}}) == Approx(-0.05));
}
