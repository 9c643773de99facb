/** @file The latest point that counts and those beyond the limits, of as many rows as there are lanes. */
#pragma once

#include "eight.hpp"
#include "lane_words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** A position a lane, or -1. */
class LanePositions {
 public:
  KVALSPC_INLINE void set(Mask where, Words to) { at_ = select(where, to, at_); }
  /** Where none was set. */
  KVALSPC_INLINE void set_first(Mask where, Words to) { at_ = select(known(), at_, select(where, to, at_)); }
  KVALSPC_INLINE void put(std::int32_t* to) const { store_narrow(at_, to); }
  /** Where one was set. */
  [[nodiscard]] KVALSPC_INLINE Mask known() const { return is_set(~at_); }

 private:
  Words at_ = ~Words{};
};

class LaneNotes {
 public:
  /** Word `w` of every lane: which points are present, off the line, above it, and beyond the limits. */
  KVALSPC_INLINE void take(std::size_t w, Words present, Words off, Words above, Words beyond) {
    const Words first = Words{} + Word{64 * w}, last = first + Word{63};
    const Mask some = is_set(present);
    const Words gap = leading_zeros(present), latest = highest_bit(present);
    latest_.set(some, last - gap);
    off_ = select(some, off & latest, off_);
    above_ = select(some, above & latest, above_);
    beyond_ = select(some, beyond & latest, beyond_);
    const Mask any = is_set(beyond);
    count_ += bits_set(beyond);
    first_.set_first(any, first + trailing_zeros(beyond));
    last_.set(any, last - leading_zeros(beyond));
  }
  /** Into the lanes from `part` on. */
  KVALSPC_INLINE void put(FactColumns& to, std::size_t part) const {
    latest_.put(to.latest + part);
    store_narrow(count_, to.beyond + part);
    first_.put(to.first_beyond + part);
    last_.put(to.last_beyond + part);
    put_bits(latest_.known(), part, to.latest_known);
    put_bits(is_set(off_), part, to.latest_useful);
    put_bits(is_set(above_), part, to.latest_above);
    put_bits(is_set(beyond_), part, to.latest_beyond);
  }

 private:
  LanePositions latest_, first_, last_;
  Words off_{}, above_{}, beyond_{};  // of the latest point: its bit, or nothing
  Words count_{};
};

}  // namespace kvalspc::KVALSPC_ISA
