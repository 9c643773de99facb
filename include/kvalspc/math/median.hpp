/** @file The median. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include <kvalspc/math/real.hpp>

namespace kvalspc::math {

/** Median of `values` (at least one), which it reorders; the mean of the middle two when their number is
 * even. */
template <Real R>
[[nodiscard]] R median_in_place(std::span<R> values) noexcept {
  const std::size_t half = values.size() / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const R below = *std::max_element(values.begin(), middle);
  return R(0.5) * below + R(0.5) * *middle;  // halved first: the sum of two huge values would overflow
}

}  // namespace kvalspc::math
