/**
 * @file The kernel of a chart: rows -> facts, eight points at a time, without a branch on a point.
 *
 * It reads a series twice: once for what the baseline adds up to, once (from the first-level cache) for the
 * side of the centre line and for the limits. The second reading leaves one bit a point in 64-bit words;
 * runs, crossings and counts are then found on whole words, of eight series at once. All formulas are those
 * of the chart's policy, with Pack for R. docs/kernels.md explains it step by step.
 */
#pragma once

#include <type_traits>

#include <kvalspc/chart/level.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "count.hpp"
#include "eight.hpp"
#include "eight_ranges.hpp"
#include "eight_values.hpp"
#include "lanes.hpp"
#include "medians.hpp"
#include "points.hpp"
#include "ranges.hpp"
#include "second_reading.hpp"
#include "sides.hpp"
#include "sums.hpp"
#include "values.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::Task;

/** Of rows with so many points that count, which were not suspected: is something wrong with the others? */
template <class P>
KVALSPC_INLINE bool others_misused(const Rows& rows, const Task& task, std::size_t points) {
  return points < rows.size && is_misused<P::domain>(rows, InColumns{task.ones});
}

/** Does every point of every row count? */
KVALSPC_INLINE bool every_point_counts(const Eight& eight) {
  if (eight.frozen) return false;  // points of baselines are known, no others
  std::size_t points = 0;
  for (const std::size_t of_row : eight.facts.points) points += of_row;
  return points == eight.points;
}

/** Spreads of charts that rest on sums and on ranges between neighbours; centre lines are known. */
template <class P>
KVALSPC_INLINE void find_spreads_of_neighbours(const Eight& eight, const Task& task,
                                               const EightSides& sides) {
  const std::size_t count = eight.facts.count;
  const InColumns in{task.ones};
  const auto values = [&](std::size_t lane)
                          KVALSPC_LAMBDA { return task.values + lane * task.stride + group; };
  const auto sizes = [&](std::size_t lane) KVALSPC_LAMBDA {
    put_sizes(in.denominators(*eight.rows[lane]), eight.rows[lane]->size, task.others + group);
    return Sizes{task.others + group};
  };
  const auto level = [&](std::size_t lane) KVALSPC_LAMBDA {
    return eight.facts.fit(lane, task.conventions.constants.printed).level;
  };
  EightRanges ranges;
  for (std::size_t lane = 0; lane < count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    Unseen unseen;
    const ValueSum sum = put_values<P>(in.numerators(rows), in.denominators(rows), rows.size, values(lane),
                                       sides.of(lane).present, NothingAhead{}, unseen);
    eight.mark(&FactColumns::odd, lane, sum.overflow());
    ranges.put(lane, all_ranges<P>(values(lane), sizes(lane), rows.baseline, level(lane)));
  }
  ranges.leave_out_from(count);
  screen(task.conventions, count, ranges, [&](std::size_t lane, double limit) KVALSPC_LAMBDA {
    return ranges_up_to<P>(limit, values(lane), sizes(lane), eight.rows[lane]->baseline, level(lane));
  });
  put_spreads<P>(ranges, task.conventions, eight.facts);
}

/** Charts that rest on sums. */
template <class P>
KVALSPC_INLINE void of_sums(const Eight& eight, const Task& task, const EightSides& sides) {
  Gathering<P::domain> gathered;
  const InColumns in{task.ones};
  const std::size_t count = eight.facts.count;
  const auto values = [&](const Rows& rows, const Ahead& next)
                          KVALSPC_LAMBDA { return Values<P>(rows.points->value, next); };
  const auto none = [](const Rows&, const Ahead&) KVALSPC_LAMBDA { return NoValues{}; };
  if (eight.wants_points && eight.rows[0]->points->value != nullptr)
    first_readings<P::domain>(eight, task, in, sides, values, gathered);
  else first_readings<P::domain>(eight, task, in, sides, none, gathered);
  gathered.leave_out_from(count);
  fit_sums<P>(gathered, eight, sides, task.conventions);
  if constexpr (P::spread == Spread::moving_range) find_spreads_of_neighbours<P>(eight, task, sides);
  second_readings<P>(eight, task, sides, in);
  if (every_point_counts(eight)) return;
  for (std::size_t lane = 0; lane < count; ++lane)
    eight.mark(&FactColumns::odd, lane, others_misused<P>(*eight.rows[lane], task, eight.facts.points[lane]));
}

/** Values of a row of a chart of values (or the distances between them), in scratch from `points` on, and
 * what is gathered from them; from ranges too, where the level rests on them. */
template <class P>
KVALSPC_INLINE void gather_points(const Eight& eight, std::size_t lane, const Task& task, double* points,
                                  const Bits& present, EightValues& values, EightRanges& ranges) {
  constexpr bool takes_ranges = P::spread == Spread::moving_range;
  const Rows& rows = *eight.rows[lane];
  const Ahead next(rows, task);
  const Column x{rows.numerator, nothing}, n{rows.denominator, 0.0};
  double* to = points;
  if constexpr (chart::shows_ranges<P>) to = task.others + group;
  using Seen = std::conditional_t<takes_ranges, RangesOnTheWay<P>, Extremes>;
  Seen seen;
  ValueSum sum = rows.denominator == nullptr ? put_values<P>(x, Ones{}, rows.size, to, present, next, seen)
                                             : put_values<P>(x, n, rows.size, to, present, next, seen);
  const auto present_points = static_cast<std::size_t>(sum.points);
  eight.mark(&FactColumns::odd, lane, sum.overflow() || others_misused<P>(rows, task, present_points));
  if constexpr (chart::shows_ranges<P>) put_distances(to, rows.size, points, present);
  if (chart::shows_ranges<P> || rows.baseline != rows.size) {
    seen = Seen{};
    sum = add_values(points, rows.baseline, seen);
  }
  eight.facts.points[lane] = static_cast<std::size_t>(sum.points);
  values.put(lane, points, rows.baseline, sum, seen);
  if constexpr (takes_ranges) ranges.put(lane, seen.all());
}

/** Charts of values. Each stage goes through all rows, so that sums, averages and levels are found of eight
 * at a time. */
template <class P>
KVALSPC_INLINE void of_values(const Eight& eight, const Task& task, const EightSides& sides) {
  EightValues values;
  EightRanges ranges;
  double* points[group];
  const std::size_t count = eight.facts.count;
  for (std::size_t lane = 0; lane < group; ++lane) {
    points[lane] = task.values + lane * task.stride + group;
    if (lane < count)
      gather_points<P>(eight, lane, task, points[lane], sides.of(lane).present, values, ranges);
    else eight.facts.points[lane] = 0;
  }
  values.leave_out_from(count);
  if (P::takes_median(task.conventions)) find_medians(eight, points, task.slots, values.medians());
  fit_values<P>(values, task.conventions, eight.facts);
  if constexpr (P::spread == Spread::moving_range) {
    ranges.leave_out_from(count);
    screen(task.conventions, count, ranges, [&](std::size_t lane, double limit) KVALSPC_LAMBDA {
      return ranges_up_to<P>(limit, points[lane], NoSizes{}, eight.rows[lane]->baseline, {});
    });
    put_spreads<P>(ranges, task.conventions, eight.facts);
  }
  second_readings<P>(eight, task, sides, InScratch{points});
}

template <class P>
std::size_t run_kernel(const Rows* rows, std::size_t count, const Task& task, FactColumns* facts) noexcept {
  std::size_t filled = 0;
  for (std::size_t k = 0; k < count; k += facts[filled++].count) {
    const Eight eight(rows, task.order + k, count - k, facts[filled]);
    const EightSides sides(task.words, kernel::word_count(eight.longest));
    if constexpr (chart::rests_on_sums<P>) of_sums<P>(eight, task, sides);
    else of_values<P>(eight, task, sides);
    kvalspc::KVALSPC_ISA::count(eight, sides);
  }
  return filled;
}

}  // namespace kvalspc::KVALSPC_ISA
