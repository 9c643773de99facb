#include <kvalspc/math/regression.hpp>

#include <cmath>
#include <cstddef>

#include "catch.hpp"
#include "reference/nile.hpp"
#include "reference/random.hpp"

using namespace kvalspc;

namespace {

/** A straight line with noise, heavier where `weights` says so, and slots 3 and 4 missing. */
math::Regression line(std::uint64_t seed, bool weights) {
  reference::Random random(seed);
  constexpr Eigen::Index rows = 9;
  math::Regression r{Eigen::MatrixXd(rows, 2), Eigen::VectorXd(rows), Eigen::VectorXd(rows), {}};
  for (Eigen::Index k = 0; k < rows; ++k) {
    const std::size_t slot = static_cast<std::size_t>(k) + (k > 2 ? 2 : 0);
    r.design.row(k) << 1.0, static_cast<double>(slot);
    r.outcome[k] = 3.0 - 0.5 * static_cast<double>(slot) + random.normal();
    r.weight[k] = weights ? random.uniform(1, 9) : 1.0;
    r.at.push_back(slot);
  }
  return r;
}

}  // namespace

TEST_CASE(
    "The Nile with a break in 1899: coefficients, standard errors, Newey-West at lag 3, Durbin-Watson") {
  // Series: Cobb (1978). Figures computed with R (lm, sandwich's formula without its small-sample factor).
  const auto& flow = reference::nile();
  constexpr Eigen::Index rows = 100;
  math::Regression r{Eigen::MatrixXd(rows, 4), Eigen::VectorXd(rows), Eigen::VectorXd::Ones(rows), {}};
  for (Eigen::Index k = 0; k < rows; ++k) {
    const double t = static_cast<double>(k) + 1.0, after = t > 28 ? 1.0 : 0.0;
    r.design.row(k) << 1.0, t, after, after * (t - 28.0);
    r.outcome[k] = flow[static_cast<std::size_t>(k)];
    r.at.push_back(static_cast<std::size_t>(k));
  }
  const math::Fit fit = math::least_squares(r);
  const Eigen::MatrixXd robust = math::newey_west(r, fit, 3);
  const double printed[4][3] = {{1080.9365, 49.8205, 33.6305},
                                {1.159551, 3.0016, 2.5133},
                                {-288.6336, 56.2459, 60.8875},
                                {-.469089, 3.0885, 2.6479}};
  const double digit[4] = {5e-5, 5e-7, 5e-5, 5e-7};
  for (Eigen::Index k = 0; k < 4; ++k) {
    CHECK(std::abs(fit.coefficients[k] - printed[k][0]) <= 1.0001 * digit[k]);
    CHECK(std::abs(std::sqrt(fit.covariance(k, k)) - printed[k][1]) <= 5.0001e-5);
    CHECK(std::abs(std::sqrt(robust(k, k)) - printed[k][2]) <= 5.0001e-5);
  }
  CHECK(std::abs(math::durbin_watson(fit) - 1.68785) <= 5.0001e-6);
}

TEST_CASE("Least squares of a weighted line is the textbook's") {
  const math::Regression r = line(21, true);
  const math::Fit fit = math::least_squares(r);
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (Eigen::Index k = 0; k < 9; ++k) {
    const double x = r.design(k, 1), y = r.outcome[k], v = r.weight[k];
    w += v, wx += v * x, wy += v * y, wxx += v * x * x, wxy += v * x * y;
  }
  const double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  CHECK(fit.coefficients[1] == Approx(slope));
  CHECK(fit.coefficients[0] == Approx((wy - slope * wx) / w));
  CHECK(fit.degrees == 7.0);
}

TEST_CASE("Newey-West is the sum over all pairs of rows, by how many slots they are apart") {
  const math::Regression r = line(22, false);
  const math::Fit fit = math::least_squares(r);
  for (const std::size_t lag : {0U, 1U, 2U, 4U}) {
    Eigen::Matrix2d middle = Eigen::Matrix2d::Zero();
    for (Eigen::Index i = 0; i < 9; ++i) {
      for (Eigen::Index j = 0; j < 9; ++j) {
        const double apart = std::abs(r.design(i, 1) - r.design(j, 1));
        const double weight = std::max(0.0, 1.0 - apart / (static_cast<double>(lag) + 1.0));
        middle +=
            weight * fit.residuals[i] * fit.residuals[j] * r.design.row(i).transpose() * r.design.row(j);
      }
    }
    const Eigen::Matrix2d bread = (r.design.transpose() * r.design).inverse();
    const Eigen::Matrix2d expected = bread * middle * bread;
    CHECK((math::newey_west(r, fit, lag) - expected).norm() < 1e-12);
  }
}

TEST_CASE("Columns that say the same have no estimate") {
  math::Regression r = line(23, false);
  r.design.col(1).setConstant(2.0);
  CHECK_FALSE(math::least_squares(r).determined());
}
