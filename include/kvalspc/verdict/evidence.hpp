/** @file The sides of a series and their tests, whatever the kind of level. */
#pragma once

#include <cstddef>

#include <kvalspc/verdict/effect.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/values.hpp>

namespace kvalspc::verdict {

/** One side of a series, with its level. */
[[nodiscard]] inline Side side_of(Measure measure, const chart::Points& points, std::size_t first,
                                  std::size_t end) {
  return counts_events(measure) ? sum_side(points, first, end)
                                : value_side(points, first, end, measure == Measure::medians);
}

/** Tests two sides, each with at least one period. */
[[nodiscard]] inline Evidence test_sides(Measure measure, const chart::Points& points, Split split,
                                         const Side& before, const Side& after, double alpha) {
  switch (measure) {
    case Measure::proportions:
      return test_counts<Proportions>(points, split, before, after, alpha);
    case Measure::rates:
      return test_counts<Rates>(points, split, before, after, alpha);
    default:
      return test_values(points, split, measure == Measure::medians, alpha);
  }
}

}  // namespace kvalspc::verdict
