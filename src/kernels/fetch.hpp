/** @file Lines of memory that are asked for before they are needed: they come while others are computed. */
#pragma once

#include <cstdint>

#include "columns.hpp"
#include "facts.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Where all columns that a row is part of are read and written next: group by group, as far ahead for every
 * row, so that hardly a line is passed over. */
class Ahead {
 public:
  /** @param task says how far */
  KVALSPC_INLINE Ahead(const kernel::Rows& rows, const kernel::Task& task)
      : points_(task.ahead + further),
        numerator_(rows.numerator),
        denominator_(rows.denominator == nullptr ? numerator_ : rows.denominator) {}
  /** In the first reading; only so many requests can be open at a time. */
  KVALSPC_INLINE void fetch_numerators(std::size_t k) const { fetch(numerator_, k); }
  /** In the second. */
  KVALSPC_INLINE void fetch_denominators(std::size_t k) const { fetch(denominator_, k); }
  /** Lines that a reading writes have to be fetched too. */
  KVALSPC_INLINE void make_room(const double* column, std::size_t k) const {
    if (column != nullptr) fetch(column, k);
  }

 private:
  /** Three kilobytes, so that short rows have theirs in time too. */
  static constexpr std::size_t further = 384;

  /** Into the second-level cache, which can wait for more lines at a time than the nearest. An address, no
   * pointer: it may lie behind the column's end. */
  KVALSPC_INLINE void fetch(const double* column, std::size_t k) const {
    constexpr int reading = 0, second_level = 2;
    const std::uintptr_t line = reinterpret_cast<std::uintptr_t>(column) + (points_ + k) * sizeof *column;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a pointer behind the column would be no valid one
    __builtin_prefetch(reinterpret_cast<const void*>(line), reading, second_level);
  }

  std::size_t points_;
  const double *numerator_, *denominator_;
};

/** None: another reading does. */
struct NothingAhead {
  KVALSPC_INLINE void fetch_numerators(std::size_t) const {}
};

}  // namespace kvalspc::KVALSPC_ISA
