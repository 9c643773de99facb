/** @file The median of values in scratch: counted, not sorted. */
#pragma once

#include <kvalspc/math/median.hpp>

#include "columns.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** How many values lie below `x`, and how many at or below; missing ones (NaN) are neither. */
struct Ranks {
  std::size_t below, up_to;
};

KVALSPC_INLINE Ranks ranks_of(Column values, std::size_t size, double x) {
  const Pack every(x);
  int below = 0, same = 0;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word lower = 0, equal = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = values.at(k, j, part);
      lower |= bits(value < every) << (j * Pack::width);
      equal |= bits(value == every) << (j * Pack::width);
    }
    below += population(lower);
    same += population(equal);
  });
  return {static_cast<std::size_t>(below), static_cast<std::size_t>(below + same)};
}

/** The largest value below `x`; there is one. */
KVALSPC_INLINE double largest_below(Column values, std::size_t size, double x) {
  const Pack every(x), none(-std::numeric_limits<double>::infinity());
  Pack largest = none;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = values.at(k, j, part);
      largest = most(select(value < every, value, none), largest);
    }
  });
  double lanes[Pack::width];
  largest.store(lanes);
  double found = lanes[0];
  for (const double lane : lanes) found = found < lane ? lane : found;
  return found;
}

/** A value between two others, neither included, looked for from a place that moves on with every try: so
 * series that rise or fall take no longer than others. There is one. */
KVALSPC_INLINE double one_between(const double* values, std::size_t size, double low, double high,
                                  std::size_t from) {
  for (std::size_t k = from % size;; k = k + 1 == size ? 0 : k + 1) {
    if (low < values[k] && values[k] < high) return values[k];
  }
}

/** Median of the `count` values that are not missing (at least one) among the first `size`, all of them
 * finite. Quickselect (Hoare 1961) that moves no value: each try counts how many lie below it. */
static double median_of(const double* values, std::size_t size, std::size_t count) {
  const Column column{values, std::numeric_limits<double>::quiet_NaN()};
  const std::size_t half = count / 2;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  std::size_t from = size / 2;
  for (;;) {
    const double middle = one_between(values, size, low, high, from);
    const Ranks ranks = ranks_of(column, size, middle);
    from = from * 5 + 7;
    if (half < ranks.below) {
      high = middle;
    } else if (ranks.up_to <= half) {
      low = middle;
    } else {
      if (count % 2 == 1) return math::one_zero(middle);
      return math::middle_of(ranks.below < half ? middle : largest_below(column, size, middle), middle);
    }
  }
}

}  // namespace kvalspc::KVALSPC_ISA
