/** @file Is a number whole? Told without a branch, for many numbers at a time. */
#pragma once

namespace kvalspc::math {

/** Added to a number from 0 to 2^52, it leaves no room for a fraction: the sum is that of the nearest whole
 * number, which stands in its lowest bits. */
inline constexpr double no_fraction = 0x1p52;

/** What is left of a number from 0 to 2^52 after that: the nearest whole number. */
[[nodiscard]] constexpr double nearest_whole(double x) noexcept { return (x + no_fraction) - no_fraction; }

}  // namespace kvalspc::math
