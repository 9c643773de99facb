/**
 * @file Rules that count far points, as a Markov chain: exact probabilities of their signals.
 *
 * Champ and Woodall (1987), Technometrics 29:393-399: what the rules remember of the last values is a Markov
 * chain. Each rule remembers, for each side, which of its last values were far out; a value that can no
 * longer complete the rule is forgotten, which keeps the chain small.
 */
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>

namespace kvalspc::rule {

/** Signals when `needed` of the last `window` values lie beyond `width` standard deviations on one side; a
 * point beyond its limit is {1, 1, 3}, eight in a row {8, 8, 0}. window <= 16. */
struct RunsRule {
  int needed;
  int window;
  double width;
};

namespace detail {

/** What one rule remembers of one side: bit 0 is the newest value. */
using Memory = std::uint32_t;

/** The memory after one more value, or none where the rule signals. */
[[nodiscard]] inline std::optional<Memory> remember(const RunsRule& rule, Memory before, bool far) noexcept {
  const Memory now = (before << 1U) | (far ? 1U : 0U);
  if (std::popcount(now) >= rule.needed) return {};
  Memory kept = 0;
  int newer = 0;
  for (int age = 0; age + 1 < rule.window; ++age) {
    if (((now >> static_cast<unsigned>(age)) & 1U) == 0U) continue;
    ++newer;
    const int ahead = rule.window - 1 - age;  // values that can still join this one in a window
    if (newer + ahead >= rule.needed) kept |= Memory{1} << static_cast<unsigned>(age);
  }
  return kept;
}

}  // namespace detail

/** What rules remember while none has signalled, and how one value leads from one memory to the next. */
class RunsChain {
 public:
  /** From one state to another, through a value in a zone; zones lie between neighbouring widths. */
  struct Move {
    std::size_t from, to, zone;
  };

  explicit RunsChain(std::span<const RunsRule> rules) : rules_(rules) {
    edges_.push_back(0.0);
    for (const RunsRule& rule : rules) {
      edges_.push_back(rule.width);
      edges_.push_back(-rule.width);
    }
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    explore();
  }

  /** Number of states; the first is that of no values. */
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const std::vector<Move>& moves() const noexcept { return moves_; }

  /** P(value in each zone) for values that lie `shift` standard deviations from the centre line. */
  [[nodiscard]] std::vector<double> zones(double shift) const {
    std::vector<double> probability;
    for (std::size_t zone = 0; zone <= edges_.size(); ++zone) {
      const double above = zone == 0 ? 1.0 : math::normal_upper(edges_[zone - 1] - shift);
      probability.push_back(above - (zone == edges_.size() ? 0.0 : math::normal_upper(edges_[zone] - shift)));
    }
    return probability;
  }

  /** P(a signal among the first `points` values). */
  [[nodiscard]] double signal_within(std::size_t points, double shift) const {
    const std::vector<double> zone = zones(shift);
    std::vector<double> now(size_, 0.0), next(size_, 0.0);
    now[0] = 1.0;
    double signalled = 0.0;
    for (std::size_t k = 0; k < points; ++k) {
      std::fill(next.begin(), next.end(), 0.0);
      for (const Move& move : moves_) next[move.to] += now[move.from] * zone[move.zone];
      for (const Move& move : signals_) signalled += now[move.from] * zone[move.zone];
      now.swap(next);
    }
    return signalled;
  }

 private:
  using State = std::vector<detail::Memory>;  ///< for each rule: above, below

  [[nodiscard]] std::optional<State> next_of(const State& state, std::size_t zone) const {
    State next(state.size());
    for (std::size_t r = 0; r < rules_.size(); ++r) {
      const bool above = zone > 0 && edges_[zone - 1] >= rules_[r].width;
      const bool below = zone < edges_.size() && edges_[zone] <= -rules_[r].width;
      const auto high = detail::remember(rules_[r], state[2 * r], above);
      const auto low = detail::remember(rules_[r], state[2 * r + 1], below);
      if (!high || !low) return {};
      next[2 * r] = *high;
      next[2 * r + 1] = *low;
    }
    return next;
  }

  void explore() {
    std::vector<State> states{State(2 * rules_.size(), 0)};
    std::map<State, std::size_t> index{{states[0], 0}};
    for (std::size_t from = 0; from < states.size(); ++from) {
      for (std::size_t zone = 0; zone <= edges_.size(); ++zone) {
        const std::optional<State> next = next_of(states[from], zone);
        if (!next) {
          signals_.push_back({from, from, zone});
          continue;
        }
        const auto [place, added] = index.try_emplace(*next, states.size());
        if (added) states.push_back(*next);
        moves_.push_back({from, place->second, zone});
      }
    }
    size_ = states.size();
  }

  std::span<const RunsRule> rules_;
  std::vector<double> edges_;
  std::vector<Move> moves_, signals_;
  std::size_t size_{};
};

}  // namespace kvalspc::rule
