/** @file Pack of two doubles: NEON, which every 64-bit ARM has. */
#pragma once

#include <arm_neon.h>

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  uint64x2_t lanes;
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {vandq_u64(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {vorrq_u64(a.lanes, b.lanes)}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) {
  return (vgetq_lane_u64(mask.lanes, 0) & 1U) | (vgetq_lane_u64(mask.lanes, 1) & 2U);
}

struct Pack {
  static constexpr std::size_t width = 2;
  float64x2_t lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(vdupq_n_f64(x)) {}
  KVALSPC_INLINE explicit Pack(float64x2_t x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) { return Pack(vld1q_f64(from)); }
  static KVALSPC_INLINE Pack load(const std::int32_t* from) {
    return Pack(vcvtq_f64_s64(vmovl_s32(vld1_s32(from))));
  }
  /** The first `count` (fewer than width) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* from, std::size_t count, double filler) {
    const double lanes[width] = {count > 0 ? *from : filler, filler};
    return load(lanes);
  }
  KVALSPC_INLINE void store(double* to) const { vst1q_f64(to, lanes); }

  friend KVALSPC_INLINE Pack operator+(Pack a, Pack b) { return Pack(vaddq_f64(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator-(Pack a, Pack b) { return Pack(vsubq_f64(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator*(Pack a, Pack b) { return Pack(vmulq_f64(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Pack operator/(Pack a, Pack b) { return Pack(vdivq_f64(a.lanes, b.lanes)); }
  friend KVALSPC_INLINE Mask operator<(Pack a, Pack b) { return {vcltq_f64(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Mask operator==(Pack a, Pack b) { return {vceqq_f64(a.lanes, b.lanes)}; }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(vsqrtq_f64(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(vabsq_f64(x.lanes)); }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return select(a < b, a, b); }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return select(b < a, a, b); }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) {
    return Pack(vbslq_f64(mask.lanes, x.lanes, other.lanes));
  }
};

}  // namespace kvalspc::KVALSPC_ISA
