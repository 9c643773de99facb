/** @file Every point of a row whose level is known: value, centre line and limits into a caller's columns. */
#pragma once

#include <bit>
#include <cstring>

#include <kvalspc/chart/level.hpp>

#include "columns.hpp"
#include "facts.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::PointsOut;
using kernel::Rows;

/** A group of a column; nothing where nobody asked for it, and never beyond the row's last point. */
KVALSPC_INLINE void put(double* column, std::size_t k, std::size_t part, Pack x, Whole) {
  if (column != nullptr) x.store(column + k + part * Pack::width);
}
KVALSPC_INLINE void put(double* column, std::size_t k, std::size_t part, Pack x, Rest rest) {
  if (column == nullptr) return;
  double lanes[Pack::width];
  x.store(lanes);
  for (std::size_t j = part * Pack::width; j < rest.count && j < (part + 1) * Pack::width; ++j)
    column[k + j] = lanes[j - part * Pack::width];
}

/** Eight bits -> eight bytes of 0 or 1, the first lowest. */
KVALSPC_INLINE Word in_bytes(Word eight) {
  const Word apart = (eight & 0xffU) * 0x0101010101010101U & 0x8040201008040201U;
  return (apart + 0x7f7f7f7f7f7f7f7fU) >> 7 & 0x0101010101010101U;
}

template <class Source>
KVALSPC_INLINE void put_flags(const Source& words, std::size_t size, std::uint8_t* column) {
  if (column == nullptr) return;
  std::size_t k = 0;
  for (; std::endian::native == std::endian::little && k + 8 <= size; k += 8) {
    const Word bytes = in_bytes(words[k / 64] >> (k % 64));
    std::memcpy(column + k, &bytes, 8);
  }
  for (; k < size; ++k) column[k] = static_cast<std::uint8_t>(words[k / 64] >> (k % 64) & 1);
}

/** What analyse_series() writes of a phase with 3-sigma limits. */
template <class P>
KVALSPC_INLINE void put_points(Column x, Column n, const Rows& rows, const Level<double>& at,
                               const RangeConstants& constants) {
  const PointsOut& to = *rows.points;
  const Level<Pack> level = in_every_lane(at);
  const Pack missing(nothing), lowest_value(P::bounds.lower), highest_value(P::bounds.upper);
  const bool always_known = !chart::rests_on_sums<P> || rows.denominator == nullptr;
  each_group(0, rows.size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask present = is_present(numerator, denominator);
      const Pack middle = P::middle(level, denominator);
      const Pack width = Pack(kvalspc::constants::shewhart_width) * P::sigma(level, denominator, constants);
      Pack lower = P::shown(Pack(middle - width)), upper = P::shown(Pack(middle + width));
      if (!always_known) {
        lower = select(present, lower, missing);
        upper = select(present, upper, missing);
      }
      put(to.value, k, j, select(present, P::point(numerator, denominator), missing), part);
      put(to.centre, k, j, P::shown_centre(level, denominator), part);
      put(to.lower_raw, k, j, lower, part);
      put(to.upper_raw, k, j, upper, part);
      put(to.lower, k, j, select(lower < lowest_value, lowest_value, lower), part);
      put(to.upper, k, j, select(highest_value < upper, highest_value, upper), part);
    }
  });
}

}  // namespace kvalspc::KVALSPC_ISA
