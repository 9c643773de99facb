/** @file The median. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include <kvalspc/math/real.hpp>

namespace kvalspc::math {

/** Zeros of both signs are equal; this makes them the same. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R one_zero(R x) noexcept {
  return x + R(0.0);
}

/** The mean of the middle two, halved first: the sum of two huge values would overflow. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R middle_of(R below, R above) noexcept {
  return one_zero(R(R(0.5) * below + R(0.5) * above));
}

/** Median of `values` (at least one), which it reorders; the mean of the middle two when their number is
 * even. */
template <Real R>
[[nodiscard]] R median_in_place(std::span<R> values) noexcept {
  const std::size_t half = values.size() / 2;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return one_zero(*middle);
  return middle_of(*std::max_element(values.begin(), middle), *middle);
}

}  // namespace kvalspc::math
