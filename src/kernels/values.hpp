/** @file Values of charts that do not rest on sums, in scratch. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "fetch.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Sum of the baseline's values, of charts of values: their points are ready in scratch, missing ones NaN. */
static chart::Gathered<double> gather_values(const double* values, std::size_t baseline) {
  chart::Gathered<double> found{0.0, 0.0, 0.0, 0.0, 0.0};
  std::size_t first = 0;
  while (first < baseline && !(values[first] == values[first])) ++first;
  if (first == baseline) return found;
  found.first_value = values[first];
  const Pack first_value(found.first_value);
  const Column x{values, nothing};
  GroupSum sum;
  int points = 0, equal = 0;
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0, like_first = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = x.at(k, j, part);
      const Mask present = value == value;
      sum.add(j, select(present, value, Pack(0.0)));
      counted |= bits(present) << (j * Pack::width);
      like_first |= bits(value == first_value) << (j * Pack::width);
    }
    points += population(counted);
    equal += population(like_first);
  });
  found.values = sum.total();
  found.points = static_cast<std::size_t>(points);
  found.varies = equal != points;
  return found;
}

/** Values of all rows into scratch: NaN where the point is missing, and NaN before and after all of them. */
template <class P, class X, class N, class Next>
KVALSPC_INLINE void put_values(X x, N n, std::size_t size, double* values, Careful<P::domain>& careful,
                               Next next) {
  for (std::size_t k = 1; k <= group; ++k) *(values - k) = nothing;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    next.fetch(k);
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      careful.see(numerator, denominator);
      const Pack value =
          select(is_present(numerator, denominator), P::point(numerator, denominator), Pack(nothing));
      careful.see(value);
      value.store(values + k + j * Pack::width);
    }
  });
}

/** Distances between neighbours in place of values. */
static void put_distances(const double* values, std::size_t size, double* distances) {
  each_group(0, size, [&](std::size_t k, auto) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const double* at = values + k + j * Pack::width;
      math::magnitude(Pack::load(at) - Pack::load(at - 1)).store(distances + k + j * Pack::width);
    }
  });
}

}  // namespace kvalspc::KVALSPC_ISA
