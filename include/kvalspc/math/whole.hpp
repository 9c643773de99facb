/** @file Is a number whole? Told without a branch, for many numbers at a time. */
#pragma once

#include <kvalspc/math/real.hpp>

namespace kvalspc::math {

/** Added to a number from 0 to 2^52, it leaves no room for a fraction: the sum is that of the nearest whole
 * number, which stands in its lowest bits. */
inline constexpr double no_fraction = 0x1p52;

/** What is left of a number from 0 to 2^52 after that: the nearest whole number. Other numbers are changed if
 * they are not whole. */
template <class R>
[[nodiscard]] KVALSPC_INLINE constexpr R nearest_whole(R x) {
  const R large(no_fraction);
  return (x + large) - large;
}

}  // namespace kvalspc::math
