/** @file On which side of a level the exact p-value of runs lies, mostly without computing it. */
#pragma once

#include <algorithm>
#include <cstdint>

#include <kvalspc/rule/run_distribution.hpp>

namespace kvalspc::rule {

/**
 * A number on the same side of `level` as `law.p_value()`, which lies between the smaller of its two tails
 * and twice that: most often the tail alone decides, for a small part of the work.
 */
[[nodiscard]] inline double run_side(RunDistribution& law, double level, std::int32_t longest,
                                     std::int32_t crossings) noexcept {
  if (law.points() < 1) return 1.0;
  constexpr double close = 1e-6;  // where rounding might decide, the p-value does
  const double smaller = std::min(law.at_least(longest), law.fewer_crossings(crossings + 1));
  if (smaller > level * (1.0 + close)) return smaller;
  if (2.0 * smaller < level * (1.0 - close)) return 2.0 * smaller;
  return law.p_value(longest, crossings);
}

}  // namespace kvalspc::rule
