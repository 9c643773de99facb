/** @file How probable it is that a relevant change would be seen, with the volume that there is. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/signal.hpp>
#include <kvalspc/verdict/effect.hpp>

namespace kvalspc::verdict {

/** Defaults for "a relevant change"; a caller may give its own. */
namespace relevant {
inline constexpr double odds_ratio = 1.5;
inline constexpr double most_points = 0.10;  ///< but never more than ten percentage points
inline constexpr double rate_ratio = 1.5;
inline constexpr double standard_deviations = 0.5;
}  // namespace relevant

/** The level after a relevant rise (up) or fall of a share; `given` is a difference (0 = the default). */
[[nodiscard]] inline double relevant_share(double level, bool up, double given) noexcept {
  if (given > 0.0) return std::clamp(level + (up ? given : -given), 0.0, 1.0);
  const double factor = up ? relevant::odds_ratio : 1.0 / relevant::odds_ratio;
  const double moved = factor * level / (1.0 - level + factor * level);
  return std::clamp(moved, level - relevant::most_points, level + relevant::most_points);
}

/** The level after a relevant rise or fall of a rate; `given` is a ratio above 1 (0 = the default). */
[[nodiscard]] inline double relevant_rate(double level, bool up, double given) noexcept {
  const double factor = given > 0.0 ? given : relevant::rate_ratio;
  return up ? level * factor : level / factor;
}

/** Power of the quasi test for a difference of `shift` with standard error `error`. */
[[nodiscard]] inline double quasi_power(double shift, double error, double degrees, double alpha) noexcept {
  if (!(degrees > 0.0) || !(error > 0.0)) return 0.0;
  return math::students_t_power(math::students_t_quantile_upper(0.5 * alpha, degrees), degrees,
                                std::abs(shift) / error);
}

/** Standard error of the difference of two levels of counts with `inflation` times the variance of chance. */
template <class Family>
[[nodiscard]] double error_of_difference(double level0, double level1, double n0, double n1,
                                         double inflation) noexcept {
  const double pooled = (level0 * n0 + level1 * n1) / (n0 + n1);
  return std::sqrt(math::difference_variance(inflation * Family::variance(pooled), n0, n1));
}

namespace detail {

[[nodiscard]] inline math::Binomial count_of(Proportions, double level, double n) noexcept {
  return {n, level};
}
[[nodiscard]] inline math::Poisson count_of(Rates, double level, double n) noexcept { return {level * n}; }

}  // namespace detail

/**
 * Above this many expected events (and non-events) only the quasi power is computed: it lies below the exact
 * power, or above it by two hundredths at most (docs/numbers.md).
 */
inline constexpr double exact_power_events = 100.0;

/**
 * Exact power of the mid-P test: every outcome before the start, with the outcomes after it that are
 * significant beside it. Both critical counts grow with the count before, so one pass finds them all.
 */
template <class Family>
[[nodiscard]] double exact_power(double level0, double level1, double n0, double n1, double alpha) {
  if constexpr (std::is_same_v<Family, Proportions>) {
    // Non-events, where they are fewer: every outcome from 0 on is looked at.
    if (level0 * n0 + level1 * n1 > 0.5 * (n0 + n1))
      return exact_power<Family>(1.0 - level0, 1.0 - level1, n0, n1, alpha);
  }
  const auto count0 = detail::count_of(Family{}, level0, n0);
  const auto count1 = detail::count_of(Family{}, level1, n1);
  constexpr double reach = 8.0;
  const auto end_of = [](const auto& count) {
    return std::min(count.largest(),
                    std::ceil(count.mean() + reach * std::sqrt(count.variance()) + 2.0 * reach));
  };
  const double last1 = end_of(count1);
  const auto p_at = [&](double x0, double x1) {
    const math::TwoCounts t{x0, n0, x1, n1};
    return Family::constant(t) ? 1.0 : math::two_sided(Family::tails(t));
  };
  // First count after that is significantly high, and first that is not significantly low.
  double high = 0.0, low = 0.0, power = 0.0, before = 0.0;
  for (double x0 = 0.0; x0 <= end_of(count0); x0 += 1.0) {
    const double up_to = count0.at_most(x0);
    const double probability = up_to - before;
    before = up_to;
    if (probability < 1e-9) continue;
    const double expected = x0 / n0 * n1;
    high = std::max(high, std::floor(expected));
    while (high <= last1 && !(p_at(x0, high) < alpha && high > expected)) high += 1.0;
    while (low < expected && p_at(x0, low) < alpha) low += 1.0;
    power += probability * (count1.at_least(high) + count1.at_most(low - 1.0));
  }
  return power;
}

}  // namespace kvalspc::verdict
