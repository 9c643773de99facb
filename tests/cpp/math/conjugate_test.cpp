#include <kvalspc/math/conjugate.hpp>

#include <cmath>
#include <functional>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

namespace {

/** Integral over [0, 1] after p = sin^2(t): no trouble at ends where a density is steep. */
long double over_unit_interval(const std::function<long double(long double)>& density) {
  constexpr int steps = 4000;
  const long double half_pi = 1.5707963267948966L;
  long double sum = 0;
  for (int k = 0; k < steps; ++k) {
    const long double t = half_pi * (k + 0.5L) / steps, s = std::sin(t), c = std::cos(t);
    sum += density(s * s) * 2 * s * c;
  }
  return sum * half_pi / steps;
}

}  // namespace

TEST_CASE("A beta-binomial count is a binomial one averaged over its level") {
  reference::Random random(51);
  for (int trial = 0; trial < 25; ++trial) {
    const double a = random.uniform(1.0, 30.0), b = random.uniform(1.0, 30.0);
    const int n = random.whole(1, 40), x = random.whole(0, n);
    const math::BetaBinomial count{static_cast<double>(n), {a, b}};
    const auto probability = [&](int k) {
      return over_unit_interval([&](long double p) {
        const long double log_density =
            (a - 1) * std::log(p) + (b - 1) * std::log1p(-p) - std::lgamma(static_cast<long double>(a)) -
            std::lgamma(static_cast<long double>(b)) + std::lgamma(static_cast<long double>(a) + b);
        return reference::binomial(k, n, p) * std::exp(log_density);
      });
    };
    long double below = 0;
    for (int k = 0; k < x; ++k) below += probability(k);
    const long double at = probability(x);
    INFO("a " << a << " b " << b << " n " << n << " x " << x);
    CHECK(std::exp(count.log_probability(x)) == Approx(static_cast<double>(at)).epsilon(1e-4));
    const math::Tails tails = math::mid_p(count, x);
    CHECK(tails.lower == Approx(static_cast<double>(below + at / 2)).epsilon(1e-4));
    CHECK(tails.lower + tails.upper == Approx(1.0).epsilon(1e-12));
  }
}

TEST_CASE("Logarithms of beta-binomial probabilities are alike on both sides of the size that decides") {
  for (const double a : {0.02, 0.7, 12.0, 800.0}) {
    for (const double b : {0.3, 5.0, 2000.0}) {
      for (const double share : {0.0, 1e-5, 0.02, 0.4, 0.97, 1.0}) {
        const double n = math::many, x = std::round(share * n);
        const math::BetaBinomial count{n, {a, b}};
        const double by_gammas =
            math::log_choose(n, x) + math::log_beta(x + a, n - x + b) - math::log_beta(a, b);
        INFO("a " << a << " b " << b << " x " << x);
        CHECK(count.log_probability(x) == Approx(by_gammas).epsilon(1e-10).margin(2e-9));
        CHECK(count.log_probability(x - 1.0, 1.0) == Approx(by_gammas).epsilon(1e-10).margin(2e-9));
      }
    }
  }
}

TEST_CASE("Logarithms of gamma-Poisson probabilities are alike on both sides of the size that decides") {
  for (const double shape : {0.02, 12.0, 3e5}) {
    for (const double mean : {0.3 * math::many, math::many, 2.5 * math::many}) {
      const double exposure = 40.0, rate = shape * exposure / mean, x = math::many;
      const double by_gammas = math::log_gamma(shape + x) - math::log_gamma(shape) -
                               math::log_gamma(x + 1.0) - shape * std::log1p(exposure / rate) -
                               x * std::log1p(rate / exposure);
      INFO("shape " << shape << " mean " << mean);
      CHECK(math::GammaPoisson{exposure, {shape, rate}}.log_probability(x) ==
            Approx(by_gammas).epsilon(1e-10).margin(3e-9));
    }
  }
}

TEST_CASE("A beta level that hardly varies gives the binomial count") {
  const math::Tails tails = math::mid_p(math::BetaBinomial{60.0, {3e7, 7e7}}, 27.0);
  const math::Tails binomial = math::mid_p(math::Binomial{60.0, 0.3}, 27.0);
  CHECK(tails.upper == Approx(binomial.upper).epsilon(1e-4));
  CHECK(tails.lower == Approx(binomial.lower).epsilon(1e-4));
}

TEST_CASE("A gamma-Poisson count has the probabilities of its definition") {
  reference::Random random(52);
  for (int trial = 0; trial < 25; ++trial) {
    const double shape = random.uniform(0.5, 20.0), rate = random.uniform(0.1, 10.0),
                 e = random.uniform(0.5, 30.0);
    const math::GammaPoisson count{e, {shape, rate}};
    const int x = random.whole(0, 30);
    // failures before the shape-th success, with success probability rate / (rate + e): its ratio is the
    // recursion
    long double at = std::pow(rate / (static_cast<long double>(rate) + e), static_cast<long double>(shape)),
                below = 0;
    for (int k = 0; k < x; ++k) {
      below += at;
      at *= (shape + k) / (k + 1.0L) * (e / (static_cast<long double>(rate) + e));
    }
    INFO("shape " << shape << " rate " << rate << " exposure " << e << " x " << x);
    CHECK(std::exp(count.log_probability(x)) == Approx(static_cast<double>(at)).epsilon(1e-10));
    CHECK(count.at_most(x) == Approx(static_cast<double>(below + at)).epsilon(1e-10));
    CHECK(count.at_least(x) == Approx(static_cast<double>(1 - below)).epsilon(1e-8).margin(1e-14));
  }
}

TEST_CASE("Beta and gamma levels have their distribution functions") {
  CHECK(math::Beta{1.0, 1.0}.at_most(0.3) == Approx(0.3));
  CHECK(math::Beta{2.0, 1.0}.at_most(0.3) == Approx(0.09));
  CHECK(math::Beta{2.0, 6.0}.mean() == 0.25);
  CHECK(math::Beta{2.0, 6.0}.at_most(-1.0) == 0.0);
  CHECK(math::Beta{2.0, 6.0}.at_most(1.5) == 1.0);
  CHECK(math::Gamma{1.0, 2.0}.at_most(0.4) == Approx(1.0 - std::exp(-0.8)));
  CHECK(math::Gamma{3.0, 2.0}.mean() == 1.5);
  CHECK(math::Gamma{3.0, 2.0}.at_most(-0.1) == 0.0);
  // Many events, not whole: SciPy 1.17.1's gammainc.
  CHECK(math::Gamma{1e10 + 0.5, 1.0}.at_most(1e10 + 5e4) == Approx(0.6914615811119798).epsilon(1e-11));
  CHECK(math::Gamma{1e12 + 0.25, 2.0}.at_most(5e11 - 1.5e6) == Approx(0.0013498851054386592).epsilon(1e-11));
}
