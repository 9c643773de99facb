/** @file Spread from moving ranges of values in scratch. */
#pragma once

#include <limits>

#include <kvalspc/chart/level.hpp>

#include "columns.hpp"
#include "eight.hpp"
#include "eight_sums.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Each row's neighbour: the row before. */
KVALSPC_INLINE Pack one_before(const double* rows, std::size_t k, std::size_t part) {
  return Pack::load(rows + (k + part * Pack::width) - 1);
}

struct Ranges {
  double average;
  std::size_t used;
};

/** Ranges that count, added up group by group. */
class RangeSum {
 public:
  /** @param range missing (NaN), where one of the neighbours is */
  KVALSPC_INLINE void add(std::size_t j, Mask counts, Pack range) {
    sum_.add(j, counts, range);
    largest_ = most(range, largest_);
    counted_ |= bits(counts) << (j * Pack::width);
  }
  KVALSPC_INLINE void end_group() {
    used_ += population(counted_);
    counted_ = 0;
  }
  [[nodiscard]] KVALSPC_INLINE Ranges average() const {
    const auto used = static_cast<std::size_t>(used_);
    return {used == 0 ? 0.0 : sum_.total() / static_cast<double>(used), used};
  }
  [[nodiscard]] KVALSPC_INLINE const GroupSum& sum() const { return sum_; }
  [[nodiscard]] KVALSPC_INLINE std::size_t used() const { return static_cast<std::size_t>(used_); }
  /** The largest that went through each lane, whether it counts or not. */
  [[nodiscard]] KVALSPC_INLINE Pack largest() const { return largest_; }
  [[nodiscard]] KVALSPC_INLINE bool exceed(double limit) const { return bits(Pack(limit) < largest_) != 0; }

 private:
  GroupSum sum_;
  Pack largest_{0.0};
  Word counted_ = 0;
  int used_ = 0;
};

/** Those of eight rows. */
class EightRanges {
 public:
  KVALSPC_INLINE void put(std::size_t lane, const RangeSum& ranges) {
    sums_.put(lane, ranges.sum());
    used_[lane] = static_cast<double>(ranges.used());
    ranges.largest().store(largest_ + lane * Pack::width);
  }
  /** Once the first `count` rows are put. */
  KVALSPC_INLINE void find_averages(std::size_t count) {
    sums_.leave_out_from(count);
    for (std::size_t lane = count; lane < group; ++lane) used_[lane] = 0.0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack used = Pack::load(used_ + j * Pack::width), none(0.0);
      select(none < used, sums_.total(j) / used, none).store(average_ + j * Pack::width);
    }
  }
  /** Of the rows of pack `j`; 0 where there is none. */
  [[nodiscard]] KVALSPC_INLINE Pack average(std::size_t j) const {
    return Pack::load(average_ + j * Pack::width);
  }
  /** How many. */
  [[nodiscard]] KVALSPC_INLINE Pack used(std::size_t j) const { return Pack::load(used_ + j * Pack::width); }
  /** Is one of a row's ranges above `limit`? */
  [[nodiscard]] KVALSPC_INLINE bool exceed(std::size_t lane, double limit) const {
    return bits(Pack(limit) < Pack::load(largest_ + lane * Pack::width)) != 0;
  }
  /** No more than these of a row, the others are left out. */
  KVALSPC_INLINE void keep(std::size_t lane, const Ranges& kept) {
    const auto used = static_cast<double>(kept.used);
    screened_[lane] = used_[lane] - used;
    used_[lane] = used;
    average_[lane] = kept.average;
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
  double used_[group];
  double average_[group];
  double largest_[group * Pack::width];
  double screened_[group]{};
};

/** P::range() of neighbours of the baseline, `screened` without those above `limit`. */
template <class P, bool screened, class Size>
KVALSPC_INLINE RangeSum add_ranges(const double* values, Size size, std::size_t baseline,
                                   const Level<Pack>& level, double limit) {
  RangeSum sum;
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    const Column here{values, nothing};
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = here.at(k, j, part);
      const Pack before = one_before(values, k, j);
      const Pack range = P::range(before, size.before(k, j), value, size.at(k, j), level);
      if constexpr (screened) sum.add(j, range <= Pack(limit), range);
      else sum.add(j, both_known(value, before), range);
    }
    sum.end_group();
  });
  return sum;
}

/** The ranges of a chart of values, while the values are found. */
template <class P>
class RangesOnTheWay {
 public:
  KVALSPC_INLINE void see(std::size_t j, Pack value) {
    const Pack before = one_back(before_, value), one(1.0), none(0.0);
    sum_.add(j, both_known(value, before),
             P::range(before, one, value, one, Level<Pack>{none, one, none, none}));
    before_ = value;
  }
  KVALSPC_INLINE void end_group() { sum_.end_group(); }
  [[nodiscard]] KVALSPC_INLINE const RangeSum& all() const { return sum_; }

 private:
  RangeSum sum_;
  Pack before_{nothing};
};

/** Denominators of neighbours; of charts of values all 1. */
struct NoSizes {
  KVALSPC_INLINE Pack at(std::size_t, std::size_t) const { return Pack(1.0); }
  KVALSPC_INLINE Pack before(std::size_t, std::size_t) const { return Pack(1.0); }
};
struct Sizes {
  const double* from;
  KVALSPC_INLINE Pack at(std::size_t k, std::size_t j) const {
    return Pack::load(from + k + j * Pack::width);
  }
  KVALSPC_INLINE Pack before(std::size_t k, std::size_t j) const { return one_before(from, k, j); }
};

/** Those of all neighbours. */
template <class P, class Size>
KVALSPC_INLINE RangeSum all_ranges(const double* values, Size size, std::size_t baseline,
                                   const Level<double>& level) {
  return add_ranges<P, false>(values, size, baseline, in_every_lane(level), 0.0);
}
/** Those that are not above `limit`. */
template <class P, class Size>
KVALSPC_INLINE Ranges ranges_up_to(double limit, const double* values, Size size, std::size_t baseline,
                                   const Level<double>& level) {
  return add_ranges<P, true>(values, size, baseline, in_every_lane(level), limit).average();
}
/** Leaves out those of each row that are too large, if they are to be left out. */
template <class P>
KVALSPC_INLINE void screen(const Eight& eight, const double* const* values, const Conventions& conventions,
                           EightRanges& ranges) {
  if (!conventions.screen) return;
  double limits[group];
  for (std::size_t j = 0; j < packs; ++j)
    chart::largest_range(ranges.average(j), conventions.factors()).store(limits + j * Pack::width);
  unsigned screened = 0;  // rows that have something to leave out
  for (std::size_t lane = 0; lane < eight.facts.count; ++lane)
    screened |= (ranges.exceed(lane, limits[lane]) ? 1U : 0U) << lane;
  for (; screened != 0; screened &= screened - 1) {
    const auto lane = static_cast<std::size_t>(lowest(screened));
    ranges.keep(lane, ranges_up_to<P>(limits[lane], values[lane], NoSizes{}, eight.rows[lane]->baseline, {}));
  }
}

/** Denominators into scratch: 0 where there is none. */
static void put_sizes(Column n, std::size_t size, double* sizes) {
  for (std::size_t k = 1; k <= group; ++k) *(sizes - k) = 0.0;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) n.at(k, j, part).store(sizes + k + j * Pack::width);
  });
}

}  // namespace kvalspc::KVALSPC_ISA
