/** @file A register of two doubles: NEON, which every 64-bit ARM has. */
#pragma once

#include <arm_neon.h>

namespace kvalspc::KVALSPC_ISA {

using Register = float64x2_t;

KVALSPC_INLINE Register in_every_lane(double x) { return vdupq_n_f64(x); }
KVALSPC_INLINE std::uint64_t sign_bits(Register x) {
  const uint64x2_t words = vreinterpretq_u64_f64(x);
  return (vgetq_lane_u64(words, 0) >> 63) | (vgetq_lane_u64(words, 1) >> 63 << 1);
}
KVALSPC_INLINE Register root(Register x) { return vsqrtq_f64(x); }
KVALSPC_INLINE Register without_sign(Register x) { return vabsq_f64(x); }
KVALSPC_INLINE Register load_part(const double* from, std::size_t count, double filler) {
  return Register{count > 0 ? *from : filler, filler};
}
/** The last of `before`, then the first of `here`. */
KVALSPC_INLINE Register one_back(Register before, Register here) { return vextq_f64(before, here, 1); }
/** Rows become columns. */
KVALSPC_INLINE void transpose(Register* rows) {
  const Register first = vzip1q_f64(rows[0], rows[1]);
  rows[1] = vzip2q_f64(rows[0], rows[1]);
  rows[0] = first;
}

}  // namespace kvalspc::KVALSPC_ISA
