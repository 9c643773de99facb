/** @file Rule: points that go up and down by turns. */
#pragma once

#include <string_view>

#include <kvalspc/rule/observation.hpp>
#include <kvalspc/rule/steps.hpp>

namespace kvalspc::rule {

/** `length` points in a row alternating up and down: systematic over-adjustment or two mixed sources. Nelson
 * (1984), 14. */
struct Alternating {
  static constexpr std::string_view name = "alternating";
  int length = 14;

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const Alternating& rule, const Observation& at) noexcept {
      if (!steps_.step(at, -1, true) || steps_.length() < rule.length) return {};
      return Pattern{steps_.first(), at.position, Direction::none};
    }

   private:
    Steps steps_;
  };
};

}  // namespace kvalspc::rule
