/** @file When counts are small: which phases take exact limits, and which points need them computed. */
#pragma once

#include <cstddef>

#include <kvalspc/chart/concept.hpp>

namespace kvalspc::chart {

/** Below this many expected events (or non-events) a baseline point, `auto` takes exact limits: from here on
 * each side of 3 sigma is within a factor 2 of its nominal false-alarm rate (docs/limits.md). */
inline constexpr double small_count = 105.0;

/** Are the baseline's counts small? `points` share `level`; the mean expectation decides, so one odd month
 * does not. */
template <class P>
[[nodiscard]] KVALSPC_INLINE bool counts_are_small(const Level<double>& level, std::size_t points) noexcept {
  if constexpr (P::counts == Counts::geometric) return true;  // always skewed
  if constexpr (P::counts == Counts::exponential)
    return false;  // 3 sigma stands on a scale that is nearly normal
  const double enough = small_count * static_cast<double>(points);
  const double events = level.sum_numerator;
  if constexpr (P::counts == Counts::binomial) {
    const double others = level.sum_denominator - events;
    return (others < events ? others : events) < enough;
  } else {
    return events < enough;
  }
}

/**
 * No binomial or Poisson count within this many standard deviations of its expectation signals by mid-P <
 * .00135. The nearest that does is a Poisson count of 0 where 5.91 are expected, 2.43 away; the test counts
 * them all out.
 */
inline constexpr double surely_within = 2.25;

/** May a count lie beyond its exact limits? Where not, they need not be computed. */
template <class P, Real R>
[[nodiscard]] KVALSPC_INLINE auto may_lie_beyond(R numerator, R denominator, const Level<R>& level) {
  constexpr double share = surely_within / constants::shewhart_width;
  const R d = P::deviation(numerator, denominator, level);
  return R(share * share) * P::squared_limit(denominator, level) < d * d;
}

}  // namespace kvalspc::chart
