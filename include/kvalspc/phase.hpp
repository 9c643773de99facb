/** @file How a series is split in phases, which points found its limits, and which points are left out. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>

namespace kvalspc {

/** One phase: positions [first, end); its centre line and limits come from [first, baseline_end). */
struct Phase {
  std::size_t first{};
  std::size_t baseline_end{};
  std::size_t end{};

  [[nodiscard]] bool frozen() const noexcept { return baseline_end < end; }
  friend bool operator==(const Phase&, const Phase&) = default;
};

/**
 * The caller's plan. All positions are 0-based and count every slot, also those with a missing value.
 *
 * `breaks`: the first position of each new phase. `freeze`: the first position after the baseline of the
 * phase in which it lies, at most one a phase; other phases are not frozen. `exclude`: points that stay on
 * the chart but take no part in centre line, limits or rules.
 */
struct Plan {
  std::vector<std::size_t> breaks{};
  std::vector<std::size_t> freeze{};
  std::vector<std::size_t> exclude{};
};

/**
 * The phases of a series of `size` points.
 * @throws std::out_of_range for a position outside the series; std::invalid_argument for breaks that do not
 * increase, or for two freezes in one phase.
 */
[[nodiscard]] inline std::vector<Phase> phases_of(const Plan& plan, std::size_t size) {
  std::vector<Phase> phases;
  phases.reserve(plan.breaks.size() + 1);
  std::size_t first = 0;
  for (const std::size_t next : plan.breaks) {
    if (next == 0 || next >= size) {
      detail::throw_position("breaks", next,
                             "a position from 1 to " + std::to_string(size == 0 ? 0 : size - 1));
    }
    if (next <= first) detail::throw_invalid("breaks", std::to_string(next), "positions that increase");
    phases.push_back({first, next, next});
    first = next;
  }
  phases.push_back({first, size, size});
  for (const std::size_t position : plan.freeze) {
    const auto phase = std::find_if(phases.begin(), phases.end(),
                                    [&](const Phase& p) { return p.first < position && position < p.end; });
    if (phase == phases.end()) {
      detail::throw_position(
          "freeze", position,
          "a position inside a phase, after its first point (" + std::to_string(size) + " points)");
    }
    if (phase->frozen())
      detail::throw_invalid("freeze", std::to_string(position), "at most one position a phase");
    phase->baseline_end = position;
  }
  return phases;
}

/**
 * One byte a point: 1 where it is excluded; empty when nothing is.
 * @throws std::out_of_range for a position outside the series.
 */
[[nodiscard]] inline std::vector<std::uint8_t> exclusion_mask(const Plan& plan, std::size_t size) {
  if (plan.exclude.empty()) return {};
  std::vector<std::uint8_t> excluded(size, 0);
  for (const std::size_t position : plan.exclude) {
    if (position >= size)
      detail::throw_position("exclude", position, "a position below " + std::to_string(size));
    excluded[position] = 1;
  }
  return excluded;
}

}  // namespace kvalspc
