/** @file How long the largest part of a random composition is, by inclusion and exclusion: few steps for many
 * points. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvalspc::rule {

/**
 * P(a composition of m in k parts, drawn at random, has a part above `longest`), for one m and every k at
 * once, where few such parts are expected.
 *
 * The expected number of sets of j such parts is choose(k, j) choose(m - j longest - 1, k - 1) / choose(m -
 * 1, k - 1); their alternating sum is the probability. Where `most_expected` parts or fewer are expected, it
 * loses no more than two of its sixteen digits to differences; where more are, there nearly always is one:
 * parts of a composition are negatively associated (Joag-Dev and Proschan 1983, Ann. Stat. 11:286-295), so
 * that none is above with probability exp(-expected) at most. More parts make a long one less likely.
 */
class LongParts {
 public:
  static constexpr double most_expected = 4.0;
  /** exp(-most_expected), rounded up */
  static constexpr double most_without = 0.0184;

  void reserve(std::size_t points) {
    if (sets_.size() < points + 2) sets_.resize(points + 2);
  }

  /**
   * Fills found[1] to found[parts]; m >= parts.
   * @return the fewest parts from which on probabilities are exact; before them stands 1, which is
   * `most_without` too much at most
   */
  std::int32_t find(std::int32_t m, std::int32_t parts, std::int32_t longest,
                    std::vector<double>& found) noexcept {
    expect_sets(1, m, parts, longest);
    std::int32_t first = parts + 1;
    while (first > 1 && sets_[index(first - 1)] <= most_expected) --first;
    std::fill_n(found.begin() + 1, first - 1, 1.0);
    for (std::int32_t k = first; k <= parts; ++k) found[index(k)] = sets_[index(k)];
    for (std::int32_t j = 2; expect_sets(j, m, parts, longest); ++j) {
      const double sign = j % 2 == 0 ? -1.0 : 1.0;
      bool ended = true;
      for (std::int32_t k = std::max(first, j); k <= parts; ++k) {
        const double more = sets_[index(k)];
        ended = ended && more <= 0x1p-60 * found[index(k)];
        found[index(k)] += sign * more;
      }
      if (ended) break;
    }
    for (std::int32_t k = first; k <= parts; ++k) found[index(k)] = std::clamp(found[index(k)], 0.0, 1.0);
    return first;
  }

 private:
  [[nodiscard]] static constexpr std::size_t index(std::int32_t k) noexcept {
    return static_cast<std::size_t>(k);
  }

  /** Expected numbers of sets of `j` long parts, by the number of parts from j on; false where there can be
   * none. */
  bool expect_sets(std::int32_t j, std::int32_t m, std::int32_t parts, std::int32_t longest) noexcept {
    if (j == 1) std::fill_n(sets_.begin(), parts + 1, 0.0);
    const double taken = static_cast<double>(j) * longest;
    if (j > parts || m - taken < j) return false;
    double expected = 1.0;  // for j parts: choose(m - taken - 1, j - 1) / choose(m - 1, j - 1)
    for (std::int32_t i = 1; i < j; ++i) expected *= (m - taken - i) / (m - i);
    sets_[index(j)] = expected;
    for (std::int32_t k = j + 1; k <= parts; ++k) {
      expected *= (m - taken - k + 1.0) * k / (static_cast<double>(m - k + 1) * (k - j));
      sets_[index(k)] = expected;
    }
    return true;
  }

  std::vector<double> sets_;  ///< by the number of parts
};

}  // namespace kvalspc::rule
