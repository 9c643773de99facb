/** @file Rule: a run of points on one side of the centre line. */
#pragma once

#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/**
 * `length` points in a row on the same side. Six with points on the line skipped: Perla, Provost and Murray
 * (2011); seven: NHS Making Data Count; eight: Western Electric (1956); nine: Nelson (1984).
 */
struct Shift {
  static constexpr std::string_view name = "shift";
  int length = 8;
  bool ties_break = true;  ///< else a point on the centre line is skipped

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const Shift& rule, const Observation& at) noexcept {
      const int side = at.side();
      if (side == 0 && !rule.ties_break) return {};
      if (side == 0 || side != side_) {
        first_ = at.position;
        count_ = 0;
      }
      side_ = side;
      count_ += side != 0 ? 1 : 0;
      if (side == 0 || count_ < rule.length) return {};
      return Pattern{first_, at.position, direction_of(side)};
    }

   private:
    std::size_t first_{};
    int count_{};
    int side_{};
  };
};

}  // namespace kvalspc::rule
