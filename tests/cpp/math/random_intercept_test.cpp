#include <kvalspc/math/random_intercept.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

/** Log-likelihood of one unit at a linear predictor. */
long double log_of(double x, double n, long double eta, bool shares) {
  return x * eta - n * (shares ? std::log1p(std::exp(eta)) : std::exp(eta));
}

/** Marginal log-likelihood of one unit by brute force, less its highest: 1601 nodes over +- 10 tau. */
double one_unit(double x, double n, double mu, double tau, bool shares) {
  const double some = std::max(shares ? std::min(x, n - 0.5) : x, 0.5);
  const long double best = std::log(some / (shares ? n - some : n));
  const long double highest = log_of(x, n, best, shares);
  long double sum = 0.0;
  for (int j = -800; j <= 800; ++j) {
    const double z = j / 80.0;
    sum += std::exp(log_of(x, n, mu + tau * z, shares) - highest - 0.5 * z * z);
  }
  return static_cast<double>(std::log(sum / 80.0 / std::sqrt(2.0 * 3.14159265358979323846)));
}

template <class Link>
void check(const Column& x, const Column& n, double tau, bool shares, double precision) {
  math::RandomIntercept<Link> model(x, n, 0.2);
  const math::Marginal found = model.at(tau);
  const double mu = Link::inverse(model.level());
  const auto all = [&](double at) {
    double sum = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += one_unit(x[k], n[k], at, tau, shares);
    return sum;
  };
  constexpr double step = 1e-3;
  CHECK(found.log == Approx(all(mu)).epsilon(precision));
  CHECK(found.residual == Approx(0.0).margin(1e-5));
  CHECK((all(mu + step) - all(mu - step)) / (2.0 * step) == Approx(0.0).margin(1e-4));
  const double curvature = (2.0 * all(mu) - all(mu - step) - all(mu + step)) / (step * step);
  CHECK(found.information == Approx(curvature).epsilon(1e3 * precision));
  CHECK(model.log_likelihood(tau) == Approx(found.log - 0.5 * std::log(found.information)).epsilon(1e-9));
}

}  // namespace

TEST_CASE("The likelihood is that of units integrated one by one, at its highest point over the mean") {
  const Column x{3, 9, 0, 14}, n{20, 40, 12, 50};
  check<math::LogitLink>(x, n, 0.4, true, 1e-9);
  check<math::LogitLink>(x, n, 1.5, true, 1e-5);  // 0 of 12: the grid ends in the long tail
  check<math::LogLink>(x, n, 0.4, false, 1e-9);
}

TEST_CASE("The same where most have events, and where counts say more than the spread") {
  const Column x{180, 900, 12, 1400, 3}, n{200, 940, 12, 1500, 40};
  check<math::LogitLink>(x, n, 0.4, true, 1e-8);
  check<math::LogLink>(x, n, 0.4, false, 1e-8);
}

TEST_CASE("Near the best fit counts of any size keep their digits") {
  for (const double size : {1e3, 1e8, 1e13}) {
    const Column x{0.2 * size, 0.9 * size}, n{size, size};
    const Eigen::Map<const Eigen::ArrayXd> events(x.data(), 2), patients(n.data(), 2);
    math::CountLikelihood<math::LogitLink> shares(events, patients);
    math::CountLikelihood<math::LogLink> rates(events, patients);
    const double z = 1.5;  // standard deviations away
    const Eigen::ArrayXd level = events / patients,
                         deviation = (size * level * (1.0 - level)).sqrt().inverse();
    shares.at((level / (1.0 - level)).log() + z * deviation);
    rates.at(level.log() + z / events.sqrt());
    INFO("size " << size);
    for (Eigen::Index k = 0; k < 2; ++k) {
      const double third = 40.0 / std::sqrt(size);  // terms beyond the parabola
      CHECK(shares.log[k] == Approx(-0.5 * z * z).margin(1e-7 + third));
      CHECK(shares.slope[k] * deviation[k] == Approx(-z).margin(1e-7 + third));
      CHECK(shares.information[k] * deviation[k] * deviation[k] == Approx(1.0).margin(1e-7 + third));
      CHECK(rates.log[k] == Approx(-0.5 * z * z).margin(1e-7 + third));
      CHECK(rates.slope[k] / std::sqrt(events[k]) == Approx(-z).margin(1e-7 + third));
      CHECK(rates.information[k] / events[k] == Approx(1.0).margin(1e-7 + third));
    }
  }
}
