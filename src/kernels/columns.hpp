/** @file Where a kernel reads: a caller's column, scratch of its own, or nothing but ones. */
#pragma once

#include <array>

#include <kvalspc/math/sum.hpp>

#include "pack.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Kernels go through rows eight at a time whatever a register holds, as math::OrderedSum adds them. */
inline constexpr std::size_t group = 8;
inline constexpr std::size_t packs = group / Pack::width;

/** A whole group, or the first `count` rows of one. */
struct Whole {};
struct Rest {
  std::size_t count;
};

/** Calls body(k, Whole or Rest) for the groups of rows [first, end). */
template <class Body>
KVALSPC_INLINE void each_group(std::size_t first, std::size_t end, Body body) {
  std::size_t k = first;
  for (; k + group <= end; k += group) body(k, Whole{});
  if (k < end) body(k, Rest{end - k});
}

/** One where a caller gave no denominator. */
inline constexpr double ones[group] = {1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};

/** A column that ends with its last row (or, without a step, the same eight numbers again and again);
 * `filler` stands in what its last group lacks. */
struct Column {
  const double* from;
  double filler;
  std::size_t step = 1;

  KVALSPC_INLINE Pack at(std::size_t k, std::size_t part, Whole) const {
    return Pack::load(from + k * step + part * Pack::width);
  }
  KVALSPC_INLINE Pack at(std::size_t k, std::size_t part, Rest rest) const {
    const std::size_t before = part * Pack::width;
    if constexpr (packs > 1) {  // else a group that is not whole is part of a pack
      if (rest.count >= before + Pack::width) return Pack::load(from + k * step + before);
      if (rest.count <= before) return Pack(filler);
    }
    return Pack::load_part(from + k * step + before, rest.count - before, filler);
  }
};

/** A denominator, or none. */
KVALSPC_INLINE Column denominator_column(const double* given) {
  if (given == nullptr) return {ones, 0.0, 0};
  return {given, 0.0, 1};
}

/** Scratch that is padded with NaN, so that a group is always whole. */
struct Padded {
  const double* from;

  template <class Part>
  KVALSPC_INLINE Pack at(std::size_t k, std::size_t part, Part) const {
    return Pack::load(from + k + part * Pack::width);
  }
};

/** A denominator that nobody gave, where dividing by it would cost something. */
struct Ones {
  template <class Part>
  KVALSPC_INLINE Pack at(std::size_t, std::size_t, Part) const {
    return Pack(1.0);
  }
};

/** math::OrderedSum of eight rows at a time. */
class GroupSum {
 public:
  KVALSPC_INLINE GroupSum() {
    for (Pack& lane : lanes_) lane = Pack(0.0);
  }
  KVALSPC_INLINE void add(std::size_t part, Pack x) { lanes_[part] = lanes_[part] + x; }
  /** Its eight parts. */
  KVALSPC_INLINE void store(double* to) const {
    for (std::size_t part = 0; part < packs; ++part) lanes_[part].store(to + part * Pack::width);
  }
  [[nodiscard]] KVALSPC_INLINE double total() const {
    std::array<double, group> lanes;
    store(lanes.data());
    return math::OrderedSum<double>(lanes).total();
  }

 private:
  Pack lanes_[packs];
};

}  // namespace kvalspc::KVALSPC_ISA
