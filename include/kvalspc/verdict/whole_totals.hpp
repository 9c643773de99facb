/** @file Totals of counts that are small whole numbers: in any order the same, so added up many at a time. */
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <kvalspc/math/whole.hpp>

namespace kvalspc::verdict {

/** Totals of counts x of n. */
struct WholeTotals {
  std::int32_t total, size;
};

/**
 * The totals, if all numbers are whole, none of x is negative or above its n, and those of n add up to less
 * than `limit`, a power of two; else none.
 *
 * All that is kept of a point are sums and unions of bits, which compilers find for several points at a time.
 */
[[nodiscard]] inline std::optional<WholeTotals> whole_totals(std::span<const double> x,
                                                             std::span<const double> n,
                                                             std::int32_t limit) noexcept {
  using math::no_fraction;
  const auto bits = [](double v) { return std::bit_cast<std::uint64_t>(v); };
  std::uint64_t fractions = 0, signs = 0, sizes = 0, total = 0, size = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double events = x[k] + no_fraction, patients = n[k] + no_fraction;
    fractions |= bits(math::nearest_whole(x[k]) - x[k]) | bits(math::nearest_whole(n[k]) - n[k]);
    signs |= bits(x[k]) | bits(n[k] - x[k]);
    sizes |= bits(patients);
    total += bits(events);
    size += bits(patients);
  }
  const std::uint64_t zero = bits(no_fraction), below = static_cast<std::uint64_t>(limit);
  total -= zero * x.size();
  size -= zero * x.size();
  const bool whole = fractions == 0 && signs >> 63 == 0;
  const bool small = (x.empty() || sizes / below == zero / below) && size < below;
  if (!whole || !small) return std::nullopt;
  return WholeTotals{static_cast<std::int32_t>(total), static_cast<std::int32_t>(size)};
}

}  // namespace kvalspc::verdict
