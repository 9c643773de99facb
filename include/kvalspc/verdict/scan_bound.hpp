/** @file A bound of the likelihood ratio of a split of shares: what is below the best need not be looked up.
 */
#pragma once

#include <cstdint>

#include <kvalspc/verdict/whole_totals.hpp>

namespace kvalspc::verdict {

/**
 * Never below the log-likelihood ratio of a split, and close above it when the split changes little.
 *
 * The ratio is the sum of o log(o / e) over four cells with o counted and e expected, e = o - d or o + d. As
 * log(1 + t) <= t (6 + t) / (6 + 4 t) for t > -1 (the difference is 0 at t = 0 and has the sign of -t as its
 * slope), a cell adds at most d + d^2 (1 / e + 3 / (e + 2 o)) / 4 or the same with -d, and the four d cancel.
 * One division does for the four cells.
 */
class SplitBound {
 public:
  explicit SplitBound(const WholeTotals& all) noexcept
      : size_(static_cast<float>(all.size)),
        part_(1.0F / size_),
        events_(3.0F * (static_cast<float>(all.total) * part_)),
        none_(3.0F * (static_cast<float>(all.size - all.total) * part_)) {}

  /** Of a split with `before` patients before it, and gap / size more events among them than expected. */
  [[nodiscard]] float operator()(std::int32_t gap, std::int32_t before) const noexcept {
    const float d = static_cast<float>(gap) * part_, d2 = d + d;
    const float n = static_cast<float>(before), m = size_ - n;
    const float earlier = cells(n, d2), later = cells(m, -d2);
    // The sum of 1 / e is 9 / expected; those of 3 / (e + 2 o) are 9 n / earlier and 9 m / later.
    const float expected = events_ * none_ * part_ * (n * m), both = earlier * later;
    constexpr float no_patients = 1e-30F;  // 0 / 0 is 0 where none are on one side; else it is nothing
    return above * (d * d) * (both + expected * (n * later + m * earlier)) / (expected * both + no_patients);
  }

 private:
  /** e + 2 o of the events among n times that of the others, with d2 / 2 events more than expected. */
  [[nodiscard]] float cells(float n, float d2) const noexcept {
    return (events_ * n + d2) * (none_ * n - d2);
  }

  /** 9 / 4 and more than all that is rounded: each cell by 2^-19 at most, and each of the rest by 2^-24. */
  static constexpr float above = 2.25F * (1.0F + 0x1p-14F);

  float size_, part_, events_, none_;
};

}  // namespace kvalspc::verdict
