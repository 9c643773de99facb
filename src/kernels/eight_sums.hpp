/** @file Sums of eight rows, which are taken together. */
#pragma once

#include <array>

#include <kvalspc/math/sum.hpp>

#include "columns.hpp"
#include "pack.hpp"

namespace kvalspc::KVALSPC_ISA {

/** math::OrderedSum of a column of each of eight rows. */
class EightSums {
 public:
  KVALSPC_INLINE void put(std::size_t lane, const GroupSum& sum) { sum.store(parts_ + lane * group); }
  /** Nothing, for the rows from `count` on. */
  KVALSPC_INLINE void leave_out_from(std::size_t count) {
    for (std::size_t lane = count; lane < group; ++lane) put(lane, {});
  }
  /** Of Pack::width rows, those of pack `j`. */
  template <class Eights = Pack>  // else it could not be asked whether there is a sums_of()
  [[nodiscard]] KVALSPC_INLINE Pack total(std::size_t j) const {
    if constexpr (requires(const double* rows) { Eights::sums_of(rows); }) return Eights::sums_of(parts_);
    std::array<Pack, group> columns;
    for (std::size_t part = 0; part < packs; ++part) {
      Pack* const block = columns.data() + part * Pack::width;
      written_out<Pack::width>([&](std::size_t lane) KVALSPC_LAMBDA {
        block[lane] = Pack::load(parts_ + (j * Pack::width + lane) * group + part * Pack::width);
      });
      transpose(block);
    }
    return math::OrderedSum<Pack>(columns).total();
  }

 private:
  alignas(64) double parts_[group * group];
};

}  // namespace kvalspc::KVALSPC_ISA
