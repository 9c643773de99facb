/** @file The likelihood ratios of all splits of one series: looked up where they are those of small counts.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <kvalspc/math/whole.hpp>
#include <kvalspc/math/x_log_x.hpp>
#include <kvalspc/verdict/scan_model.hpp>

namespace kvalspc::verdict {

/** Log-likelihood ratios of the splits of `total` events of `size`. */
template <class Model>
class SplitRatios {
 public:
  SplitRatios(double total, double size) noexcept : total_(total), size_(size) {}
  /** Of a split that has `s` events of `n` before it. */
  [[nodiscard]] double ratio(double s, double n) const noexcept { return Model::ratio(s, n, total_, size_); }

 private:
  double total_, size_;
};

/** Of whole numbers below WholeXLogX::size it is the sum of nine terms of a table. */
template <>
class SplitRatios<ScanProportions> {
 public:
  SplitRatios(double total, double size) noexcept : total_(total), size_(size) {
    looked_up_ = 0.0 <= total && total <= size && size < static_cast<double>(math::WholeXLogX::size) &&
                 math::nearest_whole(total) == total && math::nearest_whole(size) == size;
    if (!looked_up_) return;
    whole_total_ = static_cast<std::int32_t>(total);
    whole_size_ = static_cast<std::int32_t>(size);
    all_ = f_[whole_size_] - f_[whole_total_] - f_[whole_size_ - whole_total_];
  }

  [[nodiscard]] double ratio(double s, double n) const noexcept {
    if (looked_up_ && 0.0 <= s && s <= n && n <= size_) {
      const auto events = static_cast<std::int32_t>(s), before = static_cast<std::int32_t>(n);
      const bool whole = static_cast<double>(events) == s && static_cast<double>(before) == n;
      if (whole && 0 <= whole_total_ - events && whole_total_ - events <= whole_size_ - before)
        return in_double(whole_ratio(events, before));
    }
    return ScanProportions::ratio(s, n, total_, size_);
  }

  /** The ratio of a split with `events` of `before` before it, in multiples of WholeXLogX::unit. */
  [[nodiscard]] std::int64_t whole_ratio(std::int32_t events, std::int32_t before) const noexcept {
    const std::int32_t later = whole_total_ - events, after = whole_size_ - before;
    const std::int64_t cells = f_[events] + f_[before - events] + f_[later] + f_[after - later];
    return cells - f_[before] - f_[after] + all_;
  }
  [[nodiscard]] static double in_double(std::int64_t whole_ratio) noexcept {
    return static_cast<double>(whole_ratio) * math::WholeXLogX::unit;
  }

 private:
  const math::WholeXLogX& f_ = math::WholeXLogX::table();
  double total_, size_;
  bool looked_up_;
  std::int32_t whole_total_{}, whole_size_{};
  std::int64_t all_{};
};

/** The split with the largest ratio, the first of several, and that ratio. */
struct BestSplit {
  std::size_t at = 0;  ///< index of the last point before it
  double ratio = 0.0;
};

template <class Model>
[[nodiscard]] BestSplit best_split(std::span<const double> x, std::span<const double> n,
                                   const SplitRatios<Model>& splits) noexcept {
  BestSplit best;
  double s = 0.0, m = 0.0;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    s += x[k];
    m += n[k];
    const double ratio = splits.ratio(s, m);
    if (ratio > best.ratio) best = {k, ratio};
  }
  return best;
}

}  // namespace kvalspc::verdict
