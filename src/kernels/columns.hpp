/** @file Where a kernel reads: a caller's columns, scratch of its own, or nothing but ones. */
#pragma once

#include <limits>

#include "facts.hpp"
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

inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/** A column that ends with its last row; `filler` stands in what its last group lacks. */
struct Column {
  const double* from;
  double filler;

  KVALSPC_INLINE Pack at(std::size_t k, std::size_t part, Whole) const {
    return Pack::load(from + k + part * Pack::width);
  }
  KVALSPC_INLINE Pack at(std::size_t k, std::size_t part, Rest rest) const {
    const std::size_t before = part * Pack::width;
    if constexpr (packs > 1) {  // else a group that is not whole is part of a pack
      if (rest.count >= before + Pack::width) return Pack::load(from + k + before);
      if (rest.count <= before) return Pack(filler);
    }
    return Pack::load_part(from + k + before, rest.count - before, filler);
  }
};

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

/** The numbers of rows of a chart that rests on sums. */
struct InColumns {
  const double* ones;  ///< as many as the longest row has points: where a caller gave no denominator

  KVALSPC_INLINE Column numerators(const kernel::Rows& rows, std::size_t = 0) const {
    return {rows.numerator, nothing};
  }
  KVALSPC_INLINE Column denominators(const kernel::Rows& rows) const {
    return {rows.denominator == nullptr ? ones : rows.denominator, 0.0};
  }
};

/** Values of the rows of a chart of values, `points[lane]` each. */
struct InScratch {
  const double* const* points;

  KVALSPC_INLINE Padded numerators(const kernel::Rows&, std::size_t lane) const { return {points[lane]}; }
  KVALSPC_INLINE Ones denominators(const kernel::Rows&) const { return {}; }
};

/** math::OrderedSum of eight rows at a time. */
class GroupSum {
 public:
  KVALSPC_INLINE GroupSum() {
    for (Pack& lane : lanes_) lane = Pack(0.0);
  }
  KVALSPC_INLINE void add(std::size_t part, Mask counts, Pack x) {
    lanes_[part] = plus_where(counts, lanes_[part], x);
  }
  /** Is one of its parts infinite, or no number? */
  [[nodiscard]] KVALSPC_INLINE bool overflow() const {
    const Pack infinity(std::numeric_limits<double>::infinity());
    std::uint64_t overflow = 0;
    for (const Pack& lane : lanes_) overflow |= bits(not_less(abs(lane), infinity));
    return overflow != 0;
  }
  /** Its eight parts. */
  KVALSPC_INLINE void store(double* to) const {
    for (std::size_t part = 0; part < packs; ++part) lanes_[part].store(to + part * Pack::width);
  }

 private:
  Pack lanes_[packs];
};

}  // namespace kvalspc::KVALSPC_ISA
