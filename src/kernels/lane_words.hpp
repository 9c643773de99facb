/** @file What is asked of a word in every lane. */
#pragma once

#include "facts.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

KVALSPC_INLINE bool any(Words w) { return bits(is_set(w)) != 0; }

/** How many bits are set in each lane: sums of neighbours, twice as wide each time. */
KVALSPC_INLINE Words bits_set(Words w) {
  w -= (w >> 1) & Word{0x5555555555555555U};
  w = (w & Word{0x3333333333333333U}) + ((w >> 2) & Word{0x3333333333333333U});
  w = (w + (w >> 4)) & Word{0x0f0f0f0f0f0f0f0fU};
  w += w >> 8;
  w += w >> 16;
  return (w + (w >> 32)) & Word{0x7f};
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
  const Words filled = filled_down(w);
  return filled ^ (filled >> 1);
}

/** Answers of the lanes that begin with lane `part`; those before it stay. */
KVALSPC_INLINE void put_bits(Mask mask, std::size_t part, kernel::RowBits& to) {
  const auto lower = static_cast<kernel::RowBits>((1U << part) - 1U);
  to = static_cast<kernel::RowBits>((to & lower) | bits(mask) << part);
}

}  // namespace kvalspc::KVALSPC_ISA
