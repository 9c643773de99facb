/** @file Runs around a centre line, counted as points arrive. */
#pragma once

#include <cstddef>
#include <cstdint>

#include <kvalspc/signal.hpp>

namespace kvalspc::rule {

/** Runs around a centre line. Points on the line are not useful: they neither extend nor break a run. */
struct Runs {
  std::int32_t useful{};
  std::int32_t above{};  ///< useful points above the line; the others lie below
  std::int32_t longest_run{};
  std::int32_t crossings{};
  std::size_t longest_first{};  ///< positions of the first longest run
  std::size_t longest_last{};
  Direction longest_side{};
};

/** Counts runs as points arrive in time order. */
class RunCounter {
 public:
  /** The next point that counts: its position, and the sign of its deviation from the centre line. */
  void step(std::size_t position, double deviation) noexcept {
    const int side = (deviation > 0.0) - (deviation < 0.0);
    if (side == 0) return;
    if (runs_.useful > 0 && side != side_) {
      ++runs_.crossings;
      length_ = 0;
    }
    if (length_ == 0) first_ = position;
    side_ = side;
    ++length_;
    ++runs_.useful;
    runs_.above += side > 0 ? 1 : 0;
    if (length_ > runs_.longest_run) {
      runs_.longest_run = length_;
      runs_.longest_first = first_;
      runs_.longest_last = position;
      runs_.longest_side = side > 0 ? Direction::up : Direction::down;
    }
  }

  [[nodiscard]] const Runs& runs() const noexcept { return runs_; }

 private:
  Runs runs_;
  std::size_t first_{};
  std::int32_t length_{};
  int side_{};
};

}  // namespace kvalspc::rule
