/** @file Average run length of a Shewhart chart with runs rules, exactly: Champ and Woodall (1987). */
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/math/linear.hpp>
#include <kvalspc/rule/runs_chain.hpp>

namespace kvalspc::monitor {

using rule::RunsRule;

/** Average run length of values that lie `shift` standard deviations from the centre line. */
[[nodiscard]] inline double runs_arl(std::span<const RunsRule> rules, double shift) {
  const rule::RunsChain chain(rules);
  const std::vector<double> zone = chain.zones(shift);
  const std::size_t size = chain.size();
  std::vector<double> matrix(size * size, 0.0), ones(size, 1.0);
  for (std::size_t i = 0; i < size; ++i) matrix[i * size + i] = 1.0;
  for (const rule::RunsChain::Move& move : chain.moves())
    matrix[move.from * size + move.to] -= zone[move.zone];
  return math::solve(matrix, ones)[0];
}

}  // namespace kvalspc::monitor
