/** @file The best split of small whole numbers: all splits are bounded, few are looked up. */
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include <kvalspc/math/x_log_x.hpp>
#include <kvalspc/verdict/scan_bound.hpp>
#include <kvalspc/verdict/scan_model.hpp>
#include <kvalspc/verdict/scan_split.hpp>
#include <kvalspc/verdict/whole_totals.hpp>

namespace kvalspc::verdict {

/**
 * The search for the best split of counts x of n, all of them whole, whose totals are `all`.
 *
 * Ratios are compared in whole numbers, those of the table. Where there are many splits a block of them is
 * bounded at a time, without branches, so that compilers take several together; the split with the highest
 * bound is looked up, and then those alone whose bound is not below its ratio: one or two of sixty.
 */
class WholeScan {
 public:
  explicit WholeScan(const WholeTotals& all) noexcept
      : all_(all), bound_(all), ratios_(static_cast<double>(all.total), static_cast<double>(all.size)) {}

  [[nodiscard]] BestSplit best(std::span<const double> x, std::span<const double> n) noexcept {
    if (all_.total == 0 || all_.total == all_.size) return {};
    const std::size_t splits = x.size() - 1;
    if (splits < few) {
      look_up_all(x.first(splits), n.first(splits));
    } else {
      for (std::size_t k = 0; k < splits; k += block) {
        const std::size_t here = std::min(block, splits - k);
        search(k, x.subspan(k, here), n.subspan(k, here));
      }
    }
    return {at_, SplitRatios<ScanProportions>::in_double(largest_)};
  }

 private:
  static constexpr std::size_t few = 48;           // fewer are looked up in less time than they are bounded
  static constexpr std::size_t block = 64;         // splits at a time
  static constexpr std::int32_t last = block - 1;  // the lowest bits of a key tell which split it is of

  /** Splits of a block: as SplitBound takes them. */
  struct Splits {
    std::array<std::int32_t, block> gap{}, before{};
  };

  [[nodiscard]] static std::int32_t whole(double v) noexcept { return static_cast<std::int32_t>(v); }

  void look_up_all(std::span<const double> x, std::span<const double> n) noexcept {
    std::int32_t events = 0, before = 0;
    for (std::size_t k = 0; k < x.size(); ++k)
      take(k, ratios_.whole_ratio(events += whole(x[k]), before += whole(n[k])));
  }

  /** Looks for the best of the splits after the points x of n, `first` the first of them. */
  void search(std::size_t first, std::span<const double> x, std::span<const double> n) noexcept {
    constexpr std::size_t together = 16;  // as many as the widest registers hold
    Splits splits;
    add_up(x, n, splits);
    // The bits of a number that is not negative rise with it: the highest key is that of the highest bound.
    std::array<std::int32_t, block> keys{};
    std::int32_t highest = 0;
    const std::size_t used = block - (block - x.size()) / together * together;
    for (std::size_t k = 0; k < used; ++k) {
      keys[k] = (std::bit_cast<std::int32_t>(bound_(splits.gap[k], splits.before[k])) & ~last) |
                static_cast<std::int32_t>(k);
      highest = std::max(highest, keys[k]);
    }
    const auto look_up = [&](std::size_t k) { take(first + k, ratio(splits.gap[k], splits.before[k])); };
    if (highest < lowest_key()) return;
    look_up(static_cast<std::size_t>(highest & last));
    const std::int32_t lowest = lowest_key();
    int others = -1;
    for (std::size_t k = 0; k < block; ++k) others += keys[k] >= lowest ? 1 : 0;
    if (others > 0) {
      for (std::size_t k = 0; k < x.size(); ++k)
        if (keys[k] >= lowest) look_up(k);
    }
  }

  /** The next block of points, added to those before them. */
  void add_up(std::span<const double> x, std::span<const double> n, Splits& to) noexcept {
    const double total = all_.total, size = all_.size;
    for (std::size_t k = 0; k < x.size(); ++k) {
      to.gap[k] = whole(size * x[k] - total * n[k]);
      to.before[k] = whole(n[k]);
    }
    for (std::size_t k = 0; k < x.size(); ++k) {
      to.gap[k] = gap_ += to.gap[k];
      to.before[k] = before_ += to.before[k];
    }
  }

  [[nodiscard]] std::int64_t ratio(std::int32_t gap, std::int32_t before) const noexcept {
    return ratios_.whole_ratio((gap + all_.total * before) / all_.size, before);
  }

  /** The key of the lowest bound that a split with the largest ratio so far can have. */
  [[nodiscard]] std::int32_t lowest_key() const noexcept {
    constexpr std::int64_t rounding = 16;  // a ratio is the sum of nine numbers, each within half a unit
    constexpr auto unit = static_cast<float>(math::WholeXLogX::unit);
    return std::bit_cast<std::int32_t>(static_cast<float>(std::max<std::int64_t>(0, largest_ - rounding)) *
                                       unit);
  }

  /** The first of the largest, in whichever order they come. */
  void take(std::size_t k, std::int64_t ratio) noexcept {
    const bool better = ratio > largest_ || (ratio == largest_ && k < at_);
    at_ = better ? k : at_;
    largest_ = better ? ratio : largest_;
  }

  WholeTotals all_;
  SplitBound bound_;
  SplitRatios<ScanProportions> ratios_;
  std::int32_t gap_ = 0, before_ = 0;
  std::size_t at_ = 0;
  std::int64_t largest_ = 0;
};

}  // namespace kvalspc::verdict
