/**
 * @file New medians after sustained runs, the run-based rebase of the R package runcharter (written here from
 * a description): a suggestion to look at, never a default. The new median comes from the very points that
 * made the run, and so looks further away than the level is.
 */
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/rephase/side_runs.hpp>
#include <kvalspc/signal.hpp>

namespace kvalspc::rephase {

/** How to search; the defaults are those of runcharter 0.2. */
struct SustainedRun {
  std::size_t baseline = 13;              ///< points that the first median rests on
  std::size_t run = 9;                    ///< useful points in a row on one side that make a new median
  Direction direction = Direction::none;  ///< up or down: only runs on that side count
};

/** A median, and the points [first, last] that it rests on. */
struct MedianPhase {
  double median;
  std::size_t first;
  std::size_t last;
  Direction direction;  ///< of the run; none for the baseline
};

namespace detail {

/** The median of the values in [first, last] that are not left out; NaN without any. */
[[nodiscard]] inline double median_of(std::span<const double> values, std::size_t first, std::size_t last,
                                      const std::vector<std::int8_t>* sides = nullptr) {
  std::vector<double> kept;
  for (std::size_t k = first; k <= last; ++k)
    if (values[k] == values[k] && (sides == nullptr || (*sides)[k] != 0)) kept.push_back(values[k]);
  return kept.empty() ? std::nan("") : math::median_in_place(std::span<double>(kept));
}

}  // namespace detail

/**
 * The baseline's median and those of the sustained runs after it, in time order; empty for a series shorter
 * than baseline and one run. Points on the median and missing ones neither make nor end a run.
 * @throws std::invalid_argument for a baseline below 1 or a run below 2
 */
[[nodiscard]] inline std::vector<MedianPhase> sustained_runs(std::span<const double> values,
                                                             const SustainedRun& how = {}) {
  if (how.baseline < 1) kvalspc::detail::throw_invalid("baseline", "0", "1 or more");
  if (how.run < 2) kvalspc::detail::throw_invalid("run", std::to_string(how.run), "2 or more");
  if (values.size() < how.baseline + how.run) return {};
  std::vector<MedianPhase> phases{
      {detail::median_of(values, 0, how.baseline - 1), 0, how.baseline - 1, Direction::none}};
  std::vector<std::int8_t> sides(values.size(), 0);
  std::size_t first = 0, length = 0;
  std::int8_t side = 0;
  for (std::size_t k = how.baseline; k < values.size(); ++k) {
    sides[k] = side_of(values[k] - phases.back().median, 0.0);
    if (sides[k] == 0) continue;
    if (sides[k] != side) {
      first = k;
      length = 0;
    }
    side = sides[k];
    ++length;
    const Direction direction = side > 0 ? Direction::up : Direction::down;
    if (length < how.run || (how.direction != Direction::none && direction != how.direction)) continue;
    phases.push_back({detail::median_of(values, first, k, &sides), first, k, direction});
    side = 0;
  }
  return phases;
}

}  // namespace kvalspc::rephase
