/** @file A register of four doubles: AVX2 (x86-64-v3). */
#pragma once

#include <immintrin.h>

namespace kvalspc::KVALSPC_ISA {

using Register = __m256d;

KVALSPC_INLINE Register in_every_lane(double x) { return _mm256_set1_pd(x); }
KVALSPC_INLINE std::uint64_t sign_bits(Register x) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_pd(x)));
}
KVALSPC_INLINE Register root(Register x) { return _mm256_sqrt_pd(x); }
KVALSPC_INLINE Register without_sign(Register x) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x); }
KVALSPC_INLINE Register load_part(const double* from, std::size_t count, double filler) {
  const __m256i lanes =
      _mm256_cmpgt_epi64(_mm256_set1_epi64x(static_cast<long long>(count)), _mm256_set_epi64x(3, 2, 1, 0));
  return _mm256_blendv_pd(_mm256_set1_pd(filler), _mm256_maskload_pd(from, lanes),
                          _mm256_castsi256_pd(lanes));
}
/** The last of `before`, then the first three of `here`. */
KVALSPC_INLINE Register one_back(Register before, Register here) {
  return _mm256_shuffle_pd(_mm256_permute2f128_pd(before, here, 0x21), here, 0x5);
}
/** Rows become columns. */
KVALSPC_INLINE void transpose(Register* rows) {
  const Register even_low = _mm256_unpacklo_pd(rows[0], rows[1]),
                 odd_low = _mm256_unpackhi_pd(rows[0], rows[1]),
                 even_high = _mm256_unpacklo_pd(rows[2], rows[3]),
                 odd_high = _mm256_unpackhi_pd(rows[2], rows[3]);
  rows[0] = _mm256_permute2f128_pd(even_low, even_high, 0x20);
  rows[1] = _mm256_permute2f128_pd(odd_low, odd_high, 0x20);
  rows[2] = _mm256_permute2f128_pd(even_low, even_high, 0x31);
  rows[3] = _mm256_permute2f128_pd(odd_low, odd_high, 0x31);
}

}  // namespace kvalspc::KVALSPC_ISA
