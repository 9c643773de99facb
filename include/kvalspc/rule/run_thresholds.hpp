/** @file What a test of runs still takes for random variation. */
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace kvalspc::rule {

/**
 * A signal: longest run > `longest_run_max`, crossings < `crossings_min` or > `crossings_max`. A cut box
 * takes two edges off what is left: a longest run of exactly `longest_run_max` signals with at most
 * `crossings_cut` crossings, and exactly `crossings_min` crossings signal with a longest run of at least
 * `longest_run_cut`.
 */
struct RunThresholds {
  static constexpr std::int32_t unlimited = std::numeric_limits<std::int32_t>::max();

  std::int32_t longest_run_max{};
  std::int32_t crossings_min{};
  std::int32_t crossings_max = unlimited;
  std::int32_t longest_run_cut = unlimited;
  std::int32_t crossings_cut = -1;

  // Both sides of every "or" are asked: what random runs answer no processor can foresee.
  [[nodiscard]] bool long_run(std::int32_t longest, std::int32_t crossings) const noexcept {
    return (longest > longest_run_max) | ((longest == longest_run_max) & (crossings <= crossings_cut));
  }
  [[nodiscard]] bool odd_crossings(std::int32_t longest, std::int32_t crossings) const noexcept {
    return (crossings < crossings_min) | (crossings > crossings_max) |
           ((crossings == crossings_min) & (longest >= longest_run_cut));
  }
  [[nodiscard]] bool signal(std::int32_t longest, std::int32_t crossings) const noexcept {
    const bool run = long_run(longest, crossings), odd = odd_crossings(longest, crossings);
    return run | odd;
  }
  friend bool operator==(const RunThresholds&, const RunThresholds&) = default;
};

}  // namespace kvalspc::rule
