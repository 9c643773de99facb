/** @file A register of two doubles: SSE2, which every x86-64 has. */
#pragma once

#include <emmintrin.h>

namespace kvalspc::KVALSPC_ISA {

using Register = __m128d;

KVALSPC_INLINE Register in_every_lane(double x) { return _mm_set1_pd(x); }
KVALSPC_INLINE std::uint64_t sign_bits(Register x) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_pd(x)));
}
KVALSPC_INLINE Register root(Register x) { return _mm_sqrt_pd(x); }
KVALSPC_INLINE Register without_sign(Register x) { return _mm_andnot_pd(_mm_set1_pd(-0.0), x); }
KVALSPC_INLINE Register load_part(const double* from, std::size_t count, double filler) {
  return Register{count > 0 ? *from : filler, filler};
}
/** The last of `before`, then the first of `here`. */
KVALSPC_INLINE Register one_back(Register before, Register here) { return _mm_shuffle_pd(before, here, 1); }
/** Rows become columns. */
KVALSPC_INLINE void transpose(Register* rows) {
  const Register first = _mm_unpacklo_pd(rows[0], rows[1]);
  rows[1] = _mm_unpackhi_pd(rows[0], rows[1]);
  rows[0] = first;
}

}  // namespace kvalspc::KVALSPC_ISA
