/** @file Sums of eight neighbours at a time, kept in registers. */
#pragma once

#include <array>
#include <cstddef>
#include <cstring>

namespace kvalspc::math {

/**
 * Eight neighbouring sums of weighted columns, each added up in its own order.
 *
 * Compilers with vectors of their own are told to keep pairs together: g++ 12 else takes the columns in pairs
 * and spends twice the time. The sums are the same bits either way.
 */
class Block {
 public:
  static constexpr std::size_t size = 8;

  /** Adds weight * from[k] to the k-th sum. */
  void add(double weight, const double* from) noexcept {
    for (std::size_t k = 0; k < sums_.size(); ++k) {
      Part part;
      std::memcpy(&part, from + k * width, sizeof part);
      sums_[k] += weight * part;
    }
  }

  /** Writes the eight sums. */
  void store(double* to) const noexcept { std::memcpy(to, &sums_, sizeof sums_); }

 private:
#if defined(__GNUC__)
  using Part = double __attribute__((vector_size(2 * sizeof(double))));
#else
  using Part = double;
#endif
  static constexpr std::size_t width = sizeof(Part) / sizeof(double);
  std::array<Part, size / width> sums_{};
};

}  // namespace kvalspc::math
