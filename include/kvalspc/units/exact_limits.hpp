/** @file Exact limits of a funnel: tails of the count's own distribution, smoothed between whole counts. */
#pragma once

#include <algorithm>
#include <cmath>

#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::units {

namespace detail {

/** Smallest whole count at which a monotone condition holds, searched from near the `tail` quantile. */
template <class Count, class Predicate>
[[nodiscard]] double first_count(const Count& count, double quantile, Predicate holds) noexcept {
  constexpr double far = 1e15;  // counts above this are not whole numbers any more
  const double guess = std::round(count.mean() + quantile * std::sqrt(count.variance()));
  return chart::detail::smallest_where(guess, 0.0, std::min(count.largest(), far), holds);
}

}  // namespace detail

/**
 * Counts between which a share 1 - 2 `tail` lies, by straight lines between the values of the distribution
 * function.
 *
 * r is the smallest count with P(X <= r) > p, and the limit r - (P(X <= r) - p) / P(X = r), for p = tail and
 * 1 - tail. So a count is below the lower limit when P(X <= x) <= tail, and above the upper one when P(X > x)
 * < tail. Spiegelhalter (2005), Stat. Med. 24:1185-1202, appendix A.1.1. Below 0 where no count signals.
 */
template <class Count>
[[nodiscard]] chart::CountLimits interpolated_limits(const Count& count, double tail) noexcept {
  const double reach = math::normal_quantile_upper(tail);
  const double low = detail::first_count(count, -reach, [&](double x) { return count.at_most(x) > tail; });
  const double up =
      detail::first_count(count, reach, [&](double x) { return count.at_least(x + 1.0) < tail; });
  const double below = count.at_most(low), above = count.at_least(up + 1.0);
  return {low - (below - tail) / (below - count.at_most(low - 1.0)),
          up - (tail - above) / (count.at_least(up) - above)};
}

/**
 * The same with the mid-P tails: a count is beyond a limit exactly when its mid-P tail is below `tail`, so
 * that limits and p-values of the mid-P test agree.
 */
template <class Count>
[[nodiscard]] chart::CountLimits mid_p_limits(const Count& count, double tail) noexcept {
  const double reach = math::normal_quantile_upper(tail);
  const auto lower = [&](double x) { return x < 0.0 ? 0.0 : math::mid_p_lower(count, x); };
  const auto upper = [&](double x) { return math::mid_p_upper(count, x); };
  const double low = detail::first_count(count, -reach, [&](double x) { return lower(x) >= tail; });
  const double up = detail::first_count(count, reach, [&](double x) { return upper(x + 1.0) < tail; });
  return {low - (lower(low) - tail) / (lower(low) - lower(low - 1.0)),
          up + (upper(up) - tail) / (upper(up) - upper(up + 1.0))};
}

}  // namespace kvalspc::units
