/** @file The decisions of a search for new phases, one by one, so that a reader can follow and disagree. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kvalspc/signal.hpp>

namespace kvalspc::rephase {

/** What was decided at a position. */
enum class Decision : std::uint8_t {
  too_few,            ///< fewer points than a first phase needs: no limits at all
  baseline,           ///< the first phase: limits from here to before `at`
  inside_run,         ///< a long run that began earlier goes on for long enough: look here
  next_run,           ///< the next long run begins at `at`: look there
  no_run,             ///< no further long run: done
  too_few_left,       ///< fewer points left than a phase needs: done
  too_few_after_run,  ///< a long run, but fewer points from here than a phase needs: done
  accepted,           ///< a new phase begins here
  rejected,           ///< the phase before goes on
};

inline constexpr std::array<std::string_view, 9> decision_names{
    "too_few",      "baseline",          "inside_run", "next_run", "no_run",
    "too_few_left", "too_few_after_run", "accepted",   "rejected"};

[[nodiscard]] constexpr std::string_view name(Decision decision) noexcept {
  return decision_names[static_cast<std::size_t>(decision)];
}

/** One decision. */
struct Step {
  Decision decision{};
  std::size_t position{};  ///< 0-based, where the search stood
  std::size_t at{};        ///< where a phase ends or a run begins; else the position
  Direction direction{};   ///< of the run, where there is one
  bool opposed = false;    ///< within the new phase a long run goes back to the other side of its centre
  bool unsettled = false;  ///< the newest points all lie on that other side: more data might oppose it
};

}  // namespace kvalspc::rephase
