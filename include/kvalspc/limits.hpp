/** @file The vocabulary of control limits: which kind was asked for, and the range that a value can take. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace kvalspc {

/** Which limits: asked for (never `given`), and used (never `automatic`). */
enum class LimitsKind : std::uint8_t {
  none,       ///< the chart has no limits (run chart)
  sigma,      ///< centre line +- 3 sigma
  exact,      ///< the largest and smallest counts whose mid-P tail is at least .00135
  automatic,  ///< by phase: exact where its counts are small (docs/limits.md), else sigma
  given,      ///< one or both are the caller's own numbers
};

inline constexpr std::array<std::string_view, 5> limits_names{"none", "sigma", "exact", "auto", "given"};

[[nodiscard]] constexpr std::string_view name(LimitsKind kind) noexcept {
  return limits_names[static_cast<std::size_t>(kind)];
}

/** The closed range of possible values; displayed limits are clamped to it, raw limits are not. */
struct Bounds {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

}  // namespace kvalspc
