/** @file 64-bit words, a bit a point. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <kvalspc/math/real.hpp>

#if defined(__BMI2__)
#include <immintrin.h>
#endif

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

/** As many words as there are lanes. */
KVALSPC_INLINE Words load_words(const Word* from) {
  Words read;
  std::memcpy(&read, from, sizeof(Words));
  return read;
}
KVALSPC_INLINE void store(Words w, Word* to) { std::memcpy(to, &w, sizeof(Words)); }

/** The bits of `from` at the places of `places`, pushed together. */
KVALSPC_INLINE Word pushed_together(Word from, Word places) {
#if defined(__BMI2__)
  return _pext_u64(from, places);
#else
  Word result = 0;
  for (int to = 0; places != 0; places &= places - 1, ++to) result |= ((from >> lowest(places)) & 1) << to;
  return result;
#endif
}

}  // namespace kvalspc::KVALSPC_ISA
