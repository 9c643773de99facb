/**
 * @file Best box and cut box: thresholds of longest run and crossings found from their exact joint
 * distribution.
 *
 * The idea is that of Anhoej and Wentzel-Larsen (2020), PLoS ONE 15(6):e0233920; the thresholds are computed
 * here for each number of points, none is copied. Of all boxes "longest run at most l, crossings at least c"
 * that a stable series leaves with probability 7.5 % at most, the best one is left most often when the level
 * has moved by 0.8 standard deviations. The cut box then takes off as much of its two outer edges as the 7.5
 * % allow.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/rule/run_distribution.hpp>
#include <kvalspc/rule/run_thresholds.hpp>

namespace kvalspc::rule {

/** Searches boxes for one number of useful points after the other; memory is taken by reserve() alone. */
class BoxSearch {
 public:
  static constexpr double specificity = 0.925;  ///< of a box: P(no signal) of a stable series
  static constexpr double target_shift = 0.8;   ///< in standard deviations

  void reserve(std::size_t points) {
    for (Row* row : {&stable_, &moved_, &stable_below_, &moved_below_, &edge_}) {
      if (row->size() < points + 3) row->resize(points + 3);
    }
  }

  /** @param law reserved for as many points, and left with another distribution */
  [[nodiscard]] RunThresholds best_box(RunDistribution& law, std::int32_t useful) noexcept {
    RunThresholds best{useful, 0};
    double least = 2.0;
    law.fair(useful);
    const std::int32_t most = law.crossings_within(1.0 - specificity);
    std::int32_t longest = 1;
    while (law.exceeds(longest, 0, 1.0 - specificity)) ++longest;  // left too often, whatever the crossings
    for (; longest <= useful; ++longest) {
      fill_stable(law, longest, useful, stable_);
      if (stable_[0] < specificity) continue;
      std::int32_t crossings = 0;
      while (stable_[at(crossings + 1)] >= specificity) ++crossings;
      fill_moved(law, longest, useful, moved_);
      if (moved_[at(crossings)] < least) {
        least = moved_[at(crossings)];
        best = {longest, crossings};
      }
      if (crossings == most) break;  // a larger box would only be left less often
    }
    return best;
  }

  [[nodiscard]] RunThresholds cut_box(RunDistribution& law, std::int32_t useful) noexcept {
    RunThresholds box = best_box(law, useful);
    const std::int32_t longest = box.longest_run_max, fewest = box.crossings_min;
    fill_both(law, longest, useful, stable_, moved_);
    fill_both(law, longest - 1, useful, stable_below_, moved_below_);
    const double spare = stable_[at(fewest)] - specificity;
    double most = 0.0, stable_side = 0.0, moved_side = 0.0;
    // The side edge holds cells (run, fewest) for runs from `run` to the box's longest; none at first.
    for (std::int32_t run = longest + 1; run >= 1; --run) {
      if (run <= longest) {
        stable_side += edge_cell(law, run, useful, fewest, false);
        moved_side += edge_cell(law, run, useful, fewest, true);
      }
      if (stable_side > spare) break;
      const bool cornered = run <= longest;
      for (std::int32_t crossings = fewest - 1; crossings < useful; ++crossings) {
        const std::int32_t first = cornered ? fewest + 1 : fewest;  // the corner is counted once
        const double stable = stable_side + top_edge(stable_, stable_below_, first, crossings);
        if (stable > spare) break;
        const double moved = moved_side + top_edge(moved_, moved_below_, first, crossings);
        if (!(moved > most)) continue;
        most = moved;
        box.crossings_cut = crossings < fewest ? -1 : crossings;
        box.longest_run_cut = cornered ? run : RunThresholds::unlimited;
      }
    }
    return box;
  }

 private:
  using Row = std::vector<double>;  ///< by c: P(C >= c, L <= longest)

  [[nodiscard]] static constexpr std::size_t at(std::int32_t k) noexcept {
    return static_cast<std::size_t>(k);
  }

  static void clear(Row& row, std::int32_t useful) noexcept { std::fill_n(row.begin(), useful + 3, 0.0); }

  static void fill_stable(RunDistribution& law, std::int32_t longest, std::int32_t useful,
                          Row& row) noexcept {
    clear(row, useful);
    law.fair(useful);
    law.add_inside(longest, 1.0, row);
  }

  /** The numbers above and below are binomial, and given them every order is equally likely. */
  static void fill_moved(RunDistribution& law, std::int32_t longest, std::int32_t useful, Row& row) noexcept {
    clear(row, useful);
    const math::Binomial above{static_cast<double>(useful), math::normal_upper(-target_shift)};
    for (std::int32_t a = 0; a <= useful; ++a) {
      const double chance = std::exp(above.log_probability(a));
      if (chance < 1e-18) continue;
      law.given(a, useful - a);
      law.add_inside(longest, chance, row);
    }
  }

  static void fill_both(RunDistribution& law, std::int32_t longest, std::int32_t useful, Row& stable,
                        Row& moved) noexcept {
    fill_stable(law, longest, useful, stable);
    fill_moved(law, longest, useful, moved);
  }

  /** P(L = longest, first <= C <= last), from the rows of `longest` and of one less. */
  [[nodiscard]] static double top_edge(const Row& row, const Row& below, std::int32_t first,
                                       std::int32_t last) noexcept {
    if (last < first) return 0.0;
    return (row[at(first)] - row[at(last + 1)]) - (below[at(first)] - below[at(last + 1)]);
  }

  /** P(L = run, C = crossings) */
  double edge_cell(RunDistribution& law, std::int32_t run, std::int32_t useful, std::int32_t crossings,
                   bool moved) noexcept {
    double cell = 0.0;
    for (const std::int32_t longest : {run, run - 1}) {
      if (moved) fill_moved(law, longest, useful, edge_);
      else fill_stable(law, longest, useful, edge_);
      const double here = edge_[at(crossings)] - edge_[at(crossings + 1)];
      cell += longest == run ? here : -here;
    }
    return cell;
  }

  Row stable_, moved_, stable_below_, moved_below_, edge_;
};

}  // namespace kvalspc::rule
