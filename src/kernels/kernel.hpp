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
#include "facts.hpp"
#include "lanes.hpp"
#include "medians.hpp"
#include "points.hpp"
#include "ranges.hpp"
#include "sides.hpp"
#include "sums.hpp"
#include "values.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::Task;

struct Unseen {
  KVALSPC_INLINE void see(Pack, Pack) const {}
};

/** Are the points wanted, and is the level all that they need? */
template <class P>
KVALSPC_INLINE bool puts_points(const Rows& rows, const Facts& facts) {
  return !chart::shows_ranges<P> && rows.points != nullptr && !facts.exact && facts.fit.status == Status::ok;
}

/** Sides and limits of all points of a row whose level is known, and the points themselves where they are
 * wanted. */
template <class P, class X, class N, class Sight, class Next>
KVALSPC_INLINE void decide(X x, N n, const Rows& rows, const Task& task, Sight& sight, const Sides& sides,
                           Facts& facts, Next next) {
  const RangeConstants constants = task.conventions.factors();
  const Level<double>& level = facts.fit.level;
  facts.exact = false;
  if constexpr (P::counts != Counts::none) {
    facts.exact = task.limits == LimitsKind::exact || (task.limits == LimitsKind::automatic &&
                                                       chart::counts_are_small<P>(level, facts.fit.points));
    const auto suspect = [&](Pack numerator, Pack denominator, const Level<Pack>& every) KVALSPC_LAMBDA {
      return chart::may_lie_beyond<P>(numerator, denominator, every);
    };
    if (facts.exact) look<P>(x, n, rows, level, suspect, sight, sides, NoPoints{}, next);
  }
  const auto sigma = [&](Pack numerator, Pack denominator, const Level<Pack>& every)
                         KVALSPC_LAMBDA { return P::beyond(numerator, denominator, every, constants); };
  facts.points_put = puts_points<P>(rows, facts);
  if (facts.points_put)
    look<P>(x, n, rows, level, sigma, sight, sides, Points<P>(rows, level, constants), next);
  else if (!facts.exact) look<P>(x, n, rows, level, sigma, sight, sides, NoPoints{}, next);
  if (facts.fit.status == Status::no_variation) {
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

/** Charts that rest on sums. */
template <class P>
KVALSPC_INLINE void of_sums(const Eight& eight, const Task& task, const EightSides& sides) {
  Gathering gathered;
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    gather_sums(Column{rows.numerator, nothing}, denominator_column(rows.denominator), rows.baseline, lane,
                gathered);
  }
  for (std::size_t lane = eight.count; lane < group; ++lane) gathered.leave_out(lane);
  fit_sums<P>(gathered, eight, task.conventions);
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    Facts& facts = *eight.facts[lane];
    const Column x{rows.numerator, nothing};
    const Column n = denominator_column(rows.denominator);
    Careful<P::domain> careful;
    if constexpr (P::spread == Spread::moving_range) {
      double* const values = task.values + group;
      double* const sizes = task.others + group;
      put_values<P>(x, n, rows.size, values, careful, NothingAhead{});
      put_sizes(n, rows.size, sizes);
      if (facts.fit.points > 0) fit_spread<P>(values, Sizes{sizes}, true, rows, task, facts.fit);
    }
    decide<P>(x, n, rows, task, careful, sides.of(lane), facts, Ahead(rows, eight.points));
    facts.odd = careful.needed();
  }
}

/** Values of a chart of values (or the distances between them), in scratch from `points` on. */
template <class P>
KVALSPC_INLINE chart::Gathered<double> gather_points(const Rows& rows, const Task& task, double* points,
                                                     Facts& facts, Ahead next) {
  const Column x{rows.numerator, nothing};
  Careful<P::domain> careful;
  double* values = points;
  if constexpr (chart::shows_ranges<P>) values = task.others + group;
  if (rows.denominator == nullptr) put_values<P>(x, Ones{}, rows.size, values, careful, next);
  else put_values<P>(x, denominator_column(rows.denominator), rows.size, values, careful, next);
  if constexpr (chart::shows_ranges<P>) put_distances(values, rows.size, points);
  facts.odd = careful.needed();
  return gather_values(points, rows.baseline);
}

/** What those points say. */
template <class P>
KVALSPC_INLINE void conclude(const chart::Gathered<double>& gathered, const double* points, const Rows& rows,
                             const Task& task, const Sides& sides, Facts& facts) {
  Unseen unseen;
  facts.fit = chart::no_fit<double>(gathered.points, task.conventions);
  if (gathered.points > 0) {
    chart::set_centre<P>(facts.fit.level, gathered, P::takes_median(task.conventions));
    fit_spread<P>(points, NoSizes{}, gathered.varies, rows, task, facts.fit);
  }
  decide<P>(Padded{points}, Ones{}, rows, task, unseen, sides, facts, NothingAhead{});
}

/** Charts of values. */
template <class P>
KVALSPC_INLINE void of_values(const Eight& eight, const Task& task, const EightSides& sides) {
  double* const points = task.values + group;
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    Facts& facts = *eight.facts[lane];
    const auto gathered = gather_points<P>(rows, task, points, facts, Ahead(rows, eight.points));
    conclude<P>(gathered, points, rows, task, sides.of(lane), facts);
  }
}

/** Charts of values with medians, which as many rows as a register has lanes find together. */
template <class P>
KVALSPC_INLINE void of_medians(const Eight& eight, const Task& task, const EightSides& sides) {
  chart::Gathered<double> gathered[group];
  double* points[group];
  for (std::size_t lane = 0; lane < group; ++lane) {
    points[lane] = task.values + lane * task.stride + group;
    if (lane < eight.count)
      gathered[lane] = gather_points<P>(*eight.rows[lane], task, points[lane], *eight.facts[lane],
                                        Ahead(*eight.rows[lane], eight.points));
  }
  for (std::size_t part = 0; part < eight.count; part += Pack::width)
    find_medians(eight, part, points, task.slots, gathered);
  for (std::size_t lane = 0; lane < eight.count; ++lane)
    conclude<P>(gathered[lane], points[lane], *eight.rows[lane], task, sides.of(lane), *eight.facts[lane]);
}

/** The next rows that go through the stages together: eight, or fewer long ones, for they are to stay in the
 * nearer caches. */
KVALSPC_INLINE Eight next_eight(const Rows* rows, const std::uint32_t* order, std::size_t count,
                                Facts* facts) {
  constexpr std::size_t most_points = 8192;
  Eight eight;
  eight.count = eight.points = 0;
  while (eight.count < group && eight.count < count) {
    const std::uint32_t next = order[eight.count];
    if (eight.count > 0 && eight.points + rows[next].size > most_points) break;
    eight.points += rows[next].size;
    eight.rows[eight.count] = rows + next;
    eight.facts[eight.count] = facts + next;
    ++eight.count;
  }
  return eight;
}

KVALSPC_INLINE std::size_t words_of_longest(const Eight& eight) {
  std::size_t words = 1;
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    const std::size_t own = kernel::word_count(eight.rows[lane]->size);
    words = own > words ? own : words;
  }
  return words;
}

template <class P>
void run_kernel(const Rows* rows, std::size_t count, const Task& task, Facts* facts) noexcept {
  for (std::size_t k = 0; k < count;) {
    const Eight eight = next_eight(rows, task.order + k, count - k, facts);
    const EightSides sides(task.words, words_of_longest(eight));
    if constexpr (chart::rests_on_sums<P>) of_sums<P>(eight, task, sides);
    else if (P::takes_median(task.conventions)) of_medians<P>(eight, task, sides);
    else of_values<P>(eight, task, sides);
    kvalspc::KVALSPC_ISA::count(eight, sides);
    k += eight.count;
  }
}

}  // namespace kvalspc::KVALSPC_ISA
