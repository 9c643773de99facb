/**
 * @file The threshold of a CUSUM whose false alarms are stated: found by simulating stable units like this
 * one.
 *
 * A level estimated from a baseline is wrong by chance, and a CUSUM adds that error up: with the threshold of
 * a known level a stable unit is alerted several times too often (Jones, Champ and Rigdon 2004, Technometrics
 * 46:153-164). So the futures are drawn from what the baseline leaves possible, not from its level alone.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/monitor/score.hpp>

namespace kvalspc::monitor {

/** The promise: of stable units, looked at in each of `horizon` periods, at most this share is ever alerted.
 */
struct Aim {
  double false_alarm = 0.05;
  std::size_t horizon = 60;
};

/** One kind of period: its volume, and what a count in it scores for a rise and for a fall. */
struct Slot {
  double volume;
  Score up, down;
};

/** Simulated futures: so many possible levels, and so many futures of each. */
inline constexpr std::size_t strata = 256, futures_a_stratum = 16;

/** The middle of stratum k of a distribution. */
[[nodiscard]] inline double stratum_middle(std::size_t k) noexcept {
  return (static_cast<double>(k) + 0.5) / static_cast<double>(strata);
}

/** A second set of the same middles, in an order unrelated to the first: van der Corput (1935). */
[[nodiscard]] inline double stratum_partner(std::size_t k) noexcept {
  double value = 0.5 / static_cast<double>(strata), digit = 0.5;
  for (; k > 0; k >>= 1U, digit *= 0.5) value += (k & 1U) != 0U ? digit : 0.0;
  return value;
}

/** Highest sum that one stable unit reaches on either side within the horizon. */
template <class Next>
[[nodiscard]] double highest_sum(std::size_t horizon, Next next) {
  double up = 0.0, down = 0.0, highest = 0.0;
  for (std::size_t period = 0; period < horizon; ++period) {
    const auto [x, slot] = next(period);
    up = std::max(0.0, up + slot->up(x, slot->volume));
    down = std::max(0.0, down + slot->down(x, slot->volume));
    highest = std::max({highest, up, down});
  }
  return highest;
}

/**
 * The threshold at which a share `aim.false_alarm` of the simulated stable units is ever above it.
 *
 * @param order   the kinds of the periods to come (positions in `slots`), repeated as often as needed; each
 *                simulated unit begins at another place in it
 * @param outcome outcome(stratum, slot) -> math::Outcomes: what such a period may bring at that stratum's
 * level
 *
 * A fixed seed, the same for every unit: the same question always gets the same answer.
 */
template <class Outcome>
[[nodiscard]] double threshold_of(std::span<const Slot> slots, std::span<const std::size_t> order,
                                  const Aim& aim, Outcome outcome) {
  constexpr std::uint64_t seed = 20240917;
  math::Random random(seed);
  std::vector<double> highest;
  highest.reserve(strata * futures_a_stratum);
  std::vector<math::Outcomes> outcomes;
  for (std::size_t stratum = 0; stratum < strata; ++stratum) {
    outcomes.clear();
    for (std::size_t slot = 0; slot < slots.size(); ++slot) outcomes.push_back(outcome(stratum, slots[slot]));
    for (std::size_t future = 0; future < futures_a_stratum; ++future) {
      highest.push_back(highest_sum(aim.horizon, [&](std::size_t period) {
        const std::size_t kind = order[(period + future) % order.size()];
        struct Drawn {
          double x;
          const Slot* slot;
        };
        return Drawn{outcomes[kind].at(random.uniform()), &slots[kind]};
      }));
    }
  }
  const double alarms = std::floor(aim.false_alarm * static_cast<double>(highest.size()));
  const auto at = highest.end() - 1 - static_cast<std::ptrdiff_t>(alarms);
  std::nth_element(highest.begin(), at, highest.end());
  return *at;
}

}  // namespace kvalspc::monitor
