/** @file Rule: points that go up and down by turns. */
#pragma once

#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/** `length` points in a row alternating up and down: systematic over-adjustment or two mixed sources. Nelson
 * (1984), 14. */
struct Alternating {
  static constexpr std::string_view name = "alternating";
  int length = 14;

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const Alternating& rule, const Observation& at) noexcept {
      const int step = count_ == 0 ? 0 : (at.value > before_) - (at.value < before_);
      if (step == 0) {
        first_ = at.position;
        count_ = 1;
      } else if (count_ == 1 || step == -direction_) {
        ++count_;
      } else {
        first_ = last_;
        count_ = 2;
      }
      direction_ = step;
      before_ = at.value;
      last_ = at.position;
      if (count_ < rule.length) return {};
      return Pattern{first_, at.position, Direction::none};
    }

   private:
    std::size_t first_{}, last_{};
    double before_{};
    int count_{};
    int direction_{};
  };
};

}  // namespace kvalspc::rule
