/** @file Pack of eight doubles: AVX-512 (x86-64-v4). */
#pragma once

#include <immintrin.h>

#include <cstring>

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  __mmask8 lanes;
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {static_cast<__mmask8>(a.lanes & b.lanes)}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {static_cast<__mmask8>(a.lanes | b.lanes)}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) { return mask.lanes; }

struct Pack {
  static constexpr std::size_t width = 8;
  __m512d lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(_mm512_set1_pd(x)) {}
  KVALSPC_INLINE explicit Pack(__m512d x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) { return Pack(_mm512_loadu_pd(from)); }
  /** The first `count` (fewer than width) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* from, std::size_t count, double filler) {
    return Pack(_mm512_mask_loadu_pd(_mm512_set1_pd(filler), first_lanes(count), from));
  }
  KVALSPC_INLINE void store(double* to) const { _mm512_storeu_pd(to, lanes); }
  /** The first `count` lanes (fewer than width). */
  KVALSPC_INLINE void store_part(double* to, std::size_t count) const {
    _mm512_mask_storeu_pd(to, first_lanes(count), lanes);
  }

  /** Sums of eight rows of eight, in the order of math::OrderedSum: halves of two rows at a time, then
   * quarters of four, then neighbours. Half the steps of turning rows into columns first. */
  static KVALSPC_INLINE Pack sums_of(const double* rows) {
    constexpr int first_halves = 0x44, second_halves = 0xee, even_quarters = 0x88, odd_quarters = 0xdd;
    const auto halves = [&](std::size_t a, std::size_t b) KVALSPC_LAMBDA {
      const __m512d x = load(rows + 8 * a).lanes, y = load(rows + 8 * b).lanes;
      return _mm512_add_pd(_mm512_shuffle_f64x2(x, y, first_halves),
                           _mm512_shuffle_f64x2(x, y, second_halves));
    };
    const auto quarters = [](__m512d x, __m512d y) KVALSPC_LAMBDA {
      return _mm512_add_pd(_mm512_shuffle_f64x2(x, y, even_quarters),
                           _mm512_shuffle_f64x2(x, y, odd_quarters));
    };
    const __m512d even = quarters(halves(0, 2), halves(4, 6)), odd = quarters(halves(1, 3), halves(5, 7));
    return Pack(_mm512_add_pd(_mm512_unpacklo_pd(even, odd), _mm512_unpackhi_pd(even, odd)));
  }

  friend KVALSPC_INLINE Pack operator+(Pack a, Pack b) { return Pack(_mm512_add_pd(a.lanes, b.lanes)); }
  /** a, with b added where the mask says so; a is no minus zero. */
  friend KVALSPC_INLINE Pack plus_where(Mask mask, Pack a, Pack b) {
    return Pack(_mm512_mask_add_pd(a.lanes, mask.lanes, a.lanes, b.lanes));
  }
  friend KVALSPC_INLINE Pack operator-(Pack a, Pack b) { return Pack(_mm512_sub_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator*(Pack a, Pack b) { return Pack(_mm512_mul_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator/(Pack a, Pack b) { return Pack(_mm512_div_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Mask operator<(Pack a, Pack b) {
    return {_mm512_cmp_pd_mask(a.lanes, b.lanes, _CMP_LT_OQ)};
  }
  friend KVALSPC_INLINE Mask operator<=(Pack a, Pack b) {
    return {_mm512_cmp_pd_mask(a.lanes, b.lanes, _CMP_LE_OQ)};
  }
  friend KVALSPC_INLINE Mask operator==(Pack a, Pack b) {
    return {_mm512_cmp_pd_mask(a.lanes, b.lanes, _CMP_EQ_OQ)};
  }
  /** Is neither a missing number (NaN)? */
  friend KVALSPC_INLINE Mask both_known(Pack a, Pack b) {
    return {_mm512_cmp_pd_mask(a.lanes, b.lanes, _CMP_ORD_Q)};
  }
  /** !(a < b), of missing numbers too. */
  friend KVALSPC_INLINE Mask not_less(Pack a, Pack b) {
    return {_mm512_cmp_pd_mask(a.lanes, b.lanes, _CMP_NLT_UQ)};
  }
  /** Each lane's neighbour: the last lane of `before`, then all but the last of `here`. */
  friend KVALSPC_INLINE Pack one_back(Pack before, Pack here) {
    return Pack(reinterpret_cast<__m512d>(_mm512_alignr_epi64(reinterpret_cast<__m512i>(here.lanes),
                                                              reinterpret_cast<__m512i>(before.lanes), 7)));
  }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(_mm512_sqrt_pd(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(_mm512_abs_pd(x.lanes)); }
  /** A whole number as it is, any other number changed. */
  friend KVALSPC_INLINE Pack made_whole(Pack x) {
    return Pack(_mm512_roundscale_pd(x.lanes, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
  }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return Pack(_mm512_min_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return Pack(_mm512_max_pd(a.lanes, b.lanes)); }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) {
    return Pack(_mm512_mask_blend_pd(mask.lanes, other.lanes, x.lanes));
  }

 private:
  static KVALSPC_INLINE __mmask8 first_lanes(std::size_t count) {
    return static_cast<__mmask8>((1U << count) - 1U);
  }
};

/** A word a lane. */
using Words = std::uint64_t __attribute__((vector_size(8 * Pack::width)));

/** The bits of each double. */
KVALSPC_INLINE Words bits_of(Pack x) { return reinterpret_cast<Words>(x.lanes); }
/** `seen`, and where the mask says so some bit of each number that is not whole. One instruction could find
 * the parts (vreducepd), but takes twice as long as rounding. */
KVALSPC_INLINE Words with_parts_where(Mask mask, Words seen, Pack x) {
  constexpr int or_differ = 0xf6;  // a | (b ^ c)
  return reinterpret_cast<Words>(_mm512_mask_ternarylogic_epi64(
      reinterpret_cast<__m512i>(seen), mask.lanes, reinterpret_cast<__m512i>(x.lanes),
      reinterpret_cast<__m512i>(made_whole(x).lanes), or_differ));
}
/** `seen`, and where the mask says so the bits of a and b too. */
KVALSPC_INLINE Words with_bits_where(Mask mask, Words seen, Words a, Words b) {
  constexpr int any = 0xfe;
  return reinterpret_cast<Words>(_mm512_mask_ternarylogic_epi64(reinterpret_cast<__m512i>(seen), mask.lanes,
                                                                reinterpret_cast<__m512i>(a),
                                                                reinterpret_cast<__m512i>(b), any));
}

KVALSPC_INLINE Mask is_set(Words w) {
  const auto lanes = reinterpret_cast<__m512i>(w);
  return {_mm512_test_epi64_mask(lanes, lanes)};
}
KVALSPC_INLINE Words select(Mask mask, Words w, Words other) {
  return reinterpret_cast<Words>(
      _mm512_mask_blend_epi64(mask.lanes, reinterpret_cast<__m512i>(other), reinterpret_cast<__m512i>(w)));
}

/** Numbers that 32 bits hold. */
KVALSPC_INLINE void store_narrow(Words w, std::int32_t* to) {
  using Narrow = std::int32_t __attribute__((vector_size(4 * Pack::width)));
  const auto narrow = __builtin_convertvector(w, Narrow);
  std::memcpy(to, &narrow, sizeof narrow);
}

/** Rows become columns. */
KVALSPC_INLINE void transpose(Pack* rows) {
  __m512d pairs[8], fours[8];
  written_out<4>([&](std::size_t k) KVALSPC_LAMBDA {
    pairs[2 * k] = _mm512_unpacklo_pd(rows[2 * k].lanes, rows[2 * k + 1].lanes);
    pairs[2 * k + 1] = _mm512_unpackhi_pd(rows[2 * k].lanes, rows[2 * k + 1].lanes);
  });
  written_out<4>([&](std::size_t k) KVALSPC_LAMBDA {
    const std::size_t from = k / 2 * 4 + k % 2;
    fours[from] = _mm512_shuffle_f64x2(pairs[from], pairs[from + 2], 0x88);
    fours[from + 2] = _mm512_shuffle_f64x2(pairs[from], pairs[from + 2], 0xdd);
  });
  written_out<4>([&](std::size_t k) KVALSPC_LAMBDA {
    rows[k].lanes = _mm512_shuffle_f64x2(fours[k], fours[k + 4], 0x88);
    rows[k + 4].lanes = _mm512_shuffle_f64x2(fours[k], fours[k + 4], 0xdd);
  });
}

}  // namespace kvalspc::KVALSPC_ISA
