/**
 * @file Exact tails of counts, computed as tails (never as 1 - cdf), and their mid-P versions.
 *
 * Incomplete gamma and beta functions, whose series and fractions grow long with the counts (and stop before
 * their end): counts with a variance of a million or more are added up as `mid_tail` says.
 *
 * The mid-P tail counts the observed outcome by half: Lancaster (1961), J. Am. Stat. Assoc. 56:223-234;
 * Agresti (2001), Stat. Med. 20:2709-2722.
 */
#pragma once

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/deviance.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/log_gamma.hpp>
#include <kvalspc/math/policy.hpp>
#include <kvalspc/math/tail_integral.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/** Both tails of an observed outcome. */
struct Tails {
  double lower{};
  double upper{};
};

/** Two-sided p-value: twice the smaller tail, at most 1. */
[[nodiscard]] inline double two_sided(Tails tails) noexcept {
  return std::min(1.0, 2.0 * std::min(tails.lower, tails.upper));
}

/** A count whose tails may be those of an integral: Binomial, Poisson, Hypergeometric. */
template <class Count>
concept Smoothable = requires(const Count& count, double x) {
  count.smallest();
  count.up(x);
  count.down(x);
  count.log_probability(x);
  count.variance();
};

/** Does a count vary by so much that its tails are those of an integral? */
template <class Count>
[[nodiscard]] bool is_smooth(const Count& count) noexcept {
  constexpr double variance = 1e6;
  return count.variance() >= variance;
}

namespace detail {

/** P(X < x) + P(X = x) / 2 of a smooth count; small where x is below the mean, else what the other tail
 * leaves. */
template <class Count>
[[nodiscard]] double smooth_mid_lower(const Count& count, double x) noexcept {
  if (x < count.smallest()) return 0.0;
  if (x > count.largest()) return 1.0;
  if (x <= count.mean()) return mid_tail(count, x, Beyond::below);
  return std::max(0.0, 1.0 - mid_tail(count, x, Beyond::above));
}

/** P(X > x) + P(X = x) / 2, likewise. */
template <class Count>
[[nodiscard]] double smooth_mid_upper(const Count& count, double x) noexcept {
  if (x < count.smallest()) return 1.0;
  if (x > count.largest()) return 0.0;
  if (x > count.mean()) return mid_tail(count, x, Beyond::above);
  return std::max(0.0, 1.0 - mid_tail(count, x, Beyond::below));
}

/** P(X <= x) of a smooth count, and P(X >= x). */
template <class Count>
[[nodiscard]] double smooth_at_most(const Count& count, double x) noexcept {
  return std::min(1.0, smooth_mid_lower(count, x) + 0.5 * std::exp(count.log_probability(x)));
}
template <class Count>
[[nodiscard]] double smooth_at_least(const Count& count, double x) noexcept {
  return std::min(1.0, smooth_mid_upper(count, x) + 0.5 * std::exp(count.log_probability(x)));
}

}  // namespace detail

/** log of the number of ways to choose k of n. */
[[nodiscard]] inline double log_choose(double n, double k) noexcept {
  return log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0);
}

/** Logarithms of the probabilities of an event and of none. */
struct LogLevel {
  double event;
  double none;
  [[nodiscard]] static LogLevel of(double p) noexcept { return {std::log(p), std::log1p(-p)}; }
};

/** log P(x) of a count among `trials`. */
[[nodiscard]] inline double log_binomial(double trials, double x, LogLevel level) noexcept {
  return log_choose(trials, x) + x * level.event + (trials - x) * level.none;
}

/** A count of events among `trials`, each with probability `p`. */
struct Binomial {
  double trials;
  double p;

  [[nodiscard]] double mean() const noexcept { return trials * p; }
  [[nodiscard]] double variance() const noexcept { return trials * bernoulli_variance(p); }
  [[nodiscard]] double smallest() const noexcept { return 0.0; }
  [[nodiscard]] double largest() const noexcept { return trials; }
  [[nodiscard]] double mode() const noexcept { return std::min(trials, std::floor((trials + 1.0) * p)); }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept { return (trials - x) * p / ((x + 1.0) * (1.0 - p)); }
  /** P(x - 1) / P(x) */
  [[nodiscard]] double down(double x) const noexcept { return x * (1.0 - p) / ((trials - x + 1.0) * p); }
  /** log P(x + further), 0 < p < 1 */
  [[nodiscard]] double log_probability(double x, double further = 0.0) const noexcept {
    const double at = x + further;
    return trials < many ? log_binomial(trials, at, LogLevel::of(p))
                         : log_split(at, trials - at, std::fma(-trials, p, x) + further);
  }
  /** P(X >= x) */
  [[nodiscard]] double at_least(double x) const noexcept {
    if (x <= 0.0) return 1.0;
    if (x > trials) return 0.0;
    if (is_smooth(*this)) return detail::smooth_at_least(*this, x);
    return boost::math::ibeta(x, trials - x + 1.0, p, Policy());
  }
  /** P(X <= x) */
  [[nodiscard]] double at_most(double x) const noexcept {
    if (x < 0.0) return 0.0;
    if (x >= trials) return 1.0;
    if (is_smooth(*this)) return detail::smooth_at_most(*this, x);
    return boost::math::ibetac(x + 1.0, trials - x, p, Policy());
  }
};

/** A count with expectation `expected`. */
struct Poisson {
  double expected;

  [[nodiscard]] double mean() const noexcept { return expected; }
  [[nodiscard]] double variance() const noexcept { return expected; }
  [[nodiscard]] double smallest() const noexcept { return 0.0; }
  [[nodiscard]] double largest() const noexcept { return INFINITY; }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept { return expected / (x + 1.0); }
  /** P(x - 1) / P(x) */
  [[nodiscard]] double down(double x) const noexcept { return x / expected; }
  /** log P(x + further) */
  [[nodiscard]] double log_probability(double x, double further = 0.0) const noexcept {
    const double at = x + further;
    if (expected < many || at == 0.0) return at * std::log(expected) - expected - log_gamma(at + 1.0);
    return -deviance(at, (x - expected) + further) - stirling_error(at) - log_stirling_root(at);
  }
  /** P(X >= x) */
  [[nodiscard]] double at_least(double x) const noexcept {
    if (x <= 0.0) return 1.0;
    if (is_smooth(*this)) return detail::smooth_at_least(*this, x);
    return boost::math::gamma_p(x, expected, Policy());
  }
  /** P(X <= x) */
  [[nodiscard]] double at_most(double x) const noexcept {
    if (x < 0.0) return 0.0;
    if (is_smooth(*this)) return detail::smooth_at_most(*this, x);
    return boost::math::gamma_q(x + 1.0, expected, Policy());
  }
};

/** What passes before an event, `expected` on average: P(X >= x) = q^x with q = expected / (1 + expected). */
struct Geometric {
  double expected;

  [[nodiscard]] double mean() const noexcept { return expected; }
  [[nodiscard]] double variance() const noexcept { return expected * (expected + 1.0); }
  [[nodiscard]] double largest() const noexcept { return INFINITY; }
  /** P(X >= x) */
  [[nodiscard]] double at_least(double x) const noexcept {
    return x <= 0.0 ? 1.0 : std::exp(-x * std::log1p(1.0 / expected));
  }
  /** P(X <= x) */
  [[nodiscard]] double at_most(double x) const noexcept {
    return x < 0.0 ? 0.0 : -std::expm1(-(x + 1.0) * std::log1p(1.0 / expected));
  }
};

/** P(X < x) + P(X = x) / 2 */
template <class Count>
[[nodiscard]] double mid_p_lower(const Count& count, double x) noexcept {
  if constexpr (Smoothable<Count>)
    if (is_smooth(count)) return detail::smooth_mid_lower(count, x);
  return 0.5 * (count.at_most(x) + count.at_most(x - 1.0));
}

/** P(X > x) + P(X = x) / 2 */
template <class Count>
[[nodiscard]] double mid_p_upper(const Count& count, double x) noexcept {
  if constexpr (Smoothable<Count>)
    if (is_smooth(count)) return detail::smooth_mid_upper(count, x);
  return 0.5 * (count.at_least(x) + count.at_least(x + 1.0));
}

/** Both mid-P tails of a count. */
template <class Count>
[[nodiscard]] Tails mid_p(const Count& count, double x) noexcept {
  return {mid_p_lower(count, x), mid_p_upper(count, x)};
}

}  // namespace kvalspc::math
