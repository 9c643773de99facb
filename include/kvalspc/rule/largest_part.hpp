/** @file How long the largest part of a random composition is: the longest of so many runs of one side. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <kvalspc/rule/long_parts.hpp>

namespace kvalspc::rule {

/**
 * P(a composition of m in k parts, drawn at random, has a part above `longest`), for two m and every k at
 * once.
 *
 * By its first part: 1 leaves a composition of m - 1 in k - 1 parts; else taking 1 off it leaves one of m - 1
 * in k parts, where only a first part of exactly longest + 1 is missed. All terms are positive.
 */
class LargestPart {
 public:
  void reserve(std::size_t points) {
    const std::size_t size = points + 2;
    if (now_.size() >= size) return;
    for (std::vector<double>* column : {&now_, &before_, &first_, &second_}) column->resize(size);
    long_.reserve(points);
  }

  /** For m = `first` and m = `second` <= first, and k from 1 to `parts`. */
  void find(std::int32_t first, std::int32_t second, std::int32_t parts, std::int32_t longest) noexcept {
    double first_such = 1.0;  // P(first part = longest + 1) at the smallest m that allows it, for this k
    for (std::int32_t k = 1; k <= parts; ++k) {
      if (k == 1) {
        for (std::int32_t m = 1; m <= first; ++m) now_[index(m)] = m > longest ? 1.0 : 0.0;
      } else {
        first_such *= static_cast<double>(k - 1) / static_cast<double>(k - 1 + longest);
        next_part(first, k, longest, first_such);
      }
      first_[index(k)] = now_[index(first)];
      second_[index(k)] = k <= second ? now_[index(second)] : 0.0;
      std::swap(now_, before_);
    }
  }

  /** The same in few steps. @return from how many parts on both are exact; before, they are somewhat more */
  [[nodiscard]] std::int32_t find_soon(std::int32_t first, std::int32_t second, std::int32_t parts,
                                       std::int32_t longest) noexcept {
    const std::int32_t exact = long_.find(first, parts, longest, first_);
    if (second < 1) return exact;
    const std::int32_t parts_of_second = parts < second ? parts : second;
    for (std::int32_t k = parts_of_second + 1; k <= parts; ++k) second_[index(k)] = 0.0;
    const std::int32_t exact_of_second = long_.find(second, parts_of_second, longest, second_);
    return exact > exact_of_second ? exact : exact_of_second;
  }

  [[nodiscard]] double of_first(std::int32_t parts) const noexcept { return first_[index(parts)]; }
  [[nodiscard]] double of_second(std::int32_t parts) const noexcept { return second_[index(parts)]; }

 private:
  [[nodiscard]] static constexpr std::size_t index(std::int32_t k) noexcept {
    return static_cast<std::size_t>(k);
  }

  void next_part(std::int32_t largest_m, std::int32_t k, std::int32_t longest, double first_such) noexcept {
    now_[index(k)] = longest < 1 ? 1.0 : 0.0;
    for (std::int32_t m = k + 1; m <= largest_m; ++m) {
      const double rest = 1.0 / static_cast<double>(m - 1);
      double p = rest * (static_cast<double>(m - k) * now_[index(m - 1)] +
                         static_cast<double>(k - 1) * before_[index(m - 1)]);
      if (longest > 0 && m >= k + longest) {
        p += first_such * (1.0 - before_[index(m - 1 - longest)]);
        first_such *= static_cast<double>(m - longest - 1) * static_cast<double>(m - k + 1) /
                      (static_cast<double>(m - longest - k + 1) * static_cast<double>(m));
      }
      now_[index(m)] = p;
    }
  }

  std::vector<double> now_, before_;    ///< by m, for k and k - 1 parts
  std::vector<double> first_, second_;  ///< by k
  LongParts long_;
};

}  // namespace kvalspc::rule
