/** @file Rules: points that all keep close to the centre line, or that all keep away from it. */
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <kvalspc/rule/observation.hpp>

namespace kvalspc::rule {

/**
 * `length` points in a row within (inside = true) or beyond one standard deviation, on either side, or with
 * some on each (both_sides). Fifteen within: limits too wide, or mixed sources; eight beyond on both sides:
 * two populations. Nelson (1984), J. Qual. Technol. 16:237-239.
 */
struct OneSigma {
  static constexpr std::string_view name = "one_sigma";
  int length = 15;
  bool inside = true;
  bool both_sides = false;
  static constexpr int longest = 32;

  class State {
   public:
    [[nodiscard]] std::optional<Pattern> step(const OneSigma& rule, const Observation& at) noexcept {
      const double out = std::abs(at.z);
      const bool fits = rule.inside ? out < 1.0 : out > 1.0;
      if (!fits) {
        count_ = 0;
        return {};
      }
      const int side = at.side();
      alike_ = count_ > 0 && side == side_ ? alike_ + 1 : 1;
      side_ = side;
      // The places of the last points, the oldest overwritten: the window begins where the next one goes.
      const auto places = static_cast<std::size_t>(rule.length);
      const std::size_t place = static_cast<std::size_t>(count_++) % places;
      positions_[place] = at.position;
      if (count_ < rule.length || (rule.both_sides && alike_ >= rule.length)) return {};
      return Pattern{positions_[(place + 1) % places], at.position, Direction::none};
    }

   private:
    std::array<std::size_t, longest> positions_{};
    int count_{}, alike_{}, side_{};
  };
};

}  // namespace kvalspc::rule
