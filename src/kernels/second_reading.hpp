/** @file Second reading of eight rows: the sides and limits of their points, now that their levels are known.
 */
#pragma once

#include <kvalspc/chart/level.hpp>
#include <kvalspc/chart/small_counts.hpp>

#include "columns.hpp"
#include "eight.hpp"
#include "fetch.hpp"
#include "points.hpp"
#include "sides.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::RowBits;
using kernel::Task;

/** Those of `lanes`, which are all asked the same: is a point `beyond`, and where does it go? */
template <class P, class In, class Beyond, class PointsOf>
KVALSPC_INLINE void look_at(unsigned lanes, const Eight& eight, const Task& task, const EightSides& sides,
                            In in, Beyond beyond, PointsOf points_of) {
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto lane = static_cast<std::size_t>(lowest(lanes));
    const Rows& rows = *eight.rows[lane];
    const Level<double> level = eight.facts.fit(lane, task.conventions.constants.printed).level;
    const Ahead next(rows, task);
    look<P>(in.numerators(rows, lane), in.denominators(rows), rows, level, beyond, sides.of(lane),
            points_of(rows, level, next), next);
  }
}

/** Which rows take exact limits? */
template <class P>
KVALSPC_INLINE RowBits exact_rows(const FactColumns& facts, const Task& task) {
  if (task.limits == LimitsKind::sigma) return 0;
  if (task.limits == LimitsKind::exact) return facts.rows();
  unsigned exact = 0;
  for (std::size_t lane = 0; lane < facts.count; ++lane) {
    const chart::Fit<double> fit = facts.fit(lane, task.conventions.constants.printed);
    exact |= (chart::counts_are_small<P>(fit.level, fit.points) ? 1U : 0U) << lane;
  }
  return static_cast<RowBits>(exact);
}

/** Rows without variation have nothing beyond their limits. */
KVALSPC_INLINE void forget_beyond(const Eight& eight, const EightSides& sides) {
  for (unsigned left = eight.facts.rows() & ~unsigned{eight.facts.ok}; left != 0; left &= left - 1) {
    const auto lane = static_cast<std::size_t>(lowest(left));
    if (eight.facts.status[lane] != Status::no_variation) continue;
    for (std::size_t w = 0; 64 * w < eight.rows[lane]->size; ++w) sides.of(lane).beyond[w] = 0;
  }
}

/** Of all rows, those first that need more than a look; the points themselves where they are wanted and the
 * level is all that they need. */
template <class P, class In>
KVALSPC_INLINE void second_readings(const Eight& eight, const Task& task, const EightSides& sides, In in) {
  FactColumns& facts = eight.facts;
  unsigned left = facts.rows();
  const RangeConstants constants = task.conventions.factors();
  const auto no_points = [](const Rows&, const Level<double>&, const Ahead&)
                             KVALSPC_LAMBDA { return NoPoints{}; };
  const auto sigma = [&](Pack numerator, Pack denominator, const Level<Pack>& every)
                         KVALSPC_LAMBDA { return P::beyond(numerator, denominator, every, constants); };
  if constexpr (P::counts != Counts::none) {
    const auto suspect = [](Pack numerator, Pack denominator, const Level<Pack>& every) KVALSPC_LAMBDA {
      return chart::may_lie_beyond<P>(numerator, denominator, every);
    };
    facts.exact = exact_rows<P>(facts, task);
    look_at<P>(facts.exact, eight, task, sides, in, suspect, no_points);
    left &= ~unsigned{facts.exact};
  }
  if constexpr (!chart::shows_ranges<P>) {
    const auto points = [&](const Rows& rows, const Level<double>& level, const Ahead& next)
                            KVALSPC_LAMBDA { return Points<P>(rows, level, constants, next); };
    if (eight.wants_points) {
      facts.points_put = static_cast<RowBits>(left & facts.ok);
      look_at<P>(facts.points_put, eight, task, sides, in, sigma, points);
      left &= ~unsigned{facts.points_put};
    }
  }
  look_at<P>(left, eight, task, sides, in, sigma, no_points);
  forget_beyond(eight, sides);
}

}  // namespace kvalspc::KVALSPC_ISA
