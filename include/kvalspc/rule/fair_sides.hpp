/** @file What is already known of the sides that published thresholds stand; shared by all threads. */
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace kvalspc::rule {

/**
 * Published thresholds signal the more often, the more unequal the numbers above and below are; so for each
 * number of useful points there is a largest difference that they stand, and each difference that was
 * computed says something of all others. `compute` is asked only for those between the largest known to be
 * fair and the smallest known to be unfair. What is remembered changes no answer, only how soon it comes.
 */
class FairSides {
 public:
  template <class Compute>
  [[nodiscard]] bool ask(std::int32_t above, std::int32_t below, Compute compute) noexcept {
    const std::int32_t useful = above + below;
    const auto difference = static_cast<std::uint32_t>(above < below ? below - above : above - below);
    if (useful >= longest) return compute();
    std::atomic<std::uint32_t>& kept = known_[static_cast<std::size_t>(useful)];
    const std::uint32_t now = kept.load(std::memory_order_relaxed);
    if (difference < (now & low_half)) return true;
    if (difference + (now >> 16U) >= bound) return false;
    const bool fair = compute();
    kept.store(fair ? (now & ~low_half) | (difference + 1) : (now & low_half) | ((bound - difference) << 16U),
               std::memory_order_relaxed);
    return fair;
  }

 private:
  static constexpr std::int32_t longest = 1025;  // up to here tests/long/fair_sides tries every split
  static constexpr std::uint32_t low_half = 0xffff, bound = 0x8000;
  /** Low half: one more than the largest difference known to be fair. High half: `bound` less the smallest
   * known to be unfair. Both 0: nothing is known. */
  std::array<std::atomic<std::uint32_t>, longest> known_{};
};

}  // namespace kvalspc::rule
