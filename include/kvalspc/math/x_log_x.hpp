/** @file x log x of small whole numbers, looked up. */
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace kvalspc::math {

/**
 * k log k for k below its size, in whole multiples of `unit`, each within one half of it. Sums of whole
 * numbers are not rounded: what is the same sum in another order is the same number.
 */
class WholeXLogX {
 public:
  static constexpr std::int32_t size = 16384;
  static constexpr double unit = 0x1p-40;

  [[nodiscard]] static const WholeXLogX& table() noexcept {
    static const WholeXLogX only;
    return only;
  }
  [[nodiscard]] std::int64_t operator[](std::int32_t k) const noexcept {
    return values_[static_cast<std::size_t>(k)];
  }

 private:
  WholeXLogX() noexcept {
    for (std::size_t k = 2; k < values_.size(); ++k) {
      const auto x = static_cast<long double>(k);  // a double lacks the digits for the largest of them
      values_[k] = std::llround(x * std::log(x) / static_cast<long double>(unit));
    }
  }
  std::array<std::int64_t, static_cast<std::size_t>(size)> values_{};
};

}  // namespace kvalspc::math
