/** @file Rows of measurements -> subgroups: how many, their sum, and how much they differ from each other. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <kvalspc/aggregate.hpp>
#include <kvalspc/aggregate/within.hpp>
#include <kvalspc/math/sample.hpp>
#include <kvalspc/math/subgroup.hpp>

namespace kvalspc {

/** One entry a subgroup. A subgroup without measurements has size 0 and sum NaN; one of a single measurement
 * has no `within` (NaN). */
struct Subgroups {
  std::vector<double> sum, size, within;
};

namespace detail {

[[nodiscard]] inline double within_of(Within how, std::span<const double> values) noexcept {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  if (how == Within::range || *largest == *smallest) return *largest - *smallest;
  return math::spread_of(values);
}

}  // namespace detail

/**
 * Aggregates values[offsets[k]:offsets[k + 1]] for each k. A missing measurement (NaN) was not made: it makes
 * its subgroup smaller.
 *
 * @throws std::invalid_argument for offsets that do not fit, an infinite value, or a range of more than 25
 * measurements (math/subgroup.hpp)
 */
[[nodiscard]] inline Subgroups subgroups(Within how, std::span<const double> values,
                                         std::span<const std::int64_t> offsets) {
  require_offsets(offsets, values.size());
  Subgroups result;
  std::vector<double> measured;
  for (std::size_t g = 0; g + 1 < offsets.size(); ++g) {
    measured.clear();
    for (auto k = static_cast<std::size_t>(offsets[g]); k < static_cast<std::size_t>(offsets[g + 1]); ++k) {
      if (std::isinf(values[k])) {
        detail::throw_invalid("numerator[" + std::to_string(k) + "]", detail::to_text(values[k]),
                              "a finite number, or NaN for a missing measurement");
      }
      if (!std::isnan(values[k])) measured.push_back(values[k]);
    }
    if (how == Within::range && measured.size() > math::largest_range) {
      detail::throw_invalid(
          "subgroup " + std::to_string(g), std::to_string(measured.size()) + " measurements",
          "at most " + std::to_string(math::largest_range) +
              " for a range; larger subgroups go with the standard deviation (chart \"s\")");
    }
    math::OrderedSum<double> sum;
    for (std::size_t k = 0; k < measured.size(); ++k) sum.add(k, measured[k]);
    result.sum.push_back(measured.empty() ? std::numeric_limits<double>::quiet_NaN() : sum.total());
    result.size.push_back(static_cast<double>(measured.size()));
    result.within.push_back(detail::within_of(how, measured));
  }
  return result;
}

}  // namespace kvalspc
