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

  [[nodiscard]] constexpr bool beyond(double x) const noexcept { return x > upper || x < lower; }
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

namespace detail {

/** What can be said for sure without computing a tail to its last digit. */
enum class Sure : unsigned char { quiet, signals, unsure };

/**
 * Is the mid-P tail that begins at `x`, on its own side of the mean, below `constants::tail_probability`?
 *
 * The terms of a tail fall ever faster, so what is not added yet is less than a geometric series: a few terms
 * decide, except beside the limit. Counts are small enough for their logarithm to be good to a millionth.
 */
template <class Count>
[[nodiscard]] Sure surely_signals(const Count& count, double x) noexcept {
  constexpr double largest = 1e6, doubt = 1e-6;
  constexpr int patience = 64;
  if (!(x <= largest && count.mean() <= largest && count.variance() > 0.0)) return Sure::unsure;
  const bool high = count.mean() < x;
  const double first = std::exp(count.log_probability(x));
  double sum = 0.5, term = 1.0, at = x;
  for (int k = 0; k < patience; ++k) {
    const double ratio = high ? count.up(at) : count.down(at);
    if (!(ratio < 1.0)) return Sure::unsure;
    if (first * (sum + term * ratio / (1.0 - ratio)) < constants::tail_probability * (1.0 - doubt))
      return Sure::signals;
    term *= ratio;
    sum += term;
    if (first * sum > constants::tail_probability * (1.0 + doubt)) return Sure::quiet;
    at += high ? 1.0 : -1.0;
  }
  return Sure::unsure;
}

}  // namespace detail

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

/**
 * Is a count beyond its exact limits? The same answer as by exact_limits() at the usual tail, which is asked
 * only where the count is too near to a limit to tell without.
 */
template <ChartPolicy P>
[[nodiscard]] bool beyond_exact(const Level<double>& level, double numerator, double denominator) noexcept {
  if constexpr (P::counts == Counts::binomial || P::counts == Counts::poisson) {
    detail::Sure sure = detail::Sure::unsure;
    if constexpr (P::counts == Counts::binomial)
      sure = detail::surely_signals(math::Binomial{denominator, level.centre}, numerator);
    else sure = detail::surely_signals(math::Poisson{denominator * level.centre}, numerator);
    if (sure != detail::Sure::unsure) return sure == detail::Sure::signals;
  }
  return exact_limits<P>(level, denominator).beyond(numerator);
}

}  // namespace kvalspc::chart
