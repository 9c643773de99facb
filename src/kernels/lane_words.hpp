/** @file What is asked of a word in every lane. */
#pragma once

#include <limits>

#include "facts.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

KVALSPC_INLINE bool any(Words w) { return bits(is_set(w)) != 0; }

/** How many bits are set in each lane: looked up four at a time, or sums of neighbours, twice as wide each
 * time. */
KVALSPC_INLINE Words bits_set(Words w) {
#if defined(__AVX512BW__)
  const __m512i of_four =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
  const __m512i four = _mm512_set1_epi8(0xf), bytes = reinterpret_cast<__m512i>(w);
  const __m512i low = _mm512_and_si512(bytes, four);
  const __m512i high = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), four);
  const __m512i each = _mm512_add_epi8(_mm512_shuffle_epi8(of_four, low), _mm512_shuffle_epi8(of_four, high));
  return reinterpret_cast<Words>(_mm512_sad_epu8(each, _mm512_setzero_si512()));
#else
  w -= (w >> 1) & Word{0x5555555555555555U};
  w = (w & Word{0x3333333333333333U}) + ((w >> 2) & Word{0x3333333333333333U});
  w = (w + (w >> 4)) & Word{0x0f0f0f0f0f0f0f0fU};
  w += w >> 8;
  w += w >> 16;
  return (w + (w >> 32)) & Word{0x7f};
#endif
}
/** All bits below the highest one too. */
KVALSPC_INLINE Words filled_down(Words w) {
  written_out<6>([&](std::size_t k) KVALSPC_LAMBDA { w |= w >> (1U << k); });
  return w;
}

/** Zeros above the highest and below the lowest bit; 64 where none is set. */
KVALSPC_INLINE Words leading_zeros(Words w) {
#if defined(__AVX512CD__)
  return reinterpret_cast<Words>(_mm512_lzcnt_epi64(reinterpret_cast<__m512i>(w)));
#else
  return bits_set(~filled_down(w));
#endif
}
KVALSPC_INLINE Words trailing_zeros(Words w) { return Word{64} - leading_zeros(~w & (w - Word{1})); }
/** The highest bit alone. */
KVALSPC_INLINE Words highest_bit(Words w) {
#if defined(__AVX512CD__)
  const __m512i highest = _mm512_set1_epi64(std::numeric_limits<long long>::min());
  return reinterpret_cast<Words>(_mm512_srlv_epi64(highest, reinterpret_cast<__m512i>(leading_zeros(w))));
#else
  const Words filled = filled_down(w);
  return filled ^ (filled >> 1);
#endif
}

/** Answers of the lanes that begin with lane `part`; those before it stay. */
KVALSPC_INLINE void put_bits(Mask mask, std::size_t part, kernel::RowBits& to) {
  const auto lower = static_cast<kernel::RowBits>((1U << part) - 1U);
  to = static_cast<kernel::RowBits>((to & lower) | bits(mask) << part);
}

}  // namespace kvalspc::KVALSPC_ISA
