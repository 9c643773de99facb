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
#include <kvalspc/chart/small_counts.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "count.hpp"
#include "eight.hpp"
#include "lanes.hpp"
#include "medians.hpp"
#include "points.hpp"
#include "ranges.hpp"
#include "sides.hpp"
#include "sums.hpp"
#include "values.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::Task;

/** Are the points wanted, and is the level all that they need? */
template <class P>
KVALSPC_INLINE bool puts_points(const Rows& rows, bool exact, Status status) {
  return !chart::shows_ranges<P> && rows.points != nullptr && !exact && status == Status::ok;
}

/** Sides and limits of all points of a row whose level is known, and the points themselves where they are
 * wanted. */
template <class P, class X, class N, class Next>
KVALSPC_INLINE void decide(X x, N n, const Eight& eight, std::size_t lane, const chart::Fit<double>& fit,
                           const Task& task, const Sides& sides, Next next) {
  const Rows& rows = *eight.rows[lane];
  const RangeConstants constants = task.conventions.factors();
  const Level<double>& level = fit.level;
  bool exact = false;
  if constexpr (P::counts != Counts::none) {
    exact = task.limits == LimitsKind::exact ||
            (task.limits == LimitsKind::automatic && chart::counts_are_small<P>(level, fit.points));
    const auto suspect = [&](Pack numerator, Pack denominator, const Level<Pack>& every) KVALSPC_LAMBDA {
      return chart::may_lie_beyond<P>(numerator, denominator, every);
    };
    if (exact) look<P>(x, n, rows, level, suspect, sides, NoPoints{}, next);
    eight.mark(&FactColumns::exact, lane, exact);
  }
  const auto sigma = [&](Pack numerator, Pack denominator, const Level<Pack>& every)
                         KVALSPC_LAMBDA { return P::beyond(numerator, denominator, every, constants); };
  const bool puts = puts_points<P>(rows, exact, fit.status);
  eight.mark(&FactColumns::points_put, lane, puts);
  if (puts) look<P>(x, n, rows, level, sigma, sides, Points<P>(rows, level, constants, next), next);
  else if (!exact) look<P>(x, n, rows, level, sigma, sides, NoPoints{}, next);
  if (fit.status == Status::no_variation) {
    for (std::size_t w = 0; 64 * w < rows.size; ++w) sides.beyond[w] = 0;
  }
}

/** Of rows with so many points that count, which were not suspected: is something wrong with the others? */
template <class P>
KVALSPC_INLINE bool others_misused(const Rows& rows, std::size_t points) {
  return points < rows.size && is_misused<P::domain>(rows);
}

/** Second reading of one of eight rows whose centre line is known. */
template <class P>
KVALSPC_INLINE void second_reading(const Eight& eight, std::size_t lane, const Task& task,
                                   const Sides& sides) {
  const Rows& rows = *eight.rows[lane];
  const Column x{rows.numerator, nothing}, n = denominator_column(rows.denominator);
  chart::Fit<double> fit = eight.facts.fit(lane, task.conventions.constants.printed);
  if constexpr (P::spread == Spread::moving_range) {
    double* const values = task.values + group;
    double* const sizes = task.others + group;
    NoRanges unseen;
    const ValueSum all = put_values<P>(x, n, rows.size, values, sides.present, NothingAhead{}, unseen);
    eight.mark(&FactColumns::odd, lane, all.overflow());
    put_sizes(n, rows.size, sizes);
    if (fit.points > 0) {
      const Sizes size{sizes};
      const Ranges ranges = all_ranges<P>(values, size, rows.baseline, fit.level);
      fit.status = Status::ok;
      set_ranges(fit, ranges,
                 screened_ranges<P>(ranges, values, size, rows.baseline, fit.level, task.conventions));
      fit.status = chart::status_of<P>(fit, true, task.conventions.factors());
    }
    eight.facts.put(lane, fit);
  }
  decide<P>(x, n, eight, lane, fit, task, sides, Ahead(rows, eight.points));
  eight.mark(&FactColumns::odd, lane, others_misused<P>(rows, fit.points));
}

/** Charts that rest on sums. */
template <class P>
KVALSPC_INLINE void of_sums(const Eight& eight, const Task& task, const EightSides& sides) {
  Gathering<P::domain> gathered;
  const std::size_t count = eight.facts.count;
  for (std::size_t lane = 0; lane < count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    const Ahead next(rows, eight.points);
    const Bits present = sides.of(lane).present;
    double* const to = rows.points == nullptr ? nullptr : rows.points->value;
    if (to == nullptr) first_reading<P::domain>(rows, lane, present, next, NoValues{}, gathered);
    else first_reading<P::domain>(rows, lane, present, next, Values<P>(to, next), gathered);
  }
  for (std::size_t lane = count; lane < group; ++lane) gathered.leave_out(lane);
  fit_sums<P>(gathered, eight, sides, task.conventions);
  for (std::size_t lane = 0; lane < count; ++lane) second_reading<P>(eight, lane, task, sides.of(lane));
}

/** Values of a chart of values (or the distances between them), in scratch from `points` on, and what is
 * gathered from them; from ranges too, where the level rests on them. */
template <class P>
KVALSPC_INLINE void gather_points(const Eight& eight, std::size_t lane, const Task& task, double* points,
                                  const Bits& present, chart::Gathered<double>& to, Ranges& ranges) {
  constexpr bool takes_ranges = P::spread == Spread::moving_range;
  const Rows& rows = *eight.rows[lane];
  const Ahead next(rows, eight.points);
  const Column x{rows.numerator, nothing}, n = denominator_column(rows.denominator);
  double* values = points;
  if constexpr (chart::shows_ranges<P>) values = task.others + group;
  std::conditional_t<takes_ranges, RangesOnTheWay<P>, NoRanges> seen;
  const ValueSum all = rows.denominator == nullptr
                           ? put_values<P>(x, Ones{}, rows.size, values, present, next, seen)
                           : put_values<P>(x, n, rows.size, values, present, next, seen);
  const auto present_points = static_cast<std::size_t>(all.points);
  eight.mark(&FactColumns::odd, lane, all.overflow() || others_misused<P>(rows, present_points));
  if constexpr (chart::shows_ranges<P>) put_distances(values, rows.size, points, present);
  if (chart::shows_ranges<P> || rows.baseline != rows.size) {
    gather_values(points, rows.baseline, to);
    if constexpr (takes_ranges) ranges = all_ranges<P>(points, NoSizes{}, rows.baseline, {});
  } else {
    all.put(points, to);
    if constexpr (takes_ranges) ranges = seen.average();
  }
}

/** Spreads of levels that rest on ranges. */
template <class P>
KVALSPC_INLINE void find_spreads(const Eight& eight, const double* const* points, const Task& task,
                                 const Ranges* all, chart::Fit<double>* fits) {
  Ranges kept[group];
  const std::size_t count = eight.facts.count;
  const auto baseline = [&](std::size_t lane) KVALSPC_LAMBDA { return eight.rows[lane]->baseline; };
  for (std::size_t lane = 0; lane < count; ++lane)
    kept[lane] = screened_ranges<P>(all[lane], points[lane], NoSizes{}, baseline(lane), fits[lane].level,
                                    task.conventions);
  for (std::size_t lane = 0; lane < count; ++lane) {
    if (fits[lane].points > 0) set_ranges(fits[lane], all[lane], kept[lane]);
  }
}

/** Charts of values. Each stage goes through all rows, so that one row's last sums are waited for while the
 * next is read. */
template <class P>
KVALSPC_INLINE void of_values(const Eight& eight, const Task& task, const EightSides& sides) {
  chart::Gathered<double> gathered[group];
  chart::Fit<double> fits[group];
  Ranges ranges[group];
  double* points[group];
  const std::size_t count = eight.facts.count;
  for (std::size_t lane = 0; lane < group; ++lane) {
    points[lane] = task.values + lane * task.stride + group;
    if (lane < count)
      gather_points<P>(eight, lane, task, points[lane], sides.of(lane).present, gathered[lane], ranges[lane]);
  }
  const bool median = P::takes_median(task.conventions);
  if (median) find_medians(eight, points, task.slots, gathered);
  for (std::size_t lane = 0; lane < count; ++lane) {
    fits[lane] = chart::no_fit<double>(gathered[lane].points, task.conventions);
    if (gathered[lane].points == 0) continue;
    chart::set_centre<P>(fits[lane].level, gathered[lane], median);
    fits[lane].status = Status::ok;
  }
  if constexpr (P::spread == Spread::moving_range) find_spreads<P>(eight, points, task, ranges, fits);
  for (std::size_t lane = 0; lane < count; ++lane) {
    chart::Fit<double>& fit = fits[lane];
    if (fit.points > 0)
      fit.status = chart::status_of<P>(fit, gathered[lane].varies, task.conventions.factors());
    eight.facts.put(lane, fit);
    const Ahead next(*eight.rows[lane], eight.points);
    decide<P>(Padded{points[lane]}, Ones{}, eight, lane, fit, task, sides.of(lane), next);
  }
}

KVALSPC_INLINE std::size_t words_of_longest(const Eight& eight) {
  std::size_t words = 1;
  for (std::size_t lane = 0; lane < eight.facts.count; ++lane) {
    const std::size_t own = kernel::word_count(eight.rows[lane]->size);
    words = own > words ? own : words;
  }
  return words;
}

template <class P>
std::size_t run_kernel(const Rows* rows, std::size_t count, const Task& task, FactColumns* facts) noexcept {
  std::size_t filled = 0;
  for (std::size_t k = 0; k < count; k += facts[filled++].count) {
    const Eight eight(rows, task.order + k, count - k, facts[filled]);
    const EightSides sides(task.words, words_of_longest(eight));
    if constexpr (chart::rests_on_sums<P>) of_sums<P>(eight, task, sides);
    else of_values<P>(eight, task, sides);
    kvalspc::KVALSPC_ISA::count(eight, sides);
  }
  return filled;
}

}  // namespace kvalspc::KVALSPC_ISA
