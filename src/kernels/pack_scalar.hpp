/** @file Pack of one double: for processors that have no other. */
#pragma once

#include <bit>

namespace kvalspc::KVALSPC_ISA {

struct Mask {
  bool lanes;
  friend KVALSPC_INLINE Mask operator&(Mask a, Mask b) { return {a.lanes && b.lanes}; }
  friend KVALSPC_INLINE Mask operator|(Mask a, Mask b) { return {a.lanes || b.lanes}; }
};

/** One bit a lane, the first lane lowest. */
KVALSPC_INLINE std::uint64_t bits(Mask mask) { return mask.lanes ? 1U : 0U; }

struct Pack {
  static constexpr std::size_t width = 1;
  double lanes;

  Pack() = default;
  KVALSPC_INLINE explicit Pack(double x) : lanes(x) {}

  static KVALSPC_INLINE Pack load(const double* from) { return Pack(*from); }
  /** The first `count` (none) from memory, `filler` in the other lanes. */
  static KVALSPC_INLINE Pack load_part(const double* /*from*/, std::size_t /*count*/, double filler) {
    return Pack(filler);
  }
  KVALSPC_INLINE void store(double* to) const { *to = lanes; }
  /** The first `count` (none) lanes. */
  KVALSPC_INLINE void store_part(double* /*to*/, std::size_t /*count*/) const {}

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
  friend KVALSPC_INLINE Mask not_less(Pack a, Pack b) { return {!(a.lanes < b.lanes)}; }
  /** Its neighbour. */
  friend KVALSPC_INLINE Pack one_back(Pack before, Pack /*here*/) { return before; }
  friend KVALSPC_INLINE Pack sqrt(Pack x) { return Pack(math::root(x.lanes)); }
  friend KVALSPC_INLINE Pack abs(Pack x) { return Pack(math::magnitude(x.lanes)); }
  friend KVALSPC_INLINE Pack made_whole(Pack x) { return math::nearest_whole(x); }
  /** The smaller and the larger, b where they are equal or one is NaN. */
  friend KVALSPC_INLINE Pack least(Pack a, Pack b) { return a.lanes < b.lanes ? a : b; }
  friend KVALSPC_INLINE Pack most(Pack a, Pack b) { return b.lanes < a.lanes ? a : b; }
  /** x where the mask says so, `other` elsewhere. */
  friend KVALSPC_INLINE Pack select(Mask mask, Pack x, Pack other) { return mask.lanes ? x : other; }
};

/** A word a lane. */
using Words = std::uint64_t;

/** The bits of each double. */
KVALSPC_INLINE Words bits_of(Pack x) { return std::bit_cast<Words>(x.lanes); }

KVALSPC_INLINE Mask is_set(Words w) { return {w != 0}; }
KVALSPC_INLINE Words select(Mask mask, Words w, Words other) { return mask.lanes ? w : other; }
/** `seen`, and where the mask says so some bit of each number that is not whole. */
KVALSPC_INLINE Words with_parts_where(Mask mask, Words seen, Pack x) {
  return seen | select(mask, bits_of(x) ^ bits_of(made_whole(x)), Words{});
}
/** `seen`, and where the mask says so the bits of a and b too. */
KVALSPC_INLINE Words with_bits_where(Mask mask, Words seen, Words a, Words b) {
  return seen | select(mask, a | b, Words{});
}

/** A number that 32 bits hold. */
KVALSPC_INLINE void store_narrow(Words w, std::int32_t* to) { *to = static_cast<std::int32_t>(w); }

/** Rows become columns. */
KVALSPC_INLINE void transpose(Pack*) {}

}  // namespace kvalspc::KVALSPC_ISA
