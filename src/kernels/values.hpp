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

/** The smallest and the largest value; missing ones (NaN) are passed over. */
class Extremes {
 public:
  KVALSPC_INLINE void see(Pack value) {
    low_ = least(value, low_);
    high_ = most(value, high_);
  }
  /** Is there a value, and is it another one? */
  [[nodiscard]] KVALSPC_INLINE bool differ_from(double value) const {
    return bits((low_ < Pack(value)) | (Pack(value) < high_)) != 0;
  }
  /** Is one of them infinite? */
  [[nodiscard]] KVALSPC_INLINE bool overflow() const {
    return bits((low_ < Pack(-largest_number)) | (Pack(largest_number) < high_)) != 0;
  }

 private:
  Pack low_{largest_number}, high_{-largest_number};
};

/** Sum and extremes of values; missing ones (NaN) are passed over. */
struct ValueSum {
  GroupSum sum;
  Extremes extremes;
  int points = 0;
  Pack largest_size{0.0};  ///< of all denominators

  KVALSPC_INLINE void see(std::size_t j, Mask counts, Pack value) {
    sum.add(j, select(counts, value, Pack(0.0)));
    extremes.see(value);
  }
  /** Is a value or a denominator infinite? */
  [[nodiscard]] KVALSPC_INLINE bool overflow() const {
    return extremes.overflow() || bits(Pack(largest_number) < largest_size) != 0;
  }
  /** What set_centre() asks of these values but their sum. Written in place: a copy would wait for its parts.
   */
  KVALSPC_INLINE void put(const double* values, chart::Gathered<double>& to) const {
    to = {0.0, 0.0, 0.0, 0.0, 0.0, static_cast<std::size_t>(points), false};
    if (points == 0) return;
    while (!(*values == *values)) ++values;
    to.first_value = *values;
    to.varies = extremes.differ_from(*values);
  }
};

/** Of values that are in scratch already. */
static ValueSum add_values(const double* values, std::size_t baseline) {
  ValueSum sum;
  const Column x{values, nothing};
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = x.at(k, j, part);
      const Mask counts = value == value;
      sum.see(j, counts, value);
      counted |= bits(counts) << (j * Pack::width);
    }
    sum.points += population(counted);
  });
  return sum;
}

/** Values of all rows into scratch: NaN where the point is missing, and NaN before and after all of them.
 * `ranges` is told of each. */
template <class P, class X, class N, class Next, class SeenRanges>
KVALSPC_INLINE ValueSum put_values(X x, N n, std::size_t size, double* values, const Bits& present, Next next,
                                   SeenRanges& ranges) {
  for (std::size_t k = 1; k <= group; ++k) *(values - k) = nothing;
  ValueSum sum;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    next.fetch_numerators(k);
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask counts = is_present(numerator, denominator);
      const Pack value = select(counts, P::point(numerator, denominator), Pack(nothing));
      sum.see(j, counts, value);
      ranges.see(j, value);
      if constexpr (!std::is_same_v<N, Ones>) sum.largest_size = most(denominator, sum.largest_size);
      value.store(values + k + j * Pack::width);
      counted |= bits(counts) << (j * Pack::width);
    }
    present.put(k, counted);
    sum.points += population(counted);
    ranges.end_group();
  });
  return sum;
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
