/**
 * @file Did all units get the same effect?
 *
 * Quasi-likelihood's F test of nested models: McCullagh and Nelder (1989), Generalized Linear Models, 2nd
 * ed., Chapman and Hall. With few events a unit's own effect is hardly known, and the test finds little.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/math/identified.hpp>
#include <kvalspc/units/contrast.hpp>

namespace kvalspc::units {

/** Do the units' effects differ? NaN with fewer than two effects. */
struct EqualEffects {
  double statistic = std::numeric_limits<double>::quiet_NaN();  ///< F
  double degrees = std::numeric_limits<double>::quiet_NaN();    ///< above; the cells' are below
  double p = std::numeric_limits<double>::quiet_NaN();
};

/** F test of a common effect against one for each unit that starts. */
template <class Link>
[[nodiscard]] EqualEffects test_equal_effects(const FittedPanel& fitted,
                                              const std::vector<std::size_t>& starts) {
  const math::Panel& panel = fitted.panel;
  EqualEffects test;
  Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(panel.rows(), static_cast<Eigen::Index>(panel.units));
  for (std::size_t k = 0; k < panel.size(); ++k) {
    const math::Cell& cell = panel.cells[k];
    if (cell.period >= starts[cell.unit])
      columns(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(cell.unit)) = 1.0;
  }
  const std::vector<Eigen::Index> kept = math::identified_columns(panel, columns);
  if (kept.size() < 2) return test;
  const Eigen::MatrixXd some = math::columns_at(columns, kept);
  const math::TwoWayFit fit = math::fit_two_way<Link>(panel, some);
  if (!(fit.degrees > 0.0) || !fit.converged) return test;
  const Eigen::LDLT<Eigen::MatrixXd> factor(fit.covariance);
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(some.cols());
  const Eigen::VectorXd weighted = factor.solve(fit.coefficients), weights = factor.solve(ones);
  const double common = ones.dot(weighted) / ones.dot(weights);
  const double q = (fit.coefficients - common * ones).dot(weighted);
  const double dispersion = panel_dispersion<Link>(fit.pearson, fit.degrees).value;
  test.degrees = static_cast<double>(kept.size()) - 1.0;
  test.statistic = q / (test.degrees * dispersion);
  test.p = math::fisher_f_upper(test.statistic, test.degrees, fit.degrees);
  return test;
}

}  // namespace kvalspc::units
