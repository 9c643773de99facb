/** @file Pack of four doubles: AVX2 (x86-64-v3). */
#pragma once

#include <immintrin.h>

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  __m256d lanes;
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {_mm256_and_pd(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {_mm256_or_pd(a.lanes, b.lanes)}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_pd(mask.lanes)));
}

struct Pack {
  static constexpr std::size_t width = 4;
  __m256d lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(_mm256_set1_pd(x)) {}
  KVALSPC_INLINE explicit Pack(__m256d x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) { return Pack(_mm256_loadu_pd(from)); }
  static KVALSPC_INLINE Pack load(const std::int32_t* from) {
    return Pack(
        _mm256_cvtepi32_pd(_mm_loadu_si128(static_cast<const __m128i_u*>(static_cast<const void*>(from)))));
  }
  /** The first `count` (fewer than width) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* from, std::size_t count, double filler) {
    const __m256i lanes =
        _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(count)), _mm256_set_epi64x(3, 2, 1, 0));
    return Pack(_mm256_blendv_pd(_mm256_set1_pd(filler), _mm256_maskload_pd(from, lanes),
                                 _mm256_castsi256_pd(lanes)));
  }
  KVALSPC_INLINE void store(double* to) const { _mm256_storeu_pd(to, lanes); }

  friend KVALSPC_INLINE Pack operator+(Pack a, Pack b) { return Pack(_mm256_add_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator-(Pack a, Pack b) { return Pack(_mm256_sub_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator*(Pack a, Pack b) { return Pack(_mm256_mul_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator/(Pack a, Pack b) { return Pack(_mm256_div_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Mask operator<(Pack a, Pack b) {
    return {_mm256_cmp_pd(a.lanes, b.lanes, _CMP_LT_OQ)};
  }
  friend KVALSPC_INLINE Mask operator==(Pack a, Pack b) {
    return {_mm256_cmp_pd(a.lanes, b.lanes, _CMP_EQ_OQ)};
  }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(_mm256_sqrt_pd(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(_mm256_andnot_pd(_mm256_set1_pd(-0.0), x.lanes)); }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return Pack(_mm256_min_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return Pack(_mm256_max_pd(a.lanes, b.lanes)); }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) {
    return Pack(_mm256_blendv_pd(other.lanes, x.lanes, mask.lanes));
  }
};

}  // namespace kvalspc::KVALSPC_ISA
