/** @file How long the newest points have kept rising, kept falling, or kept doing both by turns. */
#pragma once

#include <cstddef>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/** Follows the steps between neighbouring values. */
class Steps {
 public:
  /**
   * The next point.
   * @param turn 1: each step must go as the one before; -1: against it
   * @param ties_break does an equal value end what went before, or is it skipped?
   * @return false where the point was skipped
   */
  bool step(const Observation& at, int turn, bool ties_break) noexcept {
    const int direction = length_ == 0 ? 0 : (at.value > value_) - (at.value < value_);
    if (length_ > 0 && direction == 0 && !ties_break) return false;
    if (direction == 0) {
      first_ = at.position;
      length_ = 1;
    } else if (length_ == 1 || direction == turn * direction_) {
      ++length_;
    } else {
      first_ = last_;  // the turning point belongs to both legs
      length_ = 2;
    }
    direction_ = direction;
    value_ = at.value;
    last_ = at.position;
    return true;
  }

  [[nodiscard]] int length() const noexcept { return length_; }
  [[nodiscard]] std::size_t first() const noexcept { return first_; }
  [[nodiscard]] int direction() const noexcept { return direction_; }

 private:
  std::size_t first_{}, last_{};
  double value_{};
  int length_{};
  int direction_{};
};

}  // namespace kvalspc::rule
