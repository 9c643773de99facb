/** @file What a rule sees of a point, and what it answers. */
#pragma once

#include <cstddef>
#include <optional>

#include <kvalspc/signal.hpp>

namespace kvalspc::rule {

/** One point that counts, in time order. */
struct Observation {
  std::size_t position;
  double value;
  double deviation;  ///< from the centre line: only its sign is used
  double z;  ///< deviation in the point's own, unclamped standard deviations; NaN where the chart has none

  [[nodiscard]] int side() const noexcept { return (deviation > 0.0) - (deviation < 0.0); }
};

/** The points of a pattern that is complete at its last point. */
struct Pattern {
  std::size_t first;
  std::size_t last;
  Direction direction;
  bool at_last = true;  ///< does the last point itself take part, or only close the window?
};

[[nodiscard]] constexpr Direction direction_of(int side) noexcept {
  return side > 0 ? Direction::up : side < 0 ? Direction::down : Direction::none;
}

}  // namespace kvalspc::rule
