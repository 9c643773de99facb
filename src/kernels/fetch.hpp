/** @file Numbers that are asked for before they are needed: memory brings them while others are computed. */
#pragma once

#include "columns.hpp"
#include "facts.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Those that lie `ahead` of a row's own, group by group. */
class Ahead {
 public:
  KVALSPC_INLINE Ahead(const kernel::Rows& rows, std::size_t ahead) : rows_(rows), ahead_(ahead) {}
  KVALSPC_INLINE void fetch(std::size_t k) const {
    __builtin_prefetch(rows_.numerator + ahead_ + k);
    if (rows_.denominator != nullptr) __builtin_prefetch(rows_.denominator + ahead_ + k);
  }

 private:
  const kernel::Rows& rows_;
  const std::size_t ahead_;
};

/** None: another reading does. */
struct NothingAhead {
  KVALSPC_INLINE void fetch(std::size_t) const {}
};

}  // namespace kvalspc::KVALSPC_ISA
