/**
 * @file Which rows need a careful look: they may be misuse (require_domain), or so large that an infinity
 * comes of them. It may suspect too much, never too little.
 */
#pragma once

#include <limits>

#include <kvalspc/series.hpp>

#include "columns.hpp"

namespace kvalspc::KVALSPC_ISA {

inline constexpr double largest_number = std::numeric_limits<double>::max();

/** Above zero where a rate counts something in no time at all. */
KVALSPC_INLINE Pack room(Pack numerator, Pack denominator) {
  return denominator * Pack(largest_number) - numerator;
}

/**
 * Looks at bits while something else is computed, which costs little: signs, infinities, and what rounding to
 * a whole number changes. A minus before a zero or a missing number (0 / 0 has one on some processors) is
 * suspected too.
 */
template <Domain domain>
class Suspicion {
 public:
  KVALSPC_INLINE Suspicion() : signs_{}, parts_{}, high_(0.0) {}

  KVALSPC_INLINE void see(Pack numerator, Pack denominator) {
    high_ = most(denominator, high_);
    signs_ |= bits_of(denominator);
    if constexpr (domain == Domain::proportions || domain == Domain::counts) {
      high_ = most(numerator, high_);
      parts_ |= bits_of(numerator) ^ bits_of(made_whole(numerator));
      signs_ |= bits_of(numerator);
    } else {
      high_ = most(abs(numerator), high_);
    }
    if constexpr (domain == Domain::proportions) {
      parts_ |= bits_of(denominator) ^ bits_of(made_whole(denominator));
      signs_ |= bits_of(denominator - numerator);
    }
    if constexpr (domain == Domain::counts) signs_ |= bits_of(room(numerator, denominator));
  }

  /** Was there an infinity? */
  [[nodiscard]] KVALSPC_INLINE bool sure() const { return bits(Pack(largest_number) < high_) != 0; }
  [[nodiscard]] KVALSPC_INLINE bool any() const { return bits(is_set(parts_ | (signs_ >> 63))) != 0; }

 private:
  Words signs_, parts_;
  Pack high_;
};

/** Is there a number below zero, a fraction, or more of something than there can be? */
template <Domain domain, class X, class N>
static bool is_misused(X x, N n, std::size_t size) {
  Pack low(0.0), part(0.0);  // the most extreme; a missing number (NaN) is passed over
  each_group(0, size, [&](std::size_t k, auto rest) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, rest), denominator = n.at(k, j, rest);
      low = least(denominator, low);
      if constexpr (domain == Domain::proportions || domain == Domain::counts) {
        low = least(numerator, low);
        part = most(abs(made_whole(numerator) - numerator), part);
      }
      if constexpr (domain == Domain::proportions) {
        low = least(denominator - numerator, low);
        part = most(abs(made_whole(denominator) - denominator), part);
      }
      if constexpr (domain == Domain::counts) low = least(room(numerator, denominator), low);
    }
  });
  return bits((low < Pack(0.0)) | (Pack(0.0) < part)) != 0;
}

/** Does a suspicion hold? */
template <Domain domain, class X, class N>
KVALSPC_INLINE bool is_odd(const Suspicion<domain>& suspicion, X x, N n, std::size_t size) {
  return suspicion.sure() || (suspicion.any() && is_misused<domain>(x, n, size));
}

}  // namespace kvalspc::KVALSPC_ISA
