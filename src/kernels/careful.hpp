/**
 * @file Which rows need a careful look: they may be misuse (require_domain), or so large that an infinity
 * comes of them. It may suspect too much, never too little.
 */
#pragma once

#include <limits>

#include <kvalspc/series.hpp>

#include "columns.hpp"
#include "facts.hpp"
#include "lane_words.hpp"

namespace kvalspc::KVALSPC_ISA {

inline constexpr double largest_number = std::numeric_limits<double>::max();
/** Products of four numbers below this are finite: squared deviations of charts that rest on sums. */
inline constexpr double largest_factor = 0x1p255;

/**
 * Looks at the bits of points that count while they are added up, which costs little: their signs, and what
 * is not whole. Infinities are left to sums, and rows that do not count to is_misused(). A minus before a
 * zero is suspected too.
 */
template <Domain domain>
class Suspicion {
 public:
  /** Points, of which some count. */
  KVALSPC_INLINE void see(Mask counts, Pack numerator, Pack denominator) {
    const Words none{}, x = bits_of(numerator), n = bits_of(denominator);
    if constexpr (domain == Domain::counts) {
      parts_ = with_parts_where(counts, parts_, numerator);
      signs_ = with_bits_where(counts, signs_, x, none);
    }
    if constexpr (domain == Domain::proportions) {
      parts_ = with_parts_where(counts, with_parts_where(counts, parts_, numerator), denominator);
      // Numbers above zero are in the order of their bits, and there is more room for words beside the sums.
      signs_ = with_bits_where(counts, signs_, x, n - x);
    }
  }
  [[nodiscard]] KVALSPC_INLINE bool any() const { return kvalspc::KVALSPC_ISA::any(parts_ | (signs_ >> 63)); }

 private:
  Words signs_{}, parts_{};
};

/** Is there a number below zero, a fraction, an infinity, or more of something than there can be? Rarely
 * asked: columns are made here, lest every row has to have them ready. */
template <Domain domain>
static bool is_misused(const kernel::Rows& rows, InColumns in) {
  const Column x = in.numerators(rows), n = in.denominators(rows);
  Pack low(0.0), high(0.0), part(0.0);  // the most extreme; a missing number (NaN) is passed over
  each_group(0, rows.size, [&](std::size_t k, auto rest) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, rest), denominator = n.at(k, j, rest);
      low = least(denominator, low);
      high = most(denominator, most(abs(numerator), high));
      if constexpr (domain == Domain::proportions || domain == Domain::counts) {
        low = least(numerator, low);
        part = most(abs(made_whole(numerator) - numerator), part);
      }
      if constexpr (domain == Domain::proportions) {
        low = least(denominator - numerator, low);
        part = most(abs(made_whole(denominator) - denominator), part);
      }
      // Counted in no time at all?
      if constexpr (domain == Domain::counts)
        low = least(denominator * Pack(largest_number) - numerator, low);
    }
  });
  const Pack most_allowed(domain == Domain::values ? largest_number : largest_factor);
  return bits((low < Pack(0.0)) | (most_allowed < high) | (Pack(0.0) < part)) != 0;
}

}  // namespace kvalspc::KVALSPC_ISA
