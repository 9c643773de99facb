/**
 * @file The latest point in one word: what kind of variation it shows, and whether the process as it is now
 * reaches a target.
 *
 * The categories are those of NHS Making Data Count; which rules make a point special is the caller's choice.
 */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include <kvalspc/signal.hpp>

namespace kvalspc {

/** What kind of variation the latest point shows; `high` and `low` are the signal's side, not the wish. */
enum class Cause : std::uint8_t {
  not_assessable,    ///< no point that counts, or too few for limits
  common_cause,      ///< no signal at the latest point
  improvement_high,  ///< special cause, in the wished direction
  improvement_low,
  concern_high,  ///< special cause, against the wish
  concern_low,
  neither_high,  ///< special cause, and no wish stated
  neither_low,
  neither,  ///< special cause without a side: too few crossings, or signals on both sides and no wish
};

/** Does the process as it is now reach its target? Common-cause variation lies between the limits. */
enum class Assurance : std::uint8_t {
  not_assessable,  ///< no target, no wish, or no limits
  pass,            ///< every value between the limits reaches the target
  fail,            ///< none does
  hit_or_miss,     ///< some do
};

inline constexpr std::array<std::string_view, 9> cause_names{
    "not_assessable", "common_cause", "improvement_high", "improvement_low", "concern_high",
    "concern_low",    "neither_high", "neither_low",      "neither"};
inline constexpr std::array<std::string_view, 4> assurance_names{"not_assessable", "pass", "fail",
                                                                 "hit_or_miss"};

[[nodiscard]] constexpr std::string_view name(Cause v) noexcept {
  return cause_names[static_cast<std::size_t>(v)];
}
[[nodiscard]] constexpr std::string_view name(Assurance a) noexcept {
  return assurance_names[static_cast<std::size_t>(a)];
}

/** The latest point that counts: the signals that it completes, and its limits held within what is possible.
 */
struct LatestPoint {
  bool any = false;     ///< is there one?
  bool limits = false;  ///< has it limits?
  bool up = false, down = false, sideless = false;
  std::size_t position{};
  double lower{}, upper{};

  void signals(Direction direction) noexcept {
    up = up || direction == Direction::up;
    down = down || direction == Direction::down;
    sideless = sideless || direction == Direction::none;
  }
};

/** Signals on both sides: the wished one counts, as Making Data Count has it. */
[[nodiscard]] constexpr Cause variation_of(const LatestPoint& latest, Better better) noexcept {
  if (!latest.any) return Cause::not_assessable;
  const bool both = latest.up && latest.down;
  if (better == Better::unstated) {
    if (both) return Cause::neither;
    if (latest.up) return Cause::neither_high;
    if (latest.down) return Cause::neither_low;
    return latest.sideless ? Cause::neither : Cause::common_cause;
  }
  const bool high = better == Better::higher;
  if (high ? latest.up : latest.down) return high ? Cause::improvement_high : Cause::improvement_low;
  if (high ? latest.down : latest.up) return high ? Cause::concern_low : Cause::concern_high;
  return latest.sideless ? Cause::neither : Cause::common_cause;
}

/**
 * A value equal to the target reaches it: so a limit on the target counts as reaching it, a process that is
 * always 100 % passes a target of 100 %, and one whose better limit just touches the target is hit or miss.
 * Where it `must_be_passed`, a worse limit on the target leaves the answer open too.
 */
[[nodiscard]] constexpr Assurance assurance_of(const LatestPoint& latest, Better better,
                                               const std::optional<double>& target,
                                               bool must_be_passed = false) noexcept {
  if (!latest.any || !latest.limits || better == Better::unstated || !target)
    return Assurance::not_assessable;
  const bool high = better == Better::higher;
  const bool worst_reaches = high ? latest.lower >= *target : latest.upper <= *target;
  const bool best_reaches = high ? latest.upper >= *target : latest.lower <= *target;
  const bool on_target = (high ? latest.lower : latest.upper) == *target;
  if (worst_reaches && !(must_be_passed && on_target)) return Assurance::pass;
  return best_reaches ? Assurance::hit_or_miss : Assurance::fail;
}

}  // namespace kvalspc
