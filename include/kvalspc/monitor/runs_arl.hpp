/**
 * @file Average run length of a Shewhart chart with runs rules, exactly.
 *
 * Champ and Woodall (1987), Technometrics 29:393-399: what the rules remember of the last values is a Markov
 * chain. Each rule remembers, for each side, which of its last values were far out; a value that can no
 * longer complete the rule is forgotten, which keeps the chain small.
 */
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/linear.hpp>

namespace kvalspc::monitor {

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

/** Average run length of values that lie `shift` standard deviations from the centre line. */
[[nodiscard]] inline double runs_arl(std::span<const RunsRule> rules, double shift) {
  using State = std::vector<detail::Memory>;  // for each rule: above, below
  std::vector<double> edges{0.0};
  for (const RunsRule& rule : rules) {
    edges.push_back(rule.width);
    edges.push_back(-rule.width);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  // Zone z lies between edge z - 1 and edge z; a value far above a rule's width lies above that edge.
  const auto probability = [&](std::size_t zone) {
    const double above = zone == 0 ? 1.0 : math::normal_upper(edges[zone - 1] - shift);
    return above - (zone == edges.size() ? 0.0 : math::normal_upper(edges[zone] - shift));
  };
  const auto next_of = [&](const State& state, std::size_t zone) -> std::optional<State> {
    State next(state.size());
    for (std::size_t r = 0; r < rules.size(); ++r) {
      const bool above = zone > 0 && edges[zone - 1] >= rules[r].width;
      const bool below = zone < edges.size() && edges[zone] <= -rules[r].width;
      const auto high = detail::remember(rules[r], state[2 * r], above);
      const auto low = detail::remember(rules[r], state[2 * r + 1], below);
      if (!high || !low) return {};
      next[2 * r] = *high;
      next[2 * r + 1] = *low;
    }
    return next;
  };

  std::vector<State> states{State(2 * rules.size(), 0)};
  std::map<State, std::size_t> index{{states[0], 0}};
  struct Move {
    std::size_t from, to, zone;
  };
  std::vector<Move> moves;
  for (std::size_t from = 0; from < states.size(); ++from) {
    for (std::size_t zone = 0; zone <= edges.size(); ++zone) {
      const std::optional<State> next = next_of(states[from], zone);
      if (!next) continue;
      const auto [place, added] = index.try_emplace(*next, states.size());
      if (added) states.push_back(*next);
      moves.push_back({from, place->second, zone});
    }
  }
  const std::size_t size = states.size();
  std::vector<double> matrix(size * size, 0.0), ones(size, 1.0);
  for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] = 1.0;
  for (const Move& move : moves) matrix[move.from * size + move.to] -= probability(move.zone);
  return math::solve(matrix, ones)[0];
}

}  // namespace kvalspc::monitor
