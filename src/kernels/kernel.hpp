/**
 * @file The kernel of a chart: rows -> facts, eight points at a time, without a branch on a point.
 *
 * It reads a series twice: once for what the baseline adds up to, once (from the first-level cache) for the
 * side of the centre line and for the limits. The second reading leaves one bit a point in 64-bit words;
 * runs, crossings and counts are then found on whole words, of eight series at once. All formulas are those
 * of the chart's policy, with Pack for R. docs/kernels.md explains it step by step.
 */
#pragma once

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
  if (puts) look<P>(x, n, rows, level, sigma, sides, Points<P>(rows, level, constants), next);
  else if (!exact) look<P>(x, n, rows, level, sigma, sides, NoPoints{}, next);
  if (fit.status == Status::no_variation) {
    for (std::size_t w = 0; 64 * w < rows.size; ++w) sides.beyond[w] = 0;
  }
}

/** Spread and status of a level that rests on ranges. */
template <class P, class Size>
KVALSPC_INLINE void fit_spread(const double* values, Size size, bool varies, const Rows& rows,
                               const Task& task, chart::Fit<double>& fit) {
  fit.status = Status::ok;
  if constexpr (P::spread == Spread::moving_range)
    fit_ranges<P>(values, size, rows.baseline, task.conventions, fit);
  fit.status = chart::status_of<P>(fit, varies, task.conventions.factors());
}

/** Of rows whose baseline has so many points, which were not suspected: is something wrong with the others? */
template <class P>
KVALSPC_INLINE bool others_misused(Column x, Column n, const Rows& rows, std::size_t points) {
  return points < rows.size && is_misused<P::domain>(x, n, rows.size);
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
    const ValueSum all = put_values<P>(x, n, rows.size, values, sides.present, NothingAhead{});
    eight.mark(&FactColumns::odd, lane, all.overflow());
    put_sizes(n, rows.size, sizes);
    if (fit.points > 0) fit_spread<P>(values, Sizes{sizes}, true, rows, task, fit);
    eight.facts.put(lane, fit);
  } else if (rows.baseline != rows.size) {
    note_present(x, n, rows, sides.present);
  }
  decide<P>(x, n, eight, lane, fit, task, sides, Ahead(rows, eight.points));
  eight.mark(&FactColumns::odd, lane, others_misused<P>(x, n, rows, fit.points));
}

/** Charts that rest on sums. */
template <class P>
KVALSPC_INLINE void of_sums(const Eight& eight, const Task& task, const EightSides& sides) {
  Gathering gathered;
  const std::size_t count = eight.facts.count;
  for (std::size_t lane = 0; lane < count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    const Column x{rows.numerator, nothing}, n = denominator_column(rows.denominator);
    const bool odd = gather_sums<P::domain>(x, n, rows, lane, sides.of(lane).present,
                                             Ahead(rows, eight.points), gathered);
    eight.mark(&FactColumns::odd, lane, odd);
  }
  for (std::size_t lane = count; lane < group; ++lane) gathered.leave_out(lane);
  fit_sums<P>(gathered, eight, sides, task.conventions);
  for (std::size_t lane = 0; lane < count; ++lane) second_reading<P>(eight, lane, task, sides.of(lane));
}

/** Values of a chart of values (or the distances between them), in scratch from `points` on. */
template <class P>
KVALSPC_INLINE chart::Gathered<double> gather_points(const Eight& eight, std::size_t lane, const Task& task,
                                                     double* points, const Bits& present) {
  const Rows& rows = *eight.rows[lane];
  const Ahead next(rows, eight.points);
  const Column x{rows.numerator, nothing}, n = denominator_column(rows.denominator);
  double* values = points;
  if constexpr (chart::shows_ranges<P>) values = task.others + group;
  const ValueSum all = rows.denominator == nullptr ? put_values<P>(x, Ones{}, rows.size, values, present, next)
                                                   : put_values<P>(x, n, rows.size, values, present, next);
  eight.mark(&FactColumns::odd, lane, all.overflow());
  if constexpr (chart::shows_ranges<P>) put_distances(values, rows.size, points, present);
  const auto gathered = chart::shows_ranges<P> || rows.baseline != rows.size
                            ? gather_values(points, rows.baseline, present)
                            : all.of(points, rows.size, present);
  eight.mark(&FactColumns::odd, lane, others_misused<P>(x, n, rows, gathered.points));
  return gathered;
}

/** What those points say. */
template <class P>
KVALSPC_INLINE void conclude(const chart::Gathered<double>& gathered, const double* points,
                             const Eight& eight, std::size_t lane, const Task& task, const Sides& sides) {
  chart::Fit<double> fit = chart::no_fit<double>(gathered.points, task.conventions);
  if (gathered.points > 0) {
    chart::set_centre<P>(fit.level, gathered, P::takes_median(task.conventions));
    fit_spread<P>(points, NoSizes{}, gathered.varies, *eight.rows[lane], task, fit);
  }
  eight.facts.put(lane, fit);
  decide<P>(Padded{points}, Ones{}, eight, lane, fit, task, sides, NothingAhead{});
}

/** Charts of values. */
template <class P>
KVALSPC_INLINE void of_values(const Eight& eight, const Task& task, const EightSides& sides) {
  double* const points = task.values + group;
  for (std::size_t lane = 0; lane < eight.facts.count; ++lane) {
    const Sides own = sides.of(lane);
    const auto gathered = gather_points<P>(eight, lane, task, points, own.present);
    conclude<P>(gathered, points, eight, lane, task, own);
  }
}

/** Charts of values with medians, which as many rows as a register has lanes find together. */
template <class P>
KVALSPC_INLINE void of_medians(const Eight& eight, const Task& task, const EightSides& sides) {
  chart::Gathered<double> gathered[group];
  double* points[group];
  const std::size_t count = eight.facts.count;
  for (std::size_t lane = 0; lane < group; ++lane) {
    points[lane] = task.values + lane * task.stride + group;
    if (lane < count)
      gathered[lane] = gather_points<P>(eight, lane, task, points[lane], sides.of(lane).present);
  }
  for (std::size_t part = 0; part < count; part += Pack::width)
    find_medians(eight, part, points, task.slots, gathered);
  for (std::size_t lane = 0; lane < count; ++lane)
    conclude<P>(gathered[lane], points[lane], eight, lane, task, sides.of(lane));
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
    else if (P::takes_median(task.conventions)) of_medians<P>(eight, task, sides);
    else of_values<P>(eight, task, sides);
    kvalspc::KVALSPC_ISA::count(eight, sides);
  }
  return filled;
}

}  // namespace kvalspc::KVALSPC_ISA
