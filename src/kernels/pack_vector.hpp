/**
 * @file Pack of one SSE2, AVX2 or NEON register, in the compiler's own vector arithmetic; what it has no
 * operator for stands in register_*.hpp.
 */
#pragma once

#include <cstring>

#if defined(__AVX2__)
#include "register_avx2.hpp"
#elif defined(__SSE2__)
#include "register_sse2.hpp"
#else
#include "register_neon.hpp"
#endif

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  decltype(Register{} < Register{}) lanes;  ///< all bits of a lane, or none
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {a.lanes & b.lanes}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {a.lanes | b.lanes}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) { return sign_bits(reinterpret_cast<Register>(mask.lanes)); }

struct Pack {
  static constexpr std::size_t width = sizeof(Register) / sizeof(double);
  Register lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(in_every_lane(x)) {}
  KVALSPC_INLINE explicit Pack(Register x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) {
    Pack read;
    std::memcpy(&read.lanes, from, sizeof(Register));
    return read;
  }
  /** The first `count` (fewer than width) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* from, std::size_t count, double filler) {
    return Pack(kvalspc::KVALSPC_ISA::load_part(from, count, filler));
  }
  KVALSPC_INLINE void store(double* to) const { std::memcpy(to, &lanes, sizeof(Register)); }
  /** The first `count` lanes (fewer than width). */
  KVALSPC_INLINE void store_part(double* to, std::size_t count) const {
    for (std::size_t lane = 0; lane < count; ++lane) to[lane] = lanes[lane];
  }

  friend KVALSPC_INLINE Pack operator+(Pack a, Pack b) { return Pack(a.lanes + b.lanes); }
  /** a, with b added where the mask says so; a is no minus zero. */
  friend KVALSPC_INLINE Pack plus_where(Mask mask, Pack a, Pack b) { return a + select(mask, b, Pack(0.0)); }
  friend KVALSPC_INLINE Pack operator-(Pack a, Pack b) { return Pack(a.lanes - b.lanes); }
  friend KVALSPC_INLINE Pack operator*(Pack a, Pack b) { return Pack(a.lanes * b.lanes); }
  friend KVALSPC_INLINE Pack operator/(Pack a, Pack b) { return Pack(a.lanes / b.lanes); }
  friend KVALSPC_INLINE Mask operator<(Pack a, Pack b) { return {a.lanes < b.lanes}; }
  friend KVALSPC_INLINE Mask operator<=(Pack a, Pack b) { return {a.lanes <= b.lanes}; }
  friend KVALSPC_INLINE Mask operator==(Pack a, Pack b) { return {a.lanes == b.lanes}; }
  /** Is neither a missing number (NaN)? */
  friend KVALSPC_INLINE Mask both_known(Pack a, Pack b) { return (a == a) & (b == b); }
  /** !(a < b), of missing numbers too. */
  friend KVALSPC_INLINE Mask not_less(Pack a, Pack b) { return {~(a.lanes < b.lanes)}; }
  /** Each lane's neighbour: the last lane of `before`, then all but the last of `here`. */
  friend KVALSPC_INLINE Pack one_back(Pack before, Pack here) {
    return Pack(kvalspc::KVALSPC_ISA::one_back(before.lanes, here.lanes));
  }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(root(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(without_sign(x.lanes)); }
  friend KVALSPC_INLINE Pack made_whole(Pack x) { return math::nearest_whole(x); }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return select(a < b, a, b); }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return select(b < a, a, b); }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) {
    return Pack(mask.lanes ? x.lanes : other.lanes);
  }
};

/** A word a lane. */
using Words = std::uint64_t __attribute__((vector_size(sizeof(Register))));

/** The bits of each double. */
KVALSPC_INLINE Words bits_of(Pack x) { return reinterpret_cast<Words>(x.lanes); }

KVALSPC_INLINE Mask is_set(Words w) { return {reinterpret_cast<decltype(Mask::lanes)>(w != 0)}; }
KVALSPC_INLINE Words select(Mask mask, Words w, Words other) { return mask.lanes ? w : other; }
/** `seen`, and where the mask says so some bit of each number that is not whole. */
KVALSPC_INLINE Words with_parts_where(Mask mask, Words seen, Pack x) {
  return seen | select(mask, bits_of(x) ^ bits_of(made_whole(x)), Words{});
}
/** `seen`, and where the mask says so the bits of a and b too. */
KVALSPC_INLINE Words with_bits_where(Mask mask, Words seen, Words a, Words b) {
  return seen | select(mask, a | b, Words{});
}

/** Numbers that 32 bits hold. */
KVALSPC_INLINE void store_narrow(Words w, std::int32_t* to) {
  using Narrow = std::int32_t __attribute__((vector_size(4 * Pack::width)));
  const auto narrow = __builtin_convertvector(w, Narrow);
  std::memcpy(to, &narrow, sizeof narrow);
}

/** Rows become columns. */
KVALSPC_INLINE void transpose(Pack* rows) {
  Register lanes[Pack::width];
  written_out<Pack::width>([&](std::size_t k) KVALSPC_LAMBDA { lanes[k] = rows[k].lanes; });
  transpose(lanes);
  written_out<Pack::width>([&](std::size_t k) KVALSPC_LAMBDA { rows[k].lanes = lanes[k]; });
}

}  // namespace kvalspc::KVALSPC_ISA
