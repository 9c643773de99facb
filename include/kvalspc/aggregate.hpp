/** @file Rows -> one value a subgroup: sums, means and medians over rows sorted by unit, period, row. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc {

/** How rows become one value. */
enum class Aggregate : std::uint8_t { sum, mean, median };

/**
 * Checks offsets: they start at 0, never fall, and end at `size`.
 * @throws std::invalid_argument naming the offending offset.
 */
inline void require_offsets(std::span<const std::int64_t> offsets, std::size_t size) {
  if (offsets.empty())
    detail::throw_invalid("offsets", "none", "one more than there are groups, the first 0");
  if (offsets.front() != 0) detail::throw_invalid("offsets[0]", std::to_string(offsets.front()), "0");
  for (std::size_t k = 1; k < offsets.size(); ++k) {
    if (offsets[k] >= offsets[k - 1]) continue;
    detail::throw_invalid("offsets[" + std::to_string(k) + "]", std::to_string(offsets[k]),
                          "at least the one before (" + std::to_string(offsets[k - 1]) + ")");
  }
  if (offsets.back() != static_cast<std::int64_t>(size)) {
    detail::throw_invalid("offsets", "a last offset of " + std::to_string(offsets.back()),
                          std::to_string(size) + ", the number of rows");
  }
}

/**
 * Aggregates values[offsets[k]:offsets[k + 1]] for each k. A NaN makes its subgroup NaN (a missing value is
 * never zero); an empty subgroup is NaN, and its sum too.
 *
 * @param out one value a subgroup: offsets.size() - 1
 */
inline void aggregate(Aggregate how, std::span<const double> values, std::span<const std::int64_t> offsets,
                      std::span<double> out) {
  require_offsets(offsets, values.size());
  if (out.size() + 1 != offsets.size())
    detail::throw_invalid("out", std::to_string(out.size()) + " places", std::to_string(offsets.size() - 1));
  std::vector<double> scratch;
  for (std::size_t g = 0; g < out.size(); ++g) {
    const auto first = static_cast<std::size_t>(offsets[g]);
    const std::span<const double> group =
        values.subspan(first, static_cast<std::size_t>(offsets[g + 1]) - first);
    math::OrderedSum<double> sum;
    for (std::size_t k = 0; k < group.size(); ++k) sum.add(k, group[k]);
    const double total = sum.total();  // NaN if any is
    if (group.empty() || total != total) {
      out[g] = std::numeric_limits<double>::quiet_NaN();
    } else if (how == Aggregate::median) {
      scratch.assign(group.begin(), group.end());
      out[g] = math::median_in_place(std::span<double>(scratch));
    } else {
      out[g] = how == Aggregate::sum ? total : total / static_cast<double>(group.size());
    }
  }
}

}  // namespace kvalspc
