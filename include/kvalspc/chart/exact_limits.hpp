/** @file Exact limits: the counts that do not signal, by mid-P tails; times by the exponential distribution.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/math/exponential.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/weibull.hpp>

namespace kvalspc::chart {

/** Smallest and largest count (or time) that do not signal; NaN on a side where none signals. */
struct CountLimits {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

namespace detail {

/** Smallest whole number in [low, high] for which the monotone `holds` is true, or high + 1; gallops from
 * `guess`. */
template <class Predicate>
[[nodiscard]] double smallest_where(double guess, double low, double high, Predicate holds) noexcept {
  guess = std::clamp(guess, low, high);
  double step = 1.0;
  if (holds(guess)) {
    high = guess;
    while (high > low && holds(std::max(low, high - step))) {
      high = std::max(low, high - step);
      step *= 2.0;
    }
    low = std::max(low, high - step);
  } else {
    low = guess + 1.0;
    while (low <= high && !holds(std::min(high, low + step))) {
      if (low + step >= high) return high + 1.0;
      low = low + step + 1.0;
      step *= 2.0;
    }
    high = std::min(high, low + step);
    if (low > high) return high + 1.0;
  }
  while (low < high) {
    const double middle = std::floor(low + (high - low) / 2.0);
    if (holds(middle)) high = middle;
    else low = middle + 1.0;
  }
  return low;
}

}  // namespace detail

/** How far out a count or time must be to signal. */
struct Tail {
  double probability = constants::tail_probability;  ///< on each side
  double width = constants::shewhart_width;          ///< the same in standard deviations of a normal value
  bool quantiles = false;                            ///< plain quantiles, not mid-P

  /** That of a band of so many standard deviations on each side. */
  [[nodiscard]] static Tail of(double width, const Conventions& conventions) noexcept {
    const bool usual = width == constants::shewhart_width;
    return {usual ? constants::tail_probability : math::normal_upper(width), width,
            conventions.quantile_limits};
  }
};

/**
 * Limits of one count: it signals high when P(X > x) + P(X = x) / 2 < .00135, and low likewise. As plain
 * quantiles: from the smallest x with P(X <= x) >= .00135 to the smallest with P(X > x) <= .00135.
 *
 * The tail is `constants::tail_probability`, that of 3 sigma, unless another is asked for. Searched by the
 * tails themselves, never by a library's discrete quantile, whose rounding differs between libraries. Ryan
 * and Schwertman (1997), J. Qual. Technol. 29:86-98.
 */
template <class Count>
[[nodiscard]] CountLimits exact_limits(const Count& count, const Tail& tail = {}) noexcept {
  constexpr double far = 1e15;  // counts above this are not whole numbers any more
  const double mean = count.mean();
  const double reach = tail.width * std::sqrt(count.variance());
  const double largest = std::min(count.largest(), far);
  const auto is_high = [&](double x) {
    return tail.quantiles ? count.at_least(x) <= tail.probability
                          : math::mid_p_upper(count, x) < tail.probability;
  };
  const auto is_low = [&](double x) {
    return (tail.quantiles ? count.at_most(x) : math::mid_p_lower(count, x)) < tail.probability;
  };
  CountLimits limits;
  const double middle = std::min(std::ceil(mean), largest);  // the median is no further: never signals low
  const double first_high = detail::smallest_where(std::ceil(mean + reach), middle, largest, is_high);
  if (first_high <= largest) limits.upper = first_high - 1.0;
  const double first_quiet =
      detail::smallest_where(std::floor(mean - reach), 0.0, middle, [&](double x) { return !is_low(x); });
  if (first_quiet > 0.0) limits.lower = first_quiet;
  return limits;
}

/** Limits of a time between events: a continuous time has no half point to count. */
template <class Time>
requires requires(const Time& time) { time.quantile_lower(0.5); }
[[nodiscard]] CountLimits exact_limits(const Time& time, const Tail& tail = {}) noexcept {
  return {time.quantile_lower(tail.probability), time.quantile_upper(tail.probability)};
}

/** Exact limits of the count of P at `denominator`, with the level of its phase as its expectation. */
template <ChartPolicy P>
[[nodiscard]] CountLimits exact_limits(const Level<double>& level, double denominator,
                                       const Tail& tail = {}) noexcept {
  static_assert(P::counts != Counts::none, "exact limits need a distribution");
  const double mean = level.sum_numerator / level.sum_denominator;
  if constexpr (P::counts == Counts::binomial)
    return exact_limits(math::Binomial{denominator, level.centre}, tail);
  else if constexpr (P::counts == Counts::poisson)
    return exact_limits(math::Poisson{denominator * level.centre}, tail);
  else if constexpr (P::counts == Counts::geometric) return exact_limits(math::Geometric{mean}, tail);
  else if (level.scale > 0.0) return exact_limits(math::Weibull{level.shape, level.scale}, tail);
  else return exact_limits(math::Exponential{mean}, tail);
}

/** Below this many expected events (or non-events) a baseline point, `auto` takes exact limits: from here on
 * each side of 3 sigma is within a factor 2 of its nominal false-alarm rate (docs/limits.md). */
inline constexpr double small_count = 105.0;

/** Are the baseline's counts small? `points` share `level`; the mean expectation decides, so one odd month
 * does not. */
template <ChartPolicy P>
[[nodiscard]] bool counts_are_small(const Level<double>& level, std::size_t points) noexcept {
  if constexpr (P::counts == Counts::geometric) return true;  // always skewed
  if constexpr (P::counts == Counts::exponential)
    return false;  // 3 sigma stands on a scale that is nearly normal
  const double enough = small_count * static_cast<double>(points);
  const double events = level.sum_numerator;
  if constexpr (P::counts == Counts::binomial)
    return std::min(events, level.sum_denominator - events) < enough;
  else return events < enough;
}

}  // namespace kvalspc::chart
