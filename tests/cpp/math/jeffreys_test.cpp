#include <kvalspc/math/jeffreys.hpp>

#include <cmath>

#include <catch.hpp>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/tails.hpp>

using namespace kvalspc::math;

namespace {

/** P(level <= share) by Simpson's rule on the density x^a (1 - x)^b, a and b whole and a half. */
double posterior_below(double x, double n, double share) {
  const auto density = [&](double p) { return std::pow(p, x - 0.5) * std::pow(1.0 - p, n - x - 0.5); };
  const auto integral = [&](double end) {
    constexpr int steps = 20000;
    double sum = density(0.0) + density(end);
    for (int k = 1; k < steps; ++k) sum += (k % 2 == 1 ? 4.0 : 2.0) * density(end * k / steps);
    return sum * end / (3.0 * steps);
  };
  return integral(share) / integral(1.0);
}

}  // namespace

TEST_CASE("quantiles of the posterior of a share: the density integrates to them") {
  for (const double p : {0.025, 0.3, 0.975}) {
    CHECK(posterior_below(7, 20, share_quantile(7, 20, p)) == Approx(p).epsilon(1e-8));
  }
  CHECK(share_quantile(3, 20, 0.3) == Approx(1.0 - share_quantile(17, 20, 0.7)).epsilon(1e-10));
}

TEST_CASE("quantiles of the posterior of a rate are those of chi-squared") {
  // Gamma(k / 2) is half of chi-squared with k degrees.
  for (const double p : {0.01, 0.5, 0.9}) {
    CHECK(rate_quantile(4, 10, p) == Approx(chi_squared_quantile(p, 9.0) / 20.0).epsilon(1e-12));
    CHECK(chi_squared_upper(chi_squared_quantile(p, 5.0), 5.0) == Approx(1.0 - p).epsilon(1e-10));
  }
}

TEST_CASE("Quantiles after very many events are where their tails are") {
  for (const double p : {0.002, 0.3, 0.5, 0.998}) {
    for (const double x : {1.1e6, 3e7}) {  // in standard deviations, beside Boost's
      CHECK((rate_quantile(x, 1.0, p) - boost::math::gamma_p_inv(x + 0.5, p)) / std::sqrt(x) ==
            Approx(0.0).margin(2e-8));
      for (const double share : {0.1, 0.5, 0.95}) {
        const double n = x / std::min(share, 1.0 - share), deviation = std::sqrt(share * (1.0 - share) / n);
        const double exact = boost::math::ibeta_inv(n * share + 0.5, n * (1.0 - share) + 0.5, p);
        CHECK((share_quantile(n * share, n, p) - exact) / deviation == Approx(0.0).margin(2e-8));
      }
    }
    for (const double x : {1.1e6, 1e9, 1e12, 1e15}) {
      // P(Gamma(a) <= r) = P(Poisson(r) >= a), and likewise of a share.
      const double rate = rate_quantile(x, 1.0, p);
      CHECK(Poisson{rate}.at_least(x + 0.5) == Approx(p).epsilon(1e-7));
    }
    for (const double n : {1e8, 1e10, 1e12}) {
      const double share = share_quantile(0.1 * n, n, p);
      CHECK(Binomial{n, share}.at_least(0.1 * n + 0.5) == Approx(p).epsilon(1e-5));
    }
  }
}
