/**
 * @file Which rows need a careful look: they may be misuse (require_domain), or so large that an infinity
 * comes of them. It may suspect too much, never too little.
 */
#pragma once

#include <limits>

#include <kvalspc/series.hpp>

#include "columns.hpp"

namespace kvalspc::KVALSPC_ISA {

/** The most extreme of what was seen; a missing number (NaN) is passed over, as least() and most() do. */
template <Domain domain>
class Careful {
 public:
  KVALSPC_INLINE Careful() : low_(0.0), high_(0.0), part_(0.0) {}

  KVALSPC_INLINE void see(Pack numerator, Pack denominator) {
    low_ = least(denominator, low_);
    high_ = most(denominator, high_);
    if constexpr (domain == Domain::proportions || domain == Domain::counts) {
      low_ = least(numerator, low_);
      high_ = most(numerator, high_);
    } else {
      high_ = most(abs(numerator), high_);
    }
    if constexpr (domain == Domain::proportions) {
      low_ = least(denominator - numerator, low_);
      part_ = most(fraction(numerator), most(fraction(denominator), part_));
    }
    if constexpr (domain == Domain::counts) {
      part_ = most(fraction(numerator), part_);
      low_ = least(denominator * Pack(std::numeric_limits<double>::max()) - numerator, low_);
    }
  }
  /** A value that was computed. */
  KVALSPC_INLINE void see(Pack value) { high_ = most(abs(value), high_); }

  [[nodiscard]] KVALSPC_INLINE bool needed() const {
    return bits((low_ < Pack(0.0)) | (Pack(std::numeric_limits<double>::max()) < high_) |
                (Pack(0.0) < part_)) != 0;
  }

 private:
  Pack low_, high_, part_;
};

}  // namespace kvalspc::KVALSPC_ISA
