/** @file Rows that go through the stages of a kernel together. */
#pragma once

#include "columns.hpp"
#include "facts.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::FactColumns;
using kernel::Rows;

/** Up to eight rows; what is found of them goes into columns, a lane each. */
struct Eight {
  /**
   * The next of `count` rows: eight, or fewer long ones, for they are to stay in the nearer caches.
   *
   * @param order their numbers
   */
  KVALSPC_INLINE Eight(const Rows* all, const std::uint32_t* order, std::size_t count, FactColumns& to)
      : facts(to) {
    std::size_t lane = 0, together = 0, most = 0;
    bool ends_early = false;
    for (; lane < group && lane < count; ++lane) {
      const Rows& next = all[order[lane]];
      const std::size_t size = next.size;
      if (lane > 0 && together + size > kernel::most_points_together) break;
      together += size;
      most = size > most ? size : most;
      ends_early = ends_early | (next.baseline != size);
      rows[lane] = &next;
      facts.row[lane] = order[lane];
    }
    points = together;
    longest = most;
    frozen = ends_early;
    wants_points = rows[0]->points != nullptr;
    facts.count = lane;
    facts.ok = facts.exact = facts.points_put = facts.odd = 0;
  }
  /** Notes whether something is true of a row; most often it is not. */
  KVALSPC_INLINE void mark(kernel::RowBits FactColumns::*bits, std::size_t lane, bool yes) const {
    if (yes) facts.*bits |= static_cast<kernel::RowBits>(1U << lane);
  }

  FactColumns& facts;
  std::size_t points;   ///< of all of them
  std::size_t longest;  ///< the most points of one
  bool frozen;          ///< has one a baseline that ends before it?
  bool wants_points;    ///< asked of all rows, or of none
  const Rows* rows[group];
};

}  // namespace kvalspc::KVALSPC_ISA
