/** @file Rules: points that all keep close to the centre line, or that all keep away from it. */
#pragma once

#include <cmath>
#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/**
 * `length` points in a row within (inside = true) or beyond one standard deviation, on either side. Fifteen
 * within: limits too wide, or mixed sources; eight beyond: two populations. Nelson (1984), J. Qual. Technol.
 * 16:237-239.
 */
struct OneSigma {
  static constexpr std::string_view name = "one_sigma";
  int length = 15;
  bool inside = true;

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const OneSigma& rule, const Observation& at) noexcept {
      const double out = std::abs(at.z);
      const bool fits = rule.inside ? out < 1.0 : out > 1.0;
      if (!fits) {
        count_ = 0;
        return {};
      }
      if (count_++ == 0) first_ = at.position;
      if (count_ < rule.length) return {};
      return Pattern{first_, at.position, Direction::none};
    }

   private:
    std::size_t first_{};
    int count_{};
  };
};

}  // namespace kvalspc::rule
