/** @file Numbers that are asked for before they are needed: memory brings them while others are computed. */
#pragma once

#include "columns.hpp"
#include "facts.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Those that lie `ahead` of a row's own, group by group. */
class Ahead {
 public:
  KVALSPC_INLINE Ahead(const kernel::Rows& rows, std::size_t ahead)
      : numerator_(rows.numerator + ahead),
        denominator_(rows.denominator == nullptr ? numerator_ : rows.denominator + ahead) {}
  /** In the first reading; only so many requests can be open at a time. */
  KVALSPC_INLINE void fetch_numerators(std::size_t k) const { __builtin_prefetch(numerator_ + k); }
  /** In the second. */
  KVALSPC_INLINE void fetch_denominators(std::size_t k) const { __builtin_prefetch(denominator_ + k); }

 private:
  const double *numerator_, *denominator_;
};

/** None: another reading does. */
struct NothingAhead {
  KVALSPC_INLINE void fetch_numerators(std::size_t) const {}
};

}  // namespace kvalspc::KVALSPC_ISA
