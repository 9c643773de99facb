/** @file The words of floor 5: verdicts, strengths and reasons. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvalspc {

/** What can honestly be said. The first eight need a start, the next two need none, the last is for either.
 */
enum class Verdict : std::uint8_t {
  improved,
  worsened,
  changed,      ///< changed, and nobody said which way is better
  no_evidence,  ///< no sure change, and a relevant one would probably have been seen
  uncertain,    ///< no sure change, and too little data to have seen a relevant one
  too_few_data,
  baseline_unstable,
  changed_before,
  stable,
  shifted,
  not_assessable,
};

inline constexpr std::array<std::string_view, 11> verdict_names{
    "improved",          "worsened",       "changed", "no_evidence", "uncertain",     "too_few_data",
    "baseline_unstable", "changed_before", "stable",  "shifted",     "not_assessable"};

/** How strong the evidence is: strong = also when neighbouring periods resemble each other. */
enum class Strength : std::uint8_t {
  none,
  weak,  ///< only beside no_evidence or uncertain: chance alone would be an unlikely explanation, the usual
         ///< variation is not
  moderate,
  strong,
};

inline constexpr std::array<std::string_view, 4> strength_names{"none", "weak", "moderate", "strong"};

/** Why a series gets too_few_data, baseline_unstable or not_assessable. */
enum class Reason : std::uint8_t {
  none,
  no_data,           ///< no period with patients
  no_variation,      ///< all measurements are the same
  baseline_periods,  ///< fewer periods before the start than needed
  after_periods,     ///< fewer periods after it
  periods,           ///< fewer periods than a search for a change needs
  events,            ///< so few events that no outcome could reach the level
  power,             ///< a relevant change would hardly be seen
  baseline_changed,  ///< the verdict depends on a change inside the baseline
  odd_periods,       ///< the verdict depends on odd periods in the baseline
  no_contrast,       ///< nothing to compare with: all units started at once, or none
};

inline constexpr std::array<std::string_view, 11> reason_names{
    "none",   "no_data", "no_variation",     "baseline_periods", "after_periods", "periods",
    "events", "power",   "baseline_changed", "odd_periods",      "no_contrast"};

/** Remarks beside a verdict: what was seen in the baseline, without the verdict depending on it. */
enum class Note : std::uint8_t {
  baseline_changed,     ///< the level changed inside the baseline
  odd_periods,          ///< periods of the baseline do not belong with the others
  baseline_trend,       ///< the level was already rising or falling
  last_periods,         ///< without the last three periods before the start, bad ones, the answer is another
  change_before_start,  ///< all likely dates of the change lie before the start
};

inline constexpr std::array<std::string_view, 5> note_names{
    "baseline_changed", "odd_periods", "baseline_trend", "last_periods", "change_before_start"};

[[nodiscard]] constexpr std::string_view name(Verdict v) noexcept {
  return verdict_names[static_cast<std::size_t>(v)];
}
[[nodiscard]] constexpr std::string_view name(Strength s) noexcept {
  return strength_names[static_cast<std::size_t>(s)];
}
[[nodiscard]] constexpr std::string_view name(Reason r) noexcept {
  return reason_names[static_cast<std::size_t>(r)];
}
[[nodiscard]] constexpr std::string_view name(Note n) noexcept {
  return note_names[static_cast<std::size_t>(n)];
}

}  // namespace kvalspc
