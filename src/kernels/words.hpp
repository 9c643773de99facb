/**
 * @file Runs and crossings of points that are bits of 64-bit words: bit t says on which side of the centre
 * line point t lies. Counts what rule::RunCounter counts, 64 points at a time and without a branch on a
 * point.
 */
#pragma once

#include <cstddef>
#include <cstdint>

#include <kvalspc/math/real.hpp>

#if defined(__BMI2__)
#include <immintrin.h>
#endif

#include "facts.hpp"
#include "pack.hpp"

namespace kvalspc::KVALSPC_ISA {

using Word = std::uint64_t;

/** How many bits are set. Without an instruction for it: sums of neighbours, twice as wide each time. */
KVALSPC_INLINE int population(Word w) {
#if defined(__POPCNT__) || !defined(__x86_64__)
  return __builtin_popcountll(w);
#else
  w -= (w >> 1) & 0x5555555555555555U;
  w = (w & 0x3333333333333333U) + ((w >> 2) & 0x3333333333333333U);
  w = (w + (w >> 4)) & 0x0f0f0f0f0f0f0f0fU;
  return static_cast<int>((w * 0x0101010101010101U) >> 56);
#endif
}
/** Position of the lowest and of the highest bit that is set; there must be one. */
KVALSPC_INLINE int lowest(Word w) { return __builtin_ctzll(w); }
KVALSPC_INLINE int highest(Word w) { return 63 - __builtin_clzll(w); }
/** The lowest `count` bits, 0 to 64. */
KVALSPC_INLINE Word low_bits(std::size_t count) { return count >= 64 ? ~Word{0} : (Word{1} << count) - 1; }

/** The bits of `from` at the places of `places`, pushed together. */
KVALSPC_INLINE Word pushed_together(Word from, Word places) {
  if ((places & (places + 1)) == 0) return from & places;  // nothing between them: no tie, nothing missing
#if defined(__BMI2__)
  return _pext_u64(from, places);
#else
  Word result = 0;
  for (int to = 0; places != 0; places &= places - 1, ++to) result |= ((from >> lowest(places)) & 1) << to;
  return result;
#endif
}

struct Row {
  int length;
  int first;
};

/** The longest row of ones (at most 63), and where the first of that length begins: the places where rows of
 * 1, 2, 4 ... 32 ones begin are found by doubling, then a length is put together from the largest down. */
KVALSPC_INLINE Row longest_row(Word w) {
  Word rows[6];
  rows[0] = w;
  written_out<5>([&](std::size_t k) KVALSPC_LAMBDA { rows[k + 1] = rows[k] & (rows[k] >> (1U << k)); });
  Word starts = ~Word{0};
  int length = 0;
  written_out<6>([&](std::size_t k) KVALSPC_LAMBDA {
    const Word longer = starts & (rows[5 - k] >> length);
    const bool found = longer != 0;
    starts = found ? longer : starts;
    length += found ? 32 >> k : 0;
  });
  return {length, lowest(starts)};
}

/** Runs over consecutive words. */
class RunsOfWords {
 public:
  /** The next 64 points: which of them are useful, and which of those lie above the line. */
  KVALSPC_INLINE void add(Word useful, Word above) {
    if (useful == 0) return;
    const int points = population(useful);
    const Word all = low_bits(static_cast<std::size_t>(points));
    const Word sides = pushed_together(above & useful, useful);
    const Word before = (sides << 1) | (useful_ > 0 ? last_side_ : sides & 1);
    const Word turns = (sides ^ before) & all;
    const Word goes_on = ~turns & all;  // the point lies on the side of the one before
    useful_ += points;
    above_ += population(sides);
    crossings_ += population(turns);
    last_side_ = sides >> (points - 1);
    const int carried = turns == 0 ? points : lowest(turns);
    length_ += carried;
    take(length_, true);
    if (turns == 0) return;
    longest_ends_ = false;
    // A run is the point that turned and those that go on after it.
    const Row inner = longest_row(goes_on & ~low_bits(static_cast<std::size_t>(carried)));
    const int end = inner.length == 0 ? carried + 1 : inner.first + inner.length;
    take(inner.length + 1, end == points);
    length_ = points - highest(turns);
  }

  KVALSPC_INLINE void put(kernel::RunFacts& facts) const {
    facts.useful = useful_;
    facts.above = above_;
    facts.longest_run = longest_run_;
    facts.crossings = crossings_;
    facts.longest_ends = longest_ends_;
  }

 private:
  KVALSPC_INLINE void take(int length, bool last) {
    const bool longer = length > longest_run_;
    longest_run_ = longer ? length : longest_run_;
    longest_ends_ = longer ? last : longest_ends_;
  }

  std::int32_t useful_ = 0, above_ = 0, longest_run_ = 0, crossings_ = 0;
  bool longest_ends_ = false;
  Word last_side_ = 0;
  int length_ = 0;
};

}  // namespace kvalspc::KVALSPC_ISA
