/** @file Values of charts that do not rest on sums, in scratch, and what those of the baseline add up to. */
#pragma once

#include <type_traits>

#include <kvalspc/chart/level.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "fetch.hpp"
#include "lanes.hpp"
#include "ranges.hpp"
#include "sides.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** The smallest and the largest value, while values are found; missing ones (NaN) are passed over. */
class Extremes {
 public:
  KVALSPC_INLINE void see(std::size_t, Pack value) {
    low_ = least(value, low_);
    high_ = most(value, high_);
  }
  KVALSPC_INLINE void end_group() const {}
  /** Is there a value, and is it another one? */
  [[nodiscard]] KVALSPC_INLINE bool differ_from(double value) const {
    return bits((low_ < Pack(value)) | (Pack(value) < high_)) != 0;
  }

 private:
  Pack low_{largest_number}, high_{-largest_number};
};

/** Nobody asks for more than the values. */
struct Unseen {
  KVALSPC_INLINE void see(std::size_t, Pack) const {}
  KVALSPC_INLINE void end_group() const {}
};

/** Sum of the values that count. */
struct ValueSum {
  GroupSum sum;
  int points = 0;
  Pack largest_size{0.0};  ///< of all denominators

  /** Is a value or a denominator infinite, or what parts of the values add up to? */
  [[nodiscard]] KVALSPC_INLINE bool overflow() const {
    return sum.overflow() || bits(Pack(largest_number) < largest_size) != 0;
  }
};

/** Of values that are in scratch already; `seen` is told of each. */
template <class Seen>
static ValueSum add_values(const double* values, std::size_t baseline, Seen& seen) {
  ValueSum sum;
  const Column x{values, nothing};
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = x.at(k, j, part);
      const Mask counts = value == value;
      sum.sum.add(j, counts, value);
      seen.see(j, value);
      counted |= bits(counts) << (j * Pack::width);
    }
    sum.points += population(counted);
    seen.end_group();
  });
  return sum;
}

/** Values of all rows into scratch: NaN where the point is missing, and NaN before and after all of them.
 * `seen` is told of each. */
template <class P, class X, class N, class Next, class Seen>
KVALSPC_INLINE ValueSum put_values(X x, N n, std::size_t size, double* values, const Bits& present, Next next,
                                   Seen& seen) {
  for (std::size_t k = 1; k <= group; ++k) *(values - k) = nothing;
  ValueSum sum;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    next.fetch_numerators(k);
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask counts = is_present(numerator, denominator);
      const Pack value = select(counts, P::point(numerator, denominator), Pack(nothing));
      sum.sum.add(j, counts, value);
      seen.see(j, value);
      if constexpr (!std::is_same_v<N, Ones>) sum.largest_size = most(denominator, sum.largest_size);
      value.store(values + k + j * Pack::width);
      counted |= bits(counts) << (j * Pack::width);
    }
    present.put(k, counted);
    sum.points += population(counted);
    seen.end_group();
  });
  return sum;
}

/** Do they differ? `first` is one of them. */
static bool differ(const double* values, std::size_t baseline, double first) {
  Extremes extremes;
  add_values(values, baseline, extremes);
  return extremes.differ_from(first);
}
/** Of what was seen of them already. */
KVALSPC_INLINE bool differ(const double*, std::size_t, double first, const Extremes& seen) {
  return seen.differ_from(first);
}
/** Neighbours that are alike may have others beyond a gap. */
template <class P>
KVALSPC_INLINE bool differ(const double* values, std::size_t baseline, double first,
                           const RangesOnTheWay<P>& seen) {
  return bits(Pack(0.0) < seen.all().largest()) != 0 || differ(values, baseline, first);
}

/** Distances between neighbours in place of values. */
static void put_distances(const double* values, std::size_t size, double* distances, const Bits& present) {
  each_group(0, size, [&](std::size_t k, auto) KVALSPC_LAMBDA {
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const double* at = values + k + j * Pack::width;
      const Pack distance = math::magnitude(Pack::load(at) - Pack::load(at - 1));
      distance.store(distances + k + j * Pack::width);
      counted |= bits(distance == distance) << (j * Pack::width);
    }
    present.put(k, counted);
  });
}

}  // namespace kvalspc::KVALSPC_ISA
