/** @file Rule: points that rise, or fall, all the way. */
#pragma once

#include <string_view>

#include <kvalspc/rule/observation.hpp>
#include <kvalspc/rule/steps.hpp>

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
      if (!steps_.step(at, 1, rule.ties_break) || steps_.length() < rule.length) return {};
      return Pattern{steps_.first(), at.position, direction_of(steps_.direction())};
    }

   private:
    Steps steps_;
  };
};

}  // namespace kvalspc::rule
