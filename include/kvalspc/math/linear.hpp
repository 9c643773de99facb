/** @file Systems of linear equations. */
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Dense>

namespace kvalspc::math {

/**
 * The x with matrix x = right. `matrix` holds its rows one after the other, right.size() of each, and is
 * regular.
 */
[[nodiscard]] inline std::vector<double> solve(std::span<const double> matrix,
                                               std::span<const double> right) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto size = static_cast<Eigen::Index>(right.size());
  const Eigen::Map<const Matrix> a(matrix.data(), size, size);
  const Eigen::Map<const Eigen::VectorXd> b(right.data(), size);
  const Eigen::VectorXd x = a.partialPivLu().solve(b);
  return {x.data(), x.data() + size};
}

}  // namespace kvalspc::math
