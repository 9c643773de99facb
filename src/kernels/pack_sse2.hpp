/** @file Pack of two doubles: SSE2, which every x86-64 has. */
#pragma once

#include <emmintrin.h>

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  __m128d lanes;
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {_mm_and_pd(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {_mm_or_pd(a.lanes, b.lanes)}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_pd(mask.lanes)));
}

struct Pack {
  static constexpr std::size_t width = 2;
  __m128d lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(_mm_set1_pd(x)) {}
  KVALSPC_INLINE explicit Pack(__m128d x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) { return Pack(_mm_loadu_pd(from)); }
  static KVALSPC_INLINE Pack load(const std::int32_t* from) {
    return Pack(_mm_set_pd(static_cast<double>(from[1]), static_cast<double>(from[0])));
  }
  /** The first `count` (fewer than width) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* from, std::size_t count, double filler) {
    const double lanes[width] = {count > 0 ? *from : filler, filler};
    return load(lanes);
  }
  KVALSPC_INLINE void store(double* to) const { _mm_storeu_pd(to, lanes); }

  friend KVALSPC_INLINE Pack operator+(Pack a, Pack b) { return Pack(_mm_add_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator-(Pack a, Pack b) { return Pack(_mm_sub_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator*(Pack a, Pack b) { return Pack(_mm_mul_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator/(Pack a, Pack b) { return Pack(_mm_div_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Mask operator<(Pack a, Pack b) { return {_mm_cmplt_pd(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Mask operator==(Pack a, Pack b) { return {_mm_cmpeq_pd(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(_mm_sqrt_pd(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(_mm_andnot_pd(_mm_set1_pd(-0.0), x.lanes)); }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return Pack(_mm_min_pd(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return Pack(_mm_max_pd(a.lanes, b.lanes)); }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) {
    return Pack(_mm_or_pd(_mm_and_pd(mask.lanes, x.lanes), _mm_andnot_pd(mask.lanes, other.lanes)));
  }
};

}  // namespace kvalspc::KVALSPC_ISA
