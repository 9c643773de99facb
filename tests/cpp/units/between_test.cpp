#include <kvalspc/units/between.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using units::Between;
using units::Proportions;
using units::Rates;
using Column = std::vector<double>;

namespace {

/** Marginal log-likelihood by brute force: 641 nodes over +- 8 tau, in long double. */
long double log_likelihood(const Column& x, const Column& n, double mu, double tau, bool rates) {
  long double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    long double integral = 0, top = -1e300L;
    for (int pass = 0; pass < 2; ++pass) {
      for (int j = -320; j <= 320; ++j) {
        const long double z = j / 40.0L, eta = mu + tau * z;
        const long double log = rates ? x[k] * eta - n[k] * std::exp(eta)
                                      : x[k] * eta - n[k] * (eta > 30 ? eta : std::log1p(std::exp(eta)));
        const long double value = log - z * z / 2;
        if (pass == 0) top = std::max(top, value);
        else integral += std::exp(value - top);
      }
    }
    sum += top + std::log(integral / 40 / std::sqrt(2 * 3.14159265358979323846L));
  }
  return sum;
}

/** The likelihood of tau alone: its highest point over mu by a golden-section search, and the curvature
 * there. */
long double restricted(const Column& x, const Column& n, double tau, bool rates) {
  double low = -6.0, high = 3.0;
  const double golden = 0.6180339887498949;
  while (high - low > 1e-4) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    if (log_likelihood(x, n, a, tau, rates) > log_likelihood(x, n, b, tau, rates)) high = b;
    else low = a;
  }
  const double mu = 0.5 * (low + high), step = 1e-3;
  const auto at = [&](double where) { return log_likelihood(x, n, where, tau, rates); };
  const long double curvature = (2 * at(mu) - at(mu - step) - at(mu + step)) / (step * step);
  return at(mu) - std::log(curvature) / 2;
}

void check(const Column& x, const Column& n, const Between& found, bool rates) {
  const long double best = restricted(x, n, found.tau, rates);
  for (const double other : {found.tau * 0.97, found.tau * 1.03})
    CHECK(restricted(x, n, other, rates) < best);
  CHECK(static_cast<double>(best - restricted(x, n, found.tau_upper, rates)) ==
        Approx(1.92073).epsilon(1e-3));
  if (found.tau_lower > 0.0)
    CHECK(static_cast<double>(best - restricted(x, n, found.tau_lower, rates)) ==
          Approx(1.92073).epsilon(1e-3));
}

}  // namespace

TEST_CASE("The fit is the maximum of the likelihood, and its interval 1.92 below") {
  const Column x{3, 9, 2, 14, 6, 0, 20, 7}, n{20, 40, 30, 50, 25, 12, 60, 45};
  check(x, n, units::between<Proportions>({x, n}), false);
  check(x, n, units::between<Rates>({x, n}), true);
}

TEST_CASE("Many units of a handful of patients: a tau of ten logits is not where the search ends") {
  // A quarter of the demo's stroke register; the search once got lost where its integrals are coarse.
  const Column x{9, 12, 13, 4, 4, 8, 4, 5, 5, 0, 4, 1, 12, 8, 10, 17, 5, 0, 4, 7,
                 0, 12, 9,  2, 6, 2, 0, 1, 2, 0, 2, 5, 1,  1, 1,  0,  1, 0, 1};
  const Column n{35, 46, 25, 16, 23, 15, 7,  19, 15, 5, 9,  5,  22, 16, 44, 28, 20, 7, 7, 8,
                 4,  61, 30, 7,  14, 16, 11, 2,  3,  2, 12, 17, 5,  2,  1,  1,  4,  2, 1};
  const Between found = units::between<Proportions>({x, n});
  CHECK(found.tau > 0.2);
  CHECK(found.tau_upper < 2.0);
  check(x, n, found, false);
}

TEST_CASE("Units of any size: their logits (or logarithms) are a plain sample, whose spread is found") {
  // The likelihood of tau is then tau^-(units - 1) exp(-squares / (2 tau^2)).
  const Column level{.23, .33, .18, .29, .25, .4, .12, .21, .31, .27};
  for (const double size : {1e8, 1e10, 1e12, 1e15}) {
    for (const bool rates : {false, true}) {
      Column x, n, eta;
      for (const double p : level) {
        x.push_back(std::nearbyint(p * size));
        n.push_back(size);
        eta.push_back(std::log(x.back() / (rates ? size : size - x.back())));
      }
      double mean = 0.0, squares = 0.0;
      const double degrees = static_cast<double>(level.size()) - 1.0;
      for (const double value : eta) mean += value / static_cast<double>(level.size());
      for (const double value : eta) squares += (value - mean) * (value - mean);
      const double tau = std::sqrt(squares / degrees);
      const auto loss = [&](double other) {
        const double ratio = tau / other;
        return degrees * (0.5 * (ratio * ratio - 1.0) - std::log(ratio));
      };
      const Between found = rates ? units::between<Rates>({x, n}) : units::between<Proportions>({x, n});
      INFO("size " << size << ", rates " << rates);
      CHECK(found.tau == Approx(tau).epsilon(1e-4));
      CHECK(loss(found.tau_lower) == Approx(1.92073).epsilon(1e-3));
      CHECK(loss(found.tau_upper) == Approx(1.92073).epsilon(1e-3));
      CHECK((found.tau_lower < tau && tau < found.tau_upper));
      CHECK(found.level == Approx(rates ? std::exp(mean) : 1.0 / (1.0 + std::exp(-mean))).epsilon(1e-6));
    }
  }
}

TEST_CASE("A few events or non-events among very many are as few of them among fewer") {
  const Column few{6, 10, 4, 8, 7, 13, 3, 5, 9, 7};
  for (const double size : {1e8, 1e12}) {
    Column some, most;
    const Column n(few.size(), size), rest(few.size(), 1e6);
    for (const double k : few) {
      some.push_back(k);
      most.push_back(size - k);
    }
    const Between found = units::between<Proportions>({some, n}),
                  other = units::between<Proportions>({most, n});
    const Between small = units::between<Proportions>({few, rest});
    CHECK(found.tau == Approx(small.tau).epsilon(1e-4));
    CHECK(found.tau_upper == Approx(small.tau_upper).epsilon(1e-4));
    CHECK(other.tau == Approx(small.tau).epsilon(1e-4));
    CHECK(other.tau_upper == Approx(small.tau_upper).epsilon(1e-4));
  }
}

TEST_CASE("Units of one level have no variance between them, but an upper bound") {
  const Column x{10, 20, 30, 15}, n{100, 200, 300, 150};
  const Between found = units::between<Proportions>({x, n});
  CHECK(found.tau == 0.0);
  CHECK(found.tau_lower == 0.0);
  CHECK(found.tau_upper > 0.1);
  CHECK(found.level == Approx(0.1).epsilon(1e-3));
}

TEST_CASE("A large register's standard deviation is found, with counts of every size") {
  reference::Random random(61);
  Column x, n;
  for (int k = 0; k < 300; ++k) {
    const int size = random.whole(20, k % 10 == 0 ? 5000 : 200);
    const double odds = std::exp(-0.8 + 0.5 * random.normal());
    n.push_back(size);
    x.push_back(random.binomial(size, odds / (1.0 + odds)));
  }
  const Between found = units::between<Proportions>({x, n});
  CHECK(found.tau == Approx(0.5).margin(0.09));  // four standard errors, tau / sqrt(2 * 300)
  CHECK(found.tau_lower < 0.5);
  CHECK(found.tau_upper > 0.5);
  CHECK(found.level == Approx(1.0 / (1.0 + std::exp(0.8))).margin(0.03));
}

TEST_CASE("The median odds ratio is Larsen and Merlo's") {
  // exp(.95 sqrt(variance)), as it is usually printed.
  CHECK(std::log(units::median_ratio(1.0)) == Approx(0.95).epsilon(5e-3));
  CHECK(units::median_ratio(0.0) == 1.0);
  // Two units whose logits are normal with deviation tau: half of all pairs differ by less.
  reference::Random random(62);
  const double tau = 0.7, ratio = units::median_ratio(tau);
  int below = 0;
  for (int k = 0; k < 100000; ++k)
    below += std::exp(std::abs(tau * (random.normal() - random.normal()))) < ratio;
  CHECK(below / 100000.0 == Approx(0.5).margin(0.007));
}

TEST_CASE("Without two units, or with nothing that varies, there is no answer") {
  CHECK(std::isnan(units::between<Proportions>({Column{3}, Column{9}}).tau));
  CHECK(std::isnan(units::between<Rates>({Column{0, 0}, Column{9, 9}}).tau));
  CHECK(std::isnan(units::between<Proportions>({Column{9, 9}, Column{9, 9}}).tau));
}
