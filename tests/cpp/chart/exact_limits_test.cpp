#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/small_counts.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;
using chart::CountLimits;

namespace {

constexpr long double tail = 0.00135L;

/** Does each count in [0, largest] signal exactly when its mid-P tail is below .00135? Counts with a tail so
 * near .00135 that rounding decides are passed over. */
template <class MidP>
void check_by_definition(const CountLimits& limits, double largest, MidP mid_p) {
  bool any_high = false, any_low = false;
  for (double x = 0.0; x <= largest; x += 1.0) {
    const reference::MidP p = mid_p(x);
    if (std::abs(p.upper / tail - 1) < 1e-9L || std::abs(p.lower / tail - 1) < 1e-9L) continue;
    INFO("count " << x << " limits " << limits.lower << " " << limits.upper);
    REQUIRE((x > limits.upper) == (p.upper < tail));  // NaN compares false: nothing signals
    REQUIRE((x < limits.lower) == (p.lower < tail));
    any_high = any_high || p.upper < tail;
    any_low = any_low || p.lower < tail;
  }
  CHECK(std::isnan(limits.upper) == !any_high);
  CHECK(std::isnan(limits.lower) == !any_low);
}

CountLimits binomial(double n, double p) { return chart::exact_limits(math::Binomial{n, p}); }

}  // namespace

TEST_CASE("Mid-P regions of a reference table computed in R") {
  struct Row {
    double n, p, low, high;  // signals at low or below, at high or above; -1: never
    double probability;
  };
  const std::vector<Row> table{
      {5, .05, -1, 3, .00116},    {5, .30, -1, 5, .00243},    {5, .90, 1, -1, .00046},
      {20, .05, -1, 6, .00033},   {20, .30, 0, 13, .00208},   {20, .90, 12, -1, .00042},
      {100, .05, -1, 13, .00146}, {100, .30, 16, 45, .00205}, {100, .90, 79, 98, .00275}};
  for (const Row& row : table) {
    INFO("n " << row.n << " p " << row.p);
    const CountLimits limits = binomial(row.n, row.p);
    if (row.low < 0) CHECK(std::isnan(limits.lower));
    else CHECK(limits.lower == row.low + 1);
    if (row.high < 0) CHECK(std::isnan(limits.upper));
    else CHECK(limits.upper == row.high - 1);
    long double signals = 0;
    for (double x = 0; x <= row.n; ++x) {
      if (x > limits.upper || x < limits.lower) signals += reference::binomial(x, row.n, row.p);
    }
    CHECK(std::abs(static_cast<double>(signals) - row.probability) <= 5.1e-6);
  }
}

TEST_CASE("Binomial limits are their definition, count by count") {
  reference::Random random(81);
  for (int trial = 0; trial < 1500; ++trial) {
    const double n = random.whole(1, trial % 10 == 0 ? 300 : 60);
    const double p = random.chance(0.5)
                         ? random.uniform()
                         : random.pick<double>({.001, .002, .01, .02, .05, .5, .9, .95, .98, .99, .999});
    INFO("n " << n << " p " << p);
    check_by_definition(binomial(n, p), n, [&](double x) { return reference::binomial_mid_p(x, n, p); });
  }
}

TEST_CASE("Binomial limits where almost nothing, or almost everything, is an event") {
  for (const double n : {1.0, 5.0, 10.0, 50.0}) {
    for (const double p : {1e-5, 1e-4, 1e-3}) {
      INFO("n " << n << " p " << p << " and its mirror");
      check_by_definition(binomial(n, p), n, [&](double x) { return reference::binomial_mid_p(x, n, p); });
      check_by_definition(binomial(n, 1.0 - p), n,
                          [&](double x) { return reference::binomial_mid_p(x, n, 1.0L - p); });
    }
  }
}

TEST_CASE("Poisson limits are their definition, count by count") {
  reference::Random random(82);
  for (int trial = 0; trial < 400; ++trial) {
    const double mean = std::exp(random.uniform(std::log(1e-4), std::log(200.0)));
    INFO("mean " << mean);
    check_by_definition(chart::exact_limits(math::Poisson{mean}),
                        std::ceil(mean + 8.0 * std::sqrt(mean) + 10.0),
                        [&](double x) { return reference::poisson_mid_p(x, mean); });
  }
}

TEST_CASE("Exact limits of large counts approach three sigma") {
  const CountLimits b = binomial(1e6, 0.3), p = chart::exact_limits(math::Poisson{1e6});
  CHECK((b.upper - 3e5) / std::sqrt(1e6 * 0.21) == Approx(3.0).epsilon(2e-3));
  CHECK((3e5 - b.lower) / std::sqrt(1e6 * 0.21) == Approx(3.0).epsilon(2e-3));
  CHECK((p.upper - 1e6) / 1e3 == Approx(3.0).epsilon(2e-3));
  CHECK((1e6 - p.lower) / 1e3 == Approx(3.0).epsilon(2e-3));
}

TEST_CASE("A chart with exact limits draws the largest quiet count, and beyond is strict") {
  reference::Random random(83);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x, n;
    const double p = random.uniform(0.02, 0.98);
    for (int k = 0; k < 24; ++k) {
      n.push_back(random.whole(0, 60));
      x.push_back(random.binomial(static_cast<int>(n.back()), random.chance(0.2) ? random.uniform() : p));
    }
    const Chart chart = analyse<chart::P>({x, n}, {}, {.limits = LimitsKind::exact});
    if (chart.summary.status != Status::ok) continue;
    CHECK(chart.phases[0].limits == LimitsKind::exact);
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (n[k] == 0.0) {
        CHECK(std::isnan(chart.points.upper[k]));
        CHECK(chart.points.beyond[k] == 0);
        continue;
      }
      const CountLimits limits = binomial(n[k], chart.summary.centre);
      CHECK(support::same(chart.points.upper[k], limits.upper / n[k]));
      CHECK(support::same(chart.points.lower[k], limits.lower / n[k]));
      CHECK((chart.points.beyond[k] != 0) == (x[k] > limits.upper || x[k] < limits.lower));
    }
  }
}

TEST_CASE(
    "auto takes exact limits where fewer than `small_count` events, or non-events, are expected a point") {
  const double few = chart::small_count - 1.0, enough = chart::small_count, patients = 4.0 * enough;
  const auto used = [&](double events) {
    const std::vector<double> x = support::repeated(12, events), n = support::repeated(12, patients);
    return analyse<chart::P>({x, n}).phases[0].limits;
  };
  CHECK(used(few) == LimitsKind::exact);
  CHECK(used(enough) == LimitsKind::sigma);
  CHECK(used(patients - few) == LimitsKind::exact);
  CHECK(used(patients - enough) == LimitsKind::sigma);
  // By phase: the second has enough.
  std::vector<double> both = support::repeated(12, few);
  both.resize(24, enough);
  const Chart chart = analyse<chart::U>({both}, {.breaks = {12}});
  CHECK(chart.phases[0].limits == LimitsKind::exact);
  CHECK(chart.phases[1].limits == LimitsKind::sigma);
}

TEST_CASE("Geometric limits are their definition, count by count") {
  for (const double mean : {0.2, 1.0, 5.0, 30.0, 400.0, 5000.0}) {
    const CountLimits limits = chart::exact_limits(math::Geometric{mean});
    const long double q = mean / (1.0L + mean);
    bool low = false;
    for (double x = 0.0; x <= 10.0 * mean + 20.0; x += 1.0) {
      const long double lower = 1 - (std::pow(q, x) + std::pow(q, x + 1)) / 2;
      const long double upper = (std::pow(q, x) + std::pow(q, x + 1)) / 2;
      INFO("mean " << mean << " count " << x);
      REQUIRE((x > limits.upper) == (upper < tail));
      REQUIRE((x < limits.lower) == (lower < tail));
      low = low || lower < tail;
    }
    CHECK(std::isnan(limits.lower) == !low);
  }
}
