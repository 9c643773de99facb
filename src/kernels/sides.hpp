/** @file One bit a point of each answer, of eight rows side by side; the second reading of one row. */
#pragma once

#include <bit>

#include <kvalspc/chart/level.hpp>

#include "columns.hpp"
#include "eight.hpp"
#include "fetch.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** The bits of a row, in scratch: its next word lies behind those of the other rows. */
class Bits {
 public:
  explicit KVALSPC_INLINE Bits(Word* first) : first_(first) {}
  KVALSPC_INLINE Word& operator[](std::size_t w) const { return first_[w * group]; }
  /** Those of group `k / group`, where none was set. */
  KVALSPC_INLINE void put(std::size_t k, Word eight) const { of(k) = static_cast<unsigned char>(eight); }
  [[nodiscard]] KVALSPC_INLINE Word of_group(std::size_t k) const { return of(k); }

 private:
  KVALSPC_INLINE unsigned char& of(std::size_t k) const {
    auto* const bytes = reinterpret_cast<unsigned char*>(first_ + k / 64 * group);
    const std::size_t place = k % 64 / group;
    return bytes[std::endian::native == std::endian::little ? place : 7 - place];
  }

  Word* first_;
};

/** How many of the first `size` points are present. */
KVALSPC_INLINE std::size_t points_before(std::size_t size, const Bits& present) {
  int points = 0;
  for (std::size_t w = 0; 64 * w < size; ++w) points += population(present[w] & low_bits(size - 64 * w));
  return static_cast<std::size_t>(points);
}

/** Of one row. */
struct Sides {
  Bits present, above, below, beyond;
};

/** Of eight. */
class EightSides {
 public:
  /** Nothing set in the first `words` of each. */
  KVALSPC_INLINE EightSides(Word* scratch, std::size_t words) : first_(scratch), words_(words) {
    const Words none{};
    for (std::size_t k = 0; k < 4 * words * group; k += Pack::width) store(none, scratch + k);
  }
  KVALSPC_INLINE Sides of(std::size_t lane) const {
    return {Bits(present(0) + lane), Bits(above(0) + lane), Bits(below(0) + lane), Bits(beyond(0) + lane)};
  }
  KVALSPC_INLINE std::size_t words() const { return words_; }
  KVALSPC_INLINE Word* present(std::size_t w) const { return first_ + w * group; }
  KVALSPC_INLINE Word* above(std::size_t w) const { return present(w + words_); }
  KVALSPC_INLINE Word* below(std::size_t w) const { return present(w + 2 * words_); }
  KVALSPC_INLINE Word* beyond(std::size_t w) const { return present(w + 3 * words_); }

 private:
  Word* first_;
  std::size_t words_;
};

/** Goes through all points, now that the level is known; which are present was noted before. `beyond` is
 * asked of each: (numerator, denominator, level) -> Mask. */
template <class P, class X, class N, class Beyond, class Out, class Next>
KVALSPC_INLINE void look(X x, N n, const Rows& rows, const Level<double>& at, Beyond beyond,
                         const Sides& sides, const Out& points, Next next) {
  const Level<Pack> level = in_every_lane(at);
  each_group(0, rows.size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    next.fetch_denominators(k);
    Word above = 0, below = 0, outside = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const std::size_t place = j * Pack::width;
      const Pack deviation = P::deviation(numerator, denominator, level);
      above |= bits(Pack(0.0) < deviation) << place;
      below |= bits(deviation < Pack(0.0)) << place;
      if constexpr (P::spread != Spread::none)
        outside |= bits(beyond(numerator, denominator, level)) << place;
      points.put(k, j, numerator, denominator, part);
    }
    sides.above.put(k, above);
    sides.below.put(k, below);
    if constexpr (P::spread != Spread::none) sides.beyond.put(k, outside);
    const Word present = sides.present.of_group(k);
    points.put_answers(k, present, outside & present, part);
  });
}

}  // namespace kvalspc::KVALSPC_ISA
