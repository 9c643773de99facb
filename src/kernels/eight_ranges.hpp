/** @file Spreads of eight rows from their moving ranges. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "eight.hpp"
#include "eight_fits.hpp"
#include "eight_sums.hpp"
#include "ranges.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Moving ranges of eight rows, a column each; of lanes without a row none. */
class EightRanges {
 public:
  KVALSPC_INLINE void put(std::size_t lane, const RangeSum& all) {
    sums_.put(lane, all.sum());
    used_[lane] = static_cast<double>(all.used());
    all.largest().store(largest_ + lane * Pack::width);
  }
  KVALSPC_INLINE void leave_out_from(std::size_t count) { sums_.leave_out_from(count); }
  /** No more than these of a row; the others are left out. */
  KVALSPC_INLINE void keep(std::size_t lane, const RangeSum& kept) {
    sums_.put(lane, kept.sum());
    const auto used = static_cast<double>(kept.used());
    screened_[lane] = used_[lane] - used;
    used_[lane] = used;
  }
  /** Is one of all that a row has above `limit`? */
  [[nodiscard]] KVALSPC_INLINE bool exceed(std::size_t lane, double limit) const {
    return bits(Pack(limit) < Pack::load(largest_ + lane * Pack::width)) != 0;
  }
  /** How many of the rows of pack `j` are used, and their average, 0 where there is none. */
  [[nodiscard]] KVALSPC_INLINE Pack used(std::size_t j) const { return Pack::load(used_ + j * Pack::width); }
  [[nodiscard]] KVALSPC_INLINE Pack average(std::size_t j) const {
    const Pack none(0.0);
    return select(none < used(j), sums_.total(j) / used(j), none);
  }
  /** How many are used and left out. */
  KVALSPC_INLINE void put_counts(FactColumns& facts) const {
    for (std::size_t lane = 0; lane < group; ++lane) {
      facts.ranges[lane] = static_cast<std::size_t>(used_[lane]);
      facts.ranges_screened[lane] = static_cast<std::size_t>(screened_[lane]);
    }
  }

 private:
  EightSums sums_;
  double used_[group]{}, screened_[group]{};
  double largest_[group * Pack::width];
};

/** Leaves out those of each row that are too large, if they are to be left out: `up_to(lane, limit)` finds
 * the others. */
template <class UpTo>
KVALSPC_INLINE void screen(const Conventions& conventions, std::size_t count, EightRanges& ranges,
                           UpTo up_to) {
  if (!conventions.screen) return;
  double limits[group];
  for (std::size_t j = 0; j < packs; ++j)
    chart::largest_range(ranges.average(j), conventions.factors()).store(limits + j * Pack::width);
  unsigned screened = 0;  // rows that have something to leave out
  for (std::size_t lane = 0; lane < count; ++lane)
    screened |= (ranges.exceed(lane, limits[lane]) ? 1U : 0U) << lane;
  for (; screened != 0; screened &= screened - 1) {
    const auto lane = static_cast<std::size_t>(lowest(screened));
    ranges.keep(lane, up_to(lane, limits[lane]));
  }
}

/** Spreads and statuses of rows whose centre lines are known. */
template <class P>
KVALSPC_INLINE void put_spreads(const EightRanges& ranges, const Conventions& conventions,
                                FactColumns& facts) {
  Word varies = 0;
  for (std::size_t j = 0; j < packs; ++j) {
    Level<Pack> level = level_of(facts, j, conventions);
    level.spread = chart::range_spread(ranges.average(j), ranges.used(j));
    level.spread.store(facts.spread + j * Pack::width);
    varies |= bits(chart::has_spread<P>(level, conventions.factors())) << (j * Pack::width);
  }
  set_statuses(varies, conventions, facts);
  ranges.put_counts(facts);
  for (std::size_t lane = 0; lane < facts.count; ++lane) {
    if (facts.points[lane] > 0 && facts.ranges[lane] == 0) facts.put(lane, Status::too_few_points);
  }
}

}  // namespace kvalspc::KVALSPC_ISA
