/**
 * @file The one order in which published sums are taken.
 *
 * Eight interleaved partial sums by slot index and a fixed tree: the same bits whether a machine adds one,
 * two, four or eight numbers at a time. A missing slot adds nothing to its lane but keeps its index. Where a
 * register holds eight, Pack::sums_of (src/kernels/pack_avx512.hpp) keeps to the same tree.
 */
#pragma once

#include <array>
#include <cstddef>

#include <kvalspc/math/real.hpp>

namespace kvalspc::math {

template <Real R>
class OrderedSum {
 public:
  OrderedSum() = default;
  /** Lanes that were added elsewhere. */
  explicit KVALSPC_INLINE OrderedSum(const std::array<R, 8>& lanes) : lanes_(lanes) {}

  /** Adds `x` as slot `slot` (counted from the start of what is summed). */
  KVALSPC_INLINE void add(std::size_t slot, const R& x) { lanes_[slot % width] = lanes_[slot % width] + x; }

  /** Folds eight lanes to four, to two, to one. */
  [[nodiscard]] KVALSPC_INLINE R total() const {
    const R a = (lanes_[0] + lanes_[4]) + (lanes_[2] + lanes_[6]);
    const R b = (lanes_[1] + lanes_[5]) + (lanes_[3] + lanes_[7]);
    return a + b;
  }

 private:
  static constexpr std::size_t width = 8;
  std::array<R, width> lanes_{R(0.0), R(0.0), R(0.0), R(0.0), R(0.0), R(0.0), R(0.0), R(0.0)};
};

}  // namespace kvalspc::math
