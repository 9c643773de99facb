/** @file Mean and variance of a sample. */
#pragma once

#include <cstddef>
#include <span>

#include <kvalspc/math/real.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc::math {

/** Mean and variance (with n - 1) of a sample; the variance of fewer than two values is NaN. */
template <Real R>
struct MomentsOf {
  R mean;
  R variance;
};
using Moments = MomentsOf<double>;

template <Real R>
[[nodiscard]] MomentsOf<R> moments_of(std::span<const R> values) noexcept {
  OrderedSum<R> sum, squares;
  for (std::size_t k = 0; k < values.size(); ++k) sum.add(k, values[k]);
  const R n(static_cast<double>(values.size()));
  const R mean = sum.total() / n;
  for (std::size_t k = 0; k < values.size(); ++k) squares.add(k, R((values[k] - mean) * (values[k] - mean)));
  return {mean, R(squares.total() / (n - R(1.0)))};
}

[[nodiscard]] inline Moments moments(std::span<const double> values) noexcept {
  return moments_of<double>(values);
}

/** Standard deviation (with n - 1) of a sample of two or more. */
template <Real R>
[[nodiscard]] R spread_of(std::span<const R> values) noexcept {
  return root(moments_of<R>(values).variance);
}
[[nodiscard]] inline double spread_of(std::span<const double> values) noexcept {
  return spread_of<double>(values);
}

}  // namespace kvalspc::math
