/** @file Which columns a model with unit and period effects can tell from those effects and from each other.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include <kvalspc/math/two_way.hpp>

namespace kvalspc::math {

/** The columns that say something beyond units, periods and the columns before them. */
[[nodiscard]] inline std::vector<Eigen::Index> identified_columns(const Panel& panel,
                                                                  const Eigen::MatrixXd& columns) {
  constexpr double no_information = 1e-8;
  std::vector<Eigen::Index> kept;
  for (Eigen::Index c = 0; c < columns.cols(); ++c) {
    if (columns.col(c).isZero(0.0)) continue;
    std::vector<Eigen::Index> tried = kept;
    tried.push_back(c);
    const Eigen::MatrixXd some = columns(Eigen::all, tried);
    TwoWayEquations equations(panel, some);
    equations.assemble([&](std::size_t k) { return panel.cells[k].weight; }, [](std::size_t) { return 0.0; });
    double own = 0.0;
    for (std::size_t k = 0; k < panel.size(); ++k)
      own += panel.cells[k].weight * std::abs(columns(static_cast<Eigen::Index>(k), c));
    const double variance = equations.covariance()(some.cols() - 1, some.cols() - 1);
    if (variance > 0.0 && 1.0 / variance > no_information * own) kept.push_back(c);
  }
  return kept;
}

/** Some columns of a matrix. */
[[nodiscard]] inline Eigen::MatrixXd columns_at(const Eigen::MatrixXd& columns,
                                                const std::vector<Eigen::Index>& kept) {
  return columns(Eigen::all, kept);
}

}  // namespace kvalspc::math
