/** @file Ranks of units, never without their intervals. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <kvalspc/math/quantile.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/units/shrinkage.hpp>

namespace kvalspc::units {

/** A unit's place among all: the median, and the interval that holds it with probability 1 - alpha. */
struct Rank {
  double median = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

namespace detail {

inline constexpr int rank_draws = 999;
inline constexpr std::uint64_t rank_seed = 20250102;

[[nodiscard]] inline double draw_level(const math::Beta& level, math::Random& random) noexcept {
  const double up = math::draw_gamma(level.a, random);
  return up / (up + math::draw_gamma(level.b, random));
}
[[nodiscard]] inline double draw_level(const math::Gamma& level, math::Random& random) noexcept {
  return math::draw_gamma(level.shape, random) / level.rate;
}

[[nodiscard]] inline const Spread& draw_spread(std::span<const Spread> spreads,
                                               math::Random& random) noexcept {
  double left = random.uniform();
  for (const Spread& s : spreads) {
    left -= s.weight;
    if (left < 0.0) return s;
  }
  return spreads.back();
}

}  // namespace detail

/**
 * Ranks of all units, 1 for the lowest level (or, with `highest_first`, the highest), by simulation with a
 * fixed seed.
 *
 * Goldstein and Spiegelhalter (1996), J. R. Stat. Soc. A 159:385-443: intervals of ranks are wide, and a rank
 * without one misleads. NaN for units without data, or where nothing is known.
 */
template <class Family>
[[nodiscard]] std::vector<Rank> ranks(const Series& units, const Levels<Family>& levels, double alpha,
                                      bool highest_first) {
  std::vector<Rank> found(units.size());
  if (!levels.known()) return found;
  std::vector<std::size_t> members;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (present(units, k)) members.push_back(k);
  }
  math::Random random(detail::rank_seed);
  std::vector<std::vector<double>> places(members.size());
  std::vector<double> level(members.size());
  std::vector<std::size_t> order(members.size());
  for (int replicate = 0; replicate < detail::rank_draws; ++replicate) {
    const auto before = detail::prior(Family{}, detail::draw_spread(levels.spreads(), random));
    for (std::size_t j = 0; j < members.size(); ++j) {
      const std::size_t k = members[j];
      level[j] =
          detail::draw_level(detail::posterior(before, units.numerator[k], units.denominator_at(k)), random);
    }
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return highest_first ? level[a] > level[b] : level[a] < level[b];
    });
    for (std::size_t place = 0; place < order.size(); ++place)
      places[order[place]].push_back(static_cast<double>(place + 1));
  }
  for (std::size_t j = 0; j < members.size(); ++j) {
    std::sort(places[j].begin(), places[j].end());
    const auto at = [&](double share) { return math::quantile_of_sorted(places[j], share); };
    found[members[j]] = {at(0.5), at(0.5 * alpha), at(1.0 - 0.5 * alpha)};
  }
  return found;
}

}  // namespace kvalspc::units
