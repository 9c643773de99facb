/** @file Facts about the data that are values, never exceptions: one poor series must not stop thirty
 * thousand. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvalspc {

/** What can be said of a phase or a series. The order is the order of gravity; a chart reports its gravest
 * phase. */
enum class Status : std::uint8_t {
  ok,              ///< centre line and, where the chart has them, limits could be computed
  no_variation,    ///< all values are equal: limits coincide with the centre line, nothing can signal
  too_few_points,  ///< a centre line, but too few points for the spread (no two consecutive values)
  no_data,         ///< no point with a value in the baseline
};

inline constexpr std::array<std::string_view, 4> status_names{"ok", "no_variation", "too_few_points",
                                                              "no_data"};

/** The name that Python, files and documentation use. */
[[nodiscard]] constexpr std::string_view name(Status status) noexcept {
  return status_names[static_cast<std::size_t>(status)];
}

/** The graver of two. */
[[nodiscard]] constexpr Status graver(Status a, Status b) noexcept { return a < b ? b : a; }

}  // namespace kvalspc
