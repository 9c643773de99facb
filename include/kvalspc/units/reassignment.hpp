/**
 * @file The p-value of start times by reassignment: what if the same starts had fallen on other units?
 *
 * Exact when which unit starts when has nothing to do with the outcome, whatever the months of a unit owe
 * each other: Fisher (1935); for stepped starts Ji, Fink, Robyn and Small (2017), Ann. Appl. Stat. 11:1-20.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <kvalspc/math/efficient_score.hpp>
#include <kvalspc/math/random.hpp>

namespace kvalspc::units {

struct Reassignment {
  double p = std::numeric_limits<double>::quiet_NaN();
  double smallest_p = 1.0;  ///< that any outcome could give
  bool exact = false;       ///< all reassignments were tried, not a sample
};

inline constexpr double most_reassignments = 50'000.0;
inline constexpr int sampled_reassignments = 19'999;

namespace detail {

/** How many ways there are to give these starts (sorted) to the units. */
[[nodiscard]] inline double count_reassignments(const std::vector<std::size_t>& sorted) noexcept {
  double ways = 1.0, run = 0.0;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    run = k > 0 && sorted[k] == sorted[k - 1] ? run + 1.0 : 1.0;
    ways *= static_cast<double>(k + 1) / run;
  }
  return std::round(ways);
}

}  // namespace detail

/**
 * Reassigns `starts` (periods of the panel; those behind its end are controls) among the units; the statistic
 * is the absolute efficient score over the root of its information, at the means of the model without effect.
 *
 * @param most with more reassignments than this a sample of them is tried
 */
template <class Link>
[[nodiscard]] Reassignment reassign(const math::Panel& panel, const std::vector<double>& means,
                                    const std::vector<std::size_t>& starts,
                                    double most = most_reassignments) {
  std::vector<std::size_t> sorted = starts;
  for (std::size_t& start : sorted) start = std::min(start, panel.periods);
  const std::vector<std::size_t> observed = sorted;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::size_t> distinct = sorted;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Reassignment result;
  if (distinct.size() < 2) return result;
  const math::EfficientScore<Link> efficient(panel, means);
  std::vector<std::vector<math::ScorePiece>> pieces(panel.units);
  for (std::size_t u = 0; u < panel.units; ++u) {
    for (const std::size_t start : distinct) pieces[u].push_back(efficient.piece(u, start));
  }
  const auto place = [&](std::size_t start) {
    return static_cast<std::size_t>(std::lower_bound(distinct.begin(), distinct.end(), start) -
                                    distinct.begin());
  };
  math::ScorePiece sum;
  const auto statistic = [&](const std::vector<std::size_t>& places) {
    sum.score = sum.own = 0.0;
    sum.whitened.setZero(static_cast<Eigen::Index>(panel.periods) - 1);
    for (std::size_t u = 0; u < places.size(); ++u) sum += pieces[u][places[u]];
    const double information = sum.information();
    constexpr double no_information = 1e-9;
    return information > no_information * sum.own ? std::abs(sum.score) / std::sqrt(information) : 0.0;
  };
  std::vector<std::size_t> places(observed.size());
  std::transform(observed.begin(), observed.end(), places.begin(), place);
  constexpr double tie = 1e-9;
  const double least = statistic(places) * (1.0 - tie);
  std::sort(places.begin(), places.end());
  const double ways = detail::count_reassignments(sorted);
  result.exact = ways <= most;
  double as_large = 0.0;
  if (result.exact) {
    do as_large += statistic(places) >= least ? 1.0 : 0.0;
    while (std::next_permutation(places.begin(), places.end()));
    result.p = as_large / ways;
    result.smallest_p = 1.0 / ways;
    return result;
  }
  constexpr std::uint64_t seed = 20240917;
  constexpr int enough_extreme = 500;
  math::Random random(seed);
  math::SimulatedP simulated(sampled_reassignments, enough_extreme);
  while (simulated.unfinished()) {
    for (std::size_t left = places.size() - 1; left > 0; --left) {
      const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(left + 1));
      std::swap(places[left], places[other]);
    }
    simulated.add(statistic(places) >= least);
  }
  result.p = simulated.p();
  result.smallest_p = 1.0 / sampled_reassignments;
  return result;
}

}  // namespace kvalspc::units
