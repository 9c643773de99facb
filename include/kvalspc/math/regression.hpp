/** @file Least squares for a series in time, with standard errors that hold when neighbours are alike. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Dense>

namespace kvalspc::math {

/** Rows of a regression in time: `at` is the slot of each row (slots without a row are gaps). */
struct Regression {
  Eigen::MatrixXd design;   ///< one row an observation, one column a coefficient
  Eigen::VectorXd outcome;  ///< one an observation
  Eigen::VectorXd weight;   ///< proportional to 1 / variance; all 1: ordinary least squares
  std::vector<std::size_t> at;
};

/** A fit; standard errors stand beside the coefficients. */
struct Fit {
  Eigen::VectorXd coefficients;
  Eigen::VectorXd residuals;   ///< times the root of the weight
  Eigen::MatrixXd covariance;  ///< when the observations are independent
  double degrees{};

  /** Does every coefficient have an estimate of its own? */
  [[nodiscard]] bool determined() const noexcept { return degrees > 0.0 && coefficients.allFinite(); }
};

/** Weighted least squares by Householder QR: Golub and Van Loan, Matrix Computations, ch. 5. */
[[nodiscard]] inline Fit least_squares(const Regression& r) {
  const Eigen::VectorXd root = r.weight.cwiseSqrt();
  const Eigen::MatrixXd x = root.asDiagonal() * r.design;
  const Eigen::VectorXd y = root.cwiseProduct(r.outcome);
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(x);
  Fit fit;
  if (qr.rank() < x.cols()) return fit;
  fit.degrees = static_cast<double>(x.rows() - x.cols());
  fit.coefficients = qr.solve(y);
  fit.residuals = y - x * fit.coefficients;
  fit.covariance = (x.transpose() * x).ldlt().solve(Eigen::MatrixXd::Identity(x.cols(), x.cols())) *
                   (fit.residuals.squaredNorm() / fit.degrees);
  return fit;
}

/**
 * Covariance of the coefficients when rows up to `lag` slots apart may be correlated, with Bartlett's
 * weights: Newey and West (1987), Econometrica 55:703-708. No factor for small samples. Rows beside a gap are
 * as far apart as their slots are: Datta and Du (2012), J. Stat. Plan. Inference 142:1713-1727.
 */
[[nodiscard]] inline Eigen::MatrixXd newey_west(const Regression& r, const Fit& fit, std::size_t lag) {
  const Eigen::MatrixXd x = r.weight.cwiseSqrt().asDiagonal() * r.design;
  const Eigen::MatrixXd scores = fit.residuals.asDiagonal() * x;
  const Eigen::Index rows = x.rows(), columns = x.cols();
  Eigen::MatrixXd middle = scores.transpose() * scores;
  for (Eigen::Index later = 0; later < rows; ++later) {
    for (Eigen::Index earlier = later - 1; earlier >= 0; --earlier) {
      const std::size_t apart =
          r.at[static_cast<std::size_t>(later)] - r.at[static_cast<std::size_t>(earlier)];
      if (apart > lag) break;
      const double weight = 1.0 - static_cast<double>(apart) / (static_cast<double>(lag) + 1.0);
      const Eigen::MatrixXd product = scores.row(later).transpose() * scores.row(earlier);
      middle += weight * (product + product.transpose());
    }
  }
  const Eigen::MatrixXd bread = (x.transpose() * x).ldlt().solve(Eigen::MatrixXd::Identity(columns, columns));
  return bread * middle * bread;
}

/** Sum of squared steps between neighbouring residuals over the sum of squares: Durbin and Watson (1950),
 * Biometrika 37:409-428. */
[[nodiscard]] inline double durbin_watson(const Fit& fit) noexcept {
  const Eigen::Index n = fit.residuals.size();
  return (fit.residuals.tail(n - 1) - fit.residuals.head(n - 1)).squaredNorm() / fit.residuals.squaredNorm();
}

}  // namespace kvalspc::math
