/** @file Mean and variance of a sample. */
#pragma once

#include <cstddef>
#include <span>

#include <kvalspc/math/real.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc::math {

/** Mean and variance (with n - 1) of a sample; the variance of fewer than two values is NaN. */
struct Moments {
  double mean;
  double variance;
};

[[nodiscard]] inline Moments moments(std::span<const double> values) noexcept {
  OrderedSum<double> sum, squares;
  for (std::size_t k = 0; k < values.size(); ++k) sum.add(k, values[k]);
  const double n = static_cast<double>(values.size());
  const double mean = sum.total() / n;
  for (std::size_t k = 0; k < values.size(); ++k) squares.add(k, (values[k] - mean) * (values[k] - mean));
  return {mean, squares.total() / (n - 1.0)};
}

/** Standard deviation (with n - 1) of a sample of two or more. */
[[nodiscard]] inline double spread_of(std::span<const double> values) noexcept {
  return root(moments(values).variance);
}

}  // namespace kvalspc::math
