/** @file Moving ranges of the values of a row, and what those that count add up to. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "columns.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Each row's neighbour: the row before. */
KVALSPC_INLINE Pack one_before(const double* rows, std::size_t k, std::size_t part) {
  return Pack::load(rows + (k + part * Pack::width) - 1);
}

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
  [[nodiscard]] KVALSPC_INLINE const GroupSum& sum() const { return sum_; }
  [[nodiscard]] KVALSPC_INLINE std::size_t used() const { return static_cast<std::size_t>(used_); }
  /** The largest that went through each lane, whether it counts or not. */
  [[nodiscard]] KVALSPC_INLINE Pack largest() const { return largest_; }

 private:
  GroupSum sum_;
  Pack largest_{0.0};
  Word counted_ = 0;
  int used_ = 0;
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
KVALSPC_INLINE RangeSum ranges_up_to(double limit, const double* values, Size size, std::size_t baseline,
                                     const Level<double>& level) {
  return add_ranges<P, true>(values, size, baseline, in_every_lane(level), limit);
}

/** Denominators into scratch: 0 where there is none. */
static void put_sizes(Column n, std::size_t size, double* sizes) {
  for (std::size_t k = 1; k <= group; ++k) *(sizes - k) = 0.0;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) n.at(k, j, part).store(sizes + k + j * Pack::width);
  });
}

}  // namespace kvalspc::KVALSPC_ISA
