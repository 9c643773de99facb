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
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
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

/** What a kind of period may bring, each outcome with its two scores. */
class ScoredOutcomes {
 public:
  ScoredOutcomes(math::Outcomes outcomes, const Slot& slot) : outcomes_(std::move(outcomes)) {
    for (std::size_t k = 0; k < outcomes_.size(); ++k) {
      const double x = outcomes_.outcome(k);
      scores_.push_back({slot.up(x, slot.volume), slot.down(x, slot.volume)});
    }
  }

  /** Scores of a rise and of a fall. */
  [[nodiscard]] const std::array<double, 2>& at(double probability) const noexcept {
    return scores_[outcomes_.index(probability)];
  }

 private:
  math::Outcomes outcomes_;
  std::vector<std::array<double, 2>> scores_;
};

/** Highest sum that one stable unit reaches on either side within the horizon; next() -> the scores of the
 * next period. */
template <class Next>
[[nodiscard]] double highest_sum(std::size_t horizon, Next next) {
  double up = 0.0, down = 0.0, highest = 0.0;
  for (std::size_t period = 0; period < horizon; ++period) {
    const std::array<double, 2>& score = next();
    up = std::max(0.0, up + score[0]);
    down = std::max(0.0, down + score[1]);
    highest = std::max(highest, std::max(up, down));
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
  std::vector<ScoredOutcomes> scored;
  for (std::size_t stratum = 0; stratum < strata; ++stratum) {
    scored.clear();
    for (const Slot& slot : slots) scored.emplace_back(outcome(stratum, slot), slot);
    for (std::size_t future = 0; future < futures_a_stratum; ++future) {
      std::size_t place = future % order.size();
      highest.push_back(highest_sum(aim.horizon, [&]() -> const std::array<double, 2>& {
        const std::size_t kind = order[place];
        place = place + 1 == order.size() ? 0 : place + 1;
        return scored[kind].at(random.uniform());
      }));
    }
  }
  const double alarms = std::floor(aim.false_alarm * static_cast<double>(highest.size()));
  const auto at = highest.end() - 1 - static_cast<std::ptrdiff_t>(alarms);
  std::nth_element(highest.begin(), at, highest.end());
  return *at;
}

}  // namespace kvalspc::monitor
