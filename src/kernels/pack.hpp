/**
 * @file Pack, as many doubles as one register holds, Words, as many 64-bit words, and Mask, one yes or no a
 * lane.
 *
 * The compiler's own macros say which: each ISA unit includes this with its own flags and in its own
 * namespace, KVALSPC_ISA. Only single operations of IEEE 754 are used, so that each lane has the bits of a
 * plain double.
 */
#pragma once

#include <cstddef>
#include <cstdint>

#include <kvalspc/math/real.hpp>
#include <kvalspc/math/whole.hpp>

#ifndef KVALSPC_ISA
#error "define KVALSPC_ISA, the namespace of this instruction set, first"
#endif

#if defined(__GNUC__)
#define KVALSPC_LAMBDA __attribute__((always_inline))
#else
#define KVALSPC_LAMBDA
#endif

namespace kvalspc::KVALSPC_ISA {

/** Calls body(0) ... body(times - 1); written out, so that arrays stay in registers. */
template <std::size_t times, class Body>
KVALSPC_INLINE void written_out(Body body) {
  if constexpr (times > 0) {
    written_out<times - 1>(body);
    body(times - 1);
  }
}

}  // namespace kvalspc::KVALSPC_ISA

#if defined(KVALSPC_ONE_LANE)  // for tests
#include "pack_scalar.hpp"
#elif defined(__AVX512F__) && defined(__AVX512DQ__)
#include "pack_avx512.hpp"
#elif defined(__GNUC__) && (defined(__SSE2__) || defined(__aarch64__))
#include "pack_vector.hpp"
#else
#include "pack_scalar.hpp"
#endif
