/** @file Rule: points that rise, or fall, all the way. */
#pragma once

#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/**
 * `length` points, each above (or each below) the one before. Five with equal values skipped: Perla, Provost
 * and Murray (2011); six: Nelson (1984); seven: NHS Making Data Count. Its power is poor: Davis and Woodall
 * (1988), J. Qual. Technol. 20:260-262.
 */
struct Trend {
  static constexpr std::string_view name = "trend";
  int length = 6;
  bool ties_break = true;  ///< else a value equal to the one before is skipped

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const Trend& rule, const Observation& at) noexcept {
      const int step = count_ == 0 ? 0 : (at.value > before_) - (at.value < before_);
      if (count_ > 0 && step == 0 && !rule.ties_break) return {};
      if (step == 0) {
        first_ = at.position;
        count_ = 1;
      } else if (step == direction_ || count_ == 1) {
        ++count_;
      } else {
        first_ = last_;
        count_ = 2;
      }
      direction_ = step;
      before_ = at.value;
      last_ = at.position;
      if (count_ < rule.length) return {};
      return Pattern{first_, at.position, direction_of(direction_)};
    }

   private:
    std::size_t first_{}, last_{};
    double before_{};
    int count_{};
    int direction_{};
  };
};

}  // namespace kvalspc::rule
