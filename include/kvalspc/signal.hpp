/** @file A signal: which rule, where, in which direction, and whether that is what was wished for. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvalspc {

enum class Direction : std::uint8_t { none, up, down };

/** The wish: is a higher or a lower value better? A signal's own side is its Direction. */
enum class Better : std::uint8_t { unstated, higher, lower };

enum class Effect : std::uint8_t { none, improvement, deterioration };

/** Where a signal comes from. Only calibrated monitors and planned verdicts alert anyone; limits and rules
 * are for the eye. */
enum class Source : std::uint8_t { limit, rule, monitor, verdict };

inline constexpr std::array<std::string_view, 3> direction_names{"none", "up", "down"};
inline constexpr std::array<std::string_view, 3> effect_names{"none", "improvement", "deterioration"};
inline constexpr std::array<std::string_view, 4> source_names{"limit", "rule", "monitor", "verdict"};

[[nodiscard]] constexpr std::string_view name(Direction d) noexcept {
  return direction_names[static_cast<std::size_t>(d)];
}
[[nodiscard]] constexpr std::string_view name(Effect e) noexcept {
  return effect_names[static_cast<std::size_t>(e)];
}
[[nodiscard]] constexpr std::string_view name(Source s) noexcept {
  return source_names[static_cast<std::size_t>(s)];
}

/** What a move in `direction` means to someone who wishes `better`. */
[[nodiscard]] constexpr Effect effect_of(Direction direction, Better better) noexcept {
  if (direction == Direction::none || better == Better::unstated) return Effect::none;
  return (direction == Direction::up) == (better == Better::higher) ? Effect::improvement
                                                                    : Effect::deterioration;
}

/** One signal on points [first, last], both included, 0-based. `rule` refers to static storage. */
struct Signal {
  std::string_view rule;
  Source source{};
  std::size_t first{};
  std::size_t last{};
  Direction direction{};
  Effect effect{};
};

}  // namespace kvalspc
