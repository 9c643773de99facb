/** @file Every point of a row whose level is known: value, centre line and limits into a caller's columns. */
#pragma once

#include <bit>
#include <cstring>

#include <kvalspc/chart/level.hpp>

#include "columns.hpp"
#include "facts.hpp"
#include "fetch.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::PointsOut;
using kernel::Rows;

/** A group of a column; nothing where nobody asked for it, and never beyond the row's last point. */
KVALSPC_INLINE void put_numbers(double* column, std::size_t k, std::size_t part, Pack x, Whole) {
  if (column != nullptr) x.store(column + k + part * Pack::width);
}
KVALSPC_INLINE void put_numbers(double* column, std::size_t k, std::size_t part, Pack x, Rest rest) {
  const std::size_t before = part * Pack::width;
  if (column == nullptr) return;
  if constexpr (packs > 1) {
    if (rest.count <= before) return;
    if (rest.count >= before + Pack::width) return x.store(column + k + before);
  }
  x.store_part(column + k + before, rest.count - before);
}

/** Eight bits -> eight bytes of 0 or 1, the first lowest. */
KVALSPC_INLINE Word in_bytes(Word eight) {
  const Word apart = (eight & 0xffU) * 0x0101010101010101U & 0x8040201008040201U;
  return (apart + 0x7f7f7f7f7f7f7f7fU) >> 7 & 0x0101010101010101U;
}

KVALSPC_INLINE void put_flags(std::uint8_t* column, std::size_t k, Word eight, Rest rest) {
  if (column == nullptr) return;
  Word bytes = in_bytes(eight);
  for (std::size_t j = 0; j < rest.count; ++j, bytes >>= 8) column[k + j] = static_cast<std::uint8_t>(bytes);
}
KVALSPC_INLINE void put_flags(std::uint8_t* column, std::size_t k, Word eight, Whole) {
  if constexpr (std::endian::native != std::endian::little) return put_flags(column, k, eight, Rest{group});
  if (column == nullptr) return;
  const Word bytes = in_bytes(eight);
  std::memcpy(column + k, &bytes, sizeof bytes);
}

/** Values of a chart that rests on sums: they need no level, so the first reading divides. */
template <class P>
class Values {
 public:
  KVALSPC_INLINE Values(double* to, Ahead next) : to_(to), next_(next) {}
  template <class Part>
  KVALSPC_INLINE void put(std::size_t k, std::size_t j, Pack numerator, Pack denominator, Mask present,
                          Part part) const {
    next_.make_room(to_, k);
    put_numbers(to_, k, j, select(present, P::point(numerator, denominator), Pack(nothing)), part);
  }

 private:
  double* to_;
  Ahead next_;
};

/** Nobody asked for values. */
struct NoValues {
  template <class Part>
  KVALSPC_INLINE void put(std::size_t, std::size_t, Pack, Pack, Mask, Part) const {}
};

/** Nobody asked for points. */
struct NoPoints {
  template <class Part>
  KVALSPC_INLINE void put(std::size_t, std::size_t, Pack, Pack, Part) const {}
  template <class Part>
  KVALSPC_INLINE void put_answers(std::size_t, Word, Word, Part) const {}
};

/** What analyse_series() writes of a phase with 3-sigma limits. */
template <class P>
class Points {
 public:
  KVALSPC_INLINE Points(const Rows& rows, const Level<double>& at, const RangeConstants& constants,
                        Ahead next)
      : to_(*rows.points),
        next_(next),
        level_(in_every_lane(at)),
        constants_(constants),
        always_known_(!chart::rests_on_sums<P> || rows.denominator == nullptr) {}

  /** Pack `j` of the group from row `k` on. */
  template <class Part>
  KVALSPC_INLINE void put(std::size_t k, std::size_t j, Pack numerator, Pack denominator, Part part) const {
    const Mask present = is_present(numerator, denominator);
    const Pack missing(nothing), lowest_value(P::bounds.lower), highest_value(P::bounds.upper);
    const Pack middle = P::middle(level_, denominator);
    const Pack width = Pack(kvalspc::constants::shewhart_width) * P::sigma(level_, denominator, constants_);
    Pack lower = P::shown(Pack(middle - width)), upper = P::shown(Pack(middle + width));
    if (!always_known_) {
      lower = select(present, lower, missing);
      upper = select(present, upper, missing);
    }
    if constexpr (!chart::rests_on_sums<P>)  // else they are written already
      put_numbers(to_.value, k, j, select(present, P::point(numerator, denominator), missing), part);
    put_numbers(to_.centre, k, j, P::shown_centre(level_, denominator), part);
    put_numbers(to_.lower_raw, k, j, lower, part);
    put_numbers(to_.upper_raw, k, j, upper, part);
    put_numbers(to_.lower, k, j, select(lower < lowest_value, lowest_value, lower), part);
    put_numbers(to_.upper, k, j, select(highest_value < upper, highest_value, upper), part);
  }
  /** Which of that group's eight points count, and which of those lie beyond the limits. */
  template <class Part>
  KVALSPC_INLINE void put_answers(std::size_t k, Word present, Word beyond, Part part) const {
    if constexpr (!chart::rests_on_sums<P>) next_.make_room(to_.value, k);
    next_.make_room(to_.centre, k);
    next_.make_room(to_.lower, k);
    next_.make_room(to_.upper, k);
    next_.make_room(to_.lower_raw, k);
    next_.make_room(to_.upper_raw, k);
    put_flags(to_.included, k, present, part);
    put_flags(to_.beyond, k, beyond, part);
  }

 private:
  const PointsOut to_;
  const Ahead next_;
  const Level<Pack> level_;
  const RangeConstants constants_;
  const bool always_known_;
};

}  // namespace kvalspc::KVALSPC_ISA
