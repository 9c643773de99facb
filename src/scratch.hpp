/** @file Room in which kernels compute. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "kernels/facts.hpp"

namespace kvalspc::kernel {

/** Doubles that begin where a line of the cache does: a register stored there lies in one line, not in two.
 */
class Lines {
 public:
  void reserve(std::size_t doubles) {
    if (lines_.size() * per_line < doubles) lines_.resize(doubles / per_line + 1);
  }
  [[nodiscard]] double* data() noexcept { return lines_.empty() ? nullptr : lines_.front().numbers; }

 private:
  static constexpr std::size_t per_line = 8;
  struct alignas(per_line * sizeof(double)) Line {
    double numbers[per_line];
  };
  std::vector<Line> lines_;
};

/** What a Task points to. */
class Scratch {
 public:
  /** For rows of up to `longest` points, and for medians where they are wanted. */
  void reserve(std::size_t longest, bool medians) {
    if (stride_ >= scratch_for(longest)) return;
    stride_ = scratch_for(longest);
    values_.reserve(most_lanes * stride_);
    others_.reserve(stride_);
    ones_.reserve(stride_);
    std::fill_n(ones_.data(), stride_, 1.0);
    if (medians) slots_.reserve(scratch_of_slots);
  }
  [[nodiscard]] double* values() noexcept { return values_.data(); }
  [[nodiscard]] double* others() noexcept { return others_.data(); }
  [[nodiscard]] double* slots() noexcept { return slots_.data(); }
  [[nodiscard]] const double* ones() noexcept { return ones_.data(); }
  [[nodiscard]] std::size_t stride() const noexcept { return stride_; }

 private:
  Lines values_, others_, slots_, ones_;
  std::size_t stride_ = 0;
};

}  // namespace kvalspc::kernel
