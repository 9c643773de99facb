#include <kvalspc/math/random_intercept.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

/** Marginal log-likelihood of one unit by brute force: 1601 nodes over +- 10 tau. */
double one_unit(double x, double n, double mu, double tau, bool shares) {
  double sum = 0.0;
  for (int j = -800; j <= 800; ++j) {
    const double z = j / 80.0, eta = mu + tau * z;
    sum += std::exp(x * eta - n * (shares ? std::log1p(std::exp(eta)) : std::exp(eta)) - 0.5 * z * z);
  }
  return std::log(sum / 80.0 / std::sqrt(2.0 * 3.14159265358979323846));
}

template <class Link>
void check(double level, double tau, bool shares, double precision) {
  const Column x{3, 9, 0, 14}, n{20, 40, 12, 50};
  math::RandomIntercept<Link> model(x, n, level);
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
  check<math::LogitLink>(0.2, 0.4, true, 1e-9);
  check<math::LogitLink>(0.2, 1.5, true, 1e-6);  // 0 of 12: the grid ends in the long tail
  check<math::LogLink>(0.2, 0.4, false, 1e-9);
}
