/** @file Rule: several of a few neighbouring points far out on the same side. */
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/**
 * `needed` of `window` points in a row beyond `width` standard deviations on the same side. Two of three
 * beyond 2 and four of five beyond 1: Western Electric (1956), Nelson (1984). NHS Making Data Count asks that
 * all of the window lie on that side, and until 2023 did not count points beyond 3. Each point is held
 * against its own limits.
 */
struct Zone {
  static constexpr std::string_view name = "zone";
  static constexpr int largest_window = 8;
  int needed = 2;
  int window = 3;
  double width = 2.0;
  bool all_on_side = false;
  bool count_beyond_limits = true;  ///< does a point beyond 3 standard deviations count?

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const Zone& rule, const Observation& at) noexcept {
      if (size_ == rule.window) {
        for (int k = 1; k < size_; ++k)
          seen_[static_cast<std::size_t>(k - 1)] = seen_[static_cast<std::size_t>(k)];
        --size_;
      }
      seen_[static_cast<std::size_t>(size_++)] = at;
      for (const int side : {1, -1}) {
        int far = 0, here = 0;
        bool last_far = false;
        std::size_t first = at.position;
        for (int k = 0; k < size_; ++k) {
          const Observation& o = seen_[static_cast<std::size_t>(k)];
          const double out = side * o.z;
          last_far = out > rule.width && (rule.count_beyond_limits || !(out > 3.0));
          if (last_far && far++ == 0) first = o.position;
          here += o.side() == side ? 1 : 0;
        }
        const bool placed = !rule.all_on_side || (size_ == rule.window && here == size_);
        // MDC's window may be completed by its third point; the classical rules by a far one.
        if (far >= rule.needed && placed && (last_far || rule.all_on_side))
          return Pattern{first, at.position, direction_of(side), last_far};
      }
      return {};
    }

   private:
    std::array<Observation, largest_window> seen_{};
    int size_{};
  };
};

}  // namespace kvalspc::rule
