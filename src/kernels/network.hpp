/** @file Medians of several series at once, one in each lane of a register: sorted by a network, which asks
 * the same comparisons whatever the numbers, so that lanes never part. */
#pragma once

#include <kvalspc/math/median.hpp>

#include "facts.hpp"
#include "pack.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Numbers of as many series as a register has lanes: slot k holds the k-th of each. */
class Slots {
 public:
  explicit KVALSPC_INLINE Slots(double* from) : from_(from) {}
  KVALSPC_INLINE Slots after(std::size_t k) const { return Slots(from_ + k * Pack::width); }
  KVALSPC_INLINE double& number(std::size_t k, std::size_t lane) const {
    return from_[k * Pack::width + lane];
  }
  KVALSPC_INLINE Pack operator[](std::size_t k) const { return Pack::load(from_ + k * Pack::width); }
  /** The smaller of two slots into the first, the larger into the second, lane by lane. */
  KVALSPC_INLINE void order(std::size_t a, std::size_t b) const {
    const Pack x = (*this)[a], y = (*this)[b];
    least(x, y).store(from_ + a * Pack::width);
    most(x, y).store(from_ + b * Pack::width);
  }

 private:
  double* from_;
};

KVALSPC_INLINE void order(Pack& a, Pack& b) {
  const Pack smaller = least(a, b);
  b = most(a, b);
  a = smaller;
}

/** Two sorted parts of as many registers, of which those `apart` are still to be ordered. */
template <std::size_t part, std::size_t apart>
KVALSPC_INLINE void merge_registers(Pack* s) {
  if constexpr (apart == part) {
    written_out<part>([&](std::size_t k) KVALSPC_LAMBDA { order(s[k], s[k + part]); });
  } else {
    written_out<part - apart>([&](std::size_t k) KVALSPC_LAMBDA {
      const std::size_t at = apart + k / apart * 2 * apart + k % apart;
      order(s[at], s[at + apart]);
    });
  }
  if constexpr (apart > 1) merge_registers<part, apart / 2>(s);
}

/** Sorts each lane of `size` (a power of two) registers. */
template <std::size_t size>
KVALSPC_INLINE void sort_registers(Pack* s) {
  if constexpr (size > 1) {
    sort_registers<size / 2>(s);
    sort_registers<size / 2>(s + size / 2);
    merge_registers<size / 2, size / 2>(s);
  }
}

template <std::size_t size>
KVALSPC_INLINE void sort_block(Slots slots) {
  Pack s[size];
  written_out<size>([&](std::size_t k) KVALSPC_LAMBDA { s[k] = slots[k]; });
  sort_registers<size>(s);
  written_out<size>([&](std::size_t k) KVALSPC_LAMBDA { s[k].store(&slots.number(k, 0)); });
}

/** Two sorted parts, the first of `part` (a power of two) slots and the second of no more, into one of
 * `size`. */
KVALSPC_INLINE void merge(Slots slots, std::size_t size, std::size_t part) {
  for (std::size_t k = 0; k + part < size; ++k) slots.order(k, k + part);
  for (std::size_t apart = part / 2; apart > 0; apart /= 2) {
    for (std::size_t first = apart; first + apart < size; first += 2 * apart) {
      const std::size_t end = first + 2 * apart < size ? first + apart : size - apart;
      for (std::size_t k = first; k < end; ++k) slots.order(k, k + apart);
    }
  }
}

/** Sorted parts, each of `part` slots but the last, into one. */
KVALSPC_INLINE void merge_parts(Slots slots, std::size_t size, std::size_t part) {
  for (; part < size; part *= 2) {
    for (std::size_t first = 0; first + part < size; first += 2 * part) {
      const std::size_t rest = size - first;
      merge(slots.after(first), rest < 2 * part ? rest : 2 * part, part);
    }
  }
}

/** Sorts fewer than two blocks, a multiple of eight slots, in blocks that halve. */
template <std::size_t block>
KVALSPC_INLINE void sort_less(Slots slots, std::size_t size) {
  if (size >= block) sort_block<block>(slots);
  if constexpr (block > 8) {
    const std::size_t sorted = size >= block ? block : 0;
    sort_less<block / 2>(slots.after(sorted), size - sorted);
    if (sorted > 0 && size > sorted) merge(slots, size, block);
  }
}

/** Odd-even merge sort (Batcher 1968; Knuth, The Art of Computer Programming 3, 5.2.2) of each lane; `size`
 * is a multiple of eight. Blocks are as large as there are registers to sort them in. */
static void sort_lanes(Slots slots, std::size_t size) {
  constexpr std::size_t large = Pack::width == 8 ? 32 : 16;
  std::size_t k = 0;
  for (; k + large <= size; k += large) sort_block<large>(slots.after(k));
  sort_less<large / 2>(slots.after(k), size - k);
  merge_parts(slots, size, large);
}

/** The middle two of each lane. */
struct Middle {
  Pack lower, upper;
};

/** Of two sorted halves of `half` slots each: the smallest of one beside the largest of the other leave the
 * smaller half of all numbers on one side. */
KVALSPC_INLINE Middle middle_of_halves(Slots slots, std::size_t half) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Middle middle{Pack(-infinity), Pack(infinity)};
  for (std::size_t k = 0; k < half; ++k) {
    const Pack a = slots[k], b = slots[2 * half - 1 - k];
    middle.lower = most(least(a, b), middle.lower);
    middle.upper = least(most(a, b), middle.upper);
  }
  return middle;
}

/** Slots that a network of series of up to `size` numbers needs: two halves, each whole blocks of eight. */
KVALSPC_INLINE std::size_t half_of_slots(std::size_t size) { return (size + 15) / 16 * 8; }

/** The median of up to one series a lane. */
class LaneMedians {
 public:
  /** For series of up to `longest` numbers. */
  KVALSPC_INLINE LaneMedians(double* scratch, std::size_t longest)
      : slots_(scratch), half_(half_of_slots(longest)) {}

  /** The numbers of all lanes. They are read to the end of the slots, whatever stands there. */
  KVALSPC_INLINE void put(const double* const* values) {
    for (std::size_t k = 0; k < 2 * half_; k += Pack::width) {
      Pack rows[Pack::width];
      written_out<Pack::width>([&](std::size_t lane)
                                   KVALSPC_LAMBDA { rows[lane] = Pack::load(values[lane] + k); });
      transpose(rows);
      written_out<Pack::width>([&](std::size_t j)
                                   KVALSPC_LAMBDA { rows[j].store(&slots_.number(k + j, 0)); });
    }
  }
  /** Of the first `size` slots of a lane `count` are not NaN. In place of others, and beyond the last, stand
   * infinities of both signs in turn, the first below all: so the median is in the middle of all slots. */
  KVALSPC_INLINE void fill(std::size_t lane, std::size_t size, std::size_t count) {
    double filler = -std::numeric_limits<double>::infinity();
    for (std::size_t k = count < size ? 0 : size; k < 2 * half_; ++k) {
      double& number = slots_.number(k, lane);
      if (k < size && number == number) continue;
      number = filler;
      filler = -filler;
    }
    odd_[lane] = count % 2 == 1;
  }

  /** The median of every lane, which `of` then tells. */
  KVALSPC_INLINE void find() {
    sort_lanes(slots_, half_);
    sort_lanes(slots_.after(half_), half_);
    const Middle middle = middle_of_halves(slots_, half_);
    math::one_zero(middle.upper).store(of_odd_);
    math::middle_of(middle.lower, middle.upper).store(of_even_);
  }
  [[nodiscard]] KVALSPC_INLINE double of(std::size_t lane) const {
    return odd_[lane] ? of_odd_[lane] : of_even_[lane];
  }

 private:
  Slots slots_;
  std::size_t half_;
  bool odd_[Pack::width];
  double of_odd_[Pack::width], of_even_[Pack::width];
};

}  // namespace kvalspc::KVALSPC_ISA
