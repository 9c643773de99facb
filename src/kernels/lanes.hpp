/** @file A level in every lane, and which lanes hold a point. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "pack.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Level of every lane. */
KVALSPC_INLINE Level<Pack> in_every_lane(const Level<double>& level) {
  return {Pack(level.sum_numerator),
          Pack(level.sum_denominator),
          Pack(level.centre),
          Pack(level.spread),
          level.printed,
          level.pooled};
}

KVALSPC_INLINE Mask is_present(Pack numerator, Pack denominator) {
  return (numerator == numerator) & (Pack(0.0) < denominator);
}

}  // namespace kvalspc::KVALSPC_ISA
