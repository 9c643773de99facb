/** @file What a scan must know of a family of counts: likelihood ratio of a split, probability of a count,
 * weight of a segment. */
#pragma once

#include <cmath>
#include <limits>
#include <numbers>

#include <kvalspc/math/deviance.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/family.hpp>

namespace kvalspc::verdict {

/** A term x log(x / m) of a log-likelihood ratio, 0 at x = 0, and how it grows with x but for a constant. */
struct RatioTerm {
  RatioTerm(double x, double m) noexcept : slope(std::log(x / m)), value(x > 0.0 ? x * slope : 0.0) {}
  double slope, value;
};

/** The same of a large count, `off` from the m that were expected: x log(x / m) + m - x, whose last two add
 * up to 0 over a split, and which keeps its digits where the others cancel. */
struct LargeRatioTerm {
  LargeRatioTerm(double x, double off) noexcept
      : slope(std::log1p(off / (x - off))), value(math::deviance(x, off)) {}
  double slope, value;
};

/** Log-likelihood ratio of a split with s events before it, and how it grows with s. */
struct SplitRatio {
  double value, slope;
};

/** Log-likelihood ratio of a split, log probability of a count, and log marginal likelihood of a segment
 * (Jeffreys' prior): where counts are large, less what a series of the same totals has at one level. */
struct ScanProportions : BinomialFamily {
  [[nodiscard]] static SplitRatio sloped_ratio(double s, double n, double total, double size) noexcept {
    if (!(size < math::many)) {
      const double off = math::difference_of_products(s, size, n, total) / size;
      const LargeRatioTerm event_before(s, off), none_before(n - s, -off), event_after(total - s, -off),
          none_after(size - n - total + s, off);
      return {event_before.value + none_before.value + event_after.value + none_after.value,
              event_before.slope - none_before.slope - event_after.slope + none_after.slope};
    }
    const double p = total / size;
    const RatioTerm event_before(s, n * p), none_before(n - s, n * (1.0 - p)),
        event_after(total - s, (size - n) * p), none_after(size - n - total + s, (size - n) * (1.0 - p));
    return {event_before.value + none_before.value + event_after.value + none_after.value,
            event_before.slope - none_before.slope - event_after.slope + none_after.slope};
  }
  [[nodiscard]] static double ratio(double s, double n, double total, double size) noexcept {
    return sloped_ratio(s, n, total, size).value;
  }
  /** Counts at one level: their log probability, and that of the next as a multiple. */
  class Counts {
   public:
    explicit Counts(double level) noexcept
        : p_(level), level_(math::LogLevel::of(level)), odds_(math::odds(level)) {}
    [[nodiscard]] double log_probability(double x, double n) const noexcept {
      return n < math::many ? math::log_binomial(n, x, level_) : math::Binomial{n, p_}.log_probability(x);
    }
    /** P(x + 1) / P(x) */
    [[nodiscard]] double up(double x, double n) const noexcept { return (n - x) / (x + 1.0) * odds_; }

   private:
    double p_;
    math::LogLevel level_;
    double odds_;
  };
  [[nodiscard]] static double largest(double n) noexcept { return n; }
  [[nodiscard]] static double log_marginal(double x, double n, double total, double size) noexcept {
    if (size < math::many || n == 0.0)
      return math::log_gamma(x + 0.5) + math::log_gamma(n - x + 0.5) - math::log_gamma(n + 1.0);
    const double off = math::difference_of_products(x, size, n, total) / size;
    return math::deviance(x, off) + math::deviance(n - x, -off) + math::half_past_stirling(x) +
           math::half_past_stirling(n - x) - math::stirling_error(n) - math::log_stirling_root(n);
  }
  /** Log of the prior's constant, which log_marginal() leaves out: that of Beta(.5, .5) is 1 / pi. */
  [[nodiscard]] static double log_constant() noexcept { return -std::log(std::numbers::pi); }
};

struct ScanRates : PoissonFamily {
  [[nodiscard]] static SplitRatio sloped_ratio(double s, double n, double total, double size) noexcept {
    if (!(total < math::many)) {
      const double off = math::difference_of_products(s, size, n, total) / size;
      const LargeRatioTerm before(s, off), after(total - s, -off);
      return {before.value + after.value, before.slope - after.slope};
    }
    const RatioTerm before(s, total * n / size), after(total - s, total * (size - n) / size);
    return {before.value + after.value, before.slope - after.slope};
  }
  [[nodiscard]] static double ratio(double s, double n, double total, double size) noexcept {
    return sloped_ratio(s, n, total, size).value;
  }
  /** Counts at one level: their log probability, and that of the next as a multiple. */
  class Counts {
   public:
    explicit Counts(double level) noexcept : level_(level) {}
    [[nodiscard]] double log_probability(double x, double n) const noexcept {
      return math::Poisson{n * level_}.log_probability(x);
    }
    /** P(x + 1) / P(x) */
    [[nodiscard]] double up(double x, double n) const noexcept { return n * level_ / (x + 1.0); }

   private:
    double level_;
  };
  [[nodiscard]] static double largest(double) noexcept { return std::numeric_limits<double>::infinity(); }
  [[nodiscard]] static double log_marginal(double x, double n, double total, double size) noexcept {
    if (total < math::many) return math::log_gamma(x + 0.5) - (x + 0.5) * std::log(n);
    const double off = math::difference_of_products(x, size, n, total) / size;
    return math::deviance(x, off) + math::half_past_stirling(x) - 0.5 * std::log(n);
  }
  /** NaN: Jeffreys' prior of a rate has no integral, and so no constant. */
  [[nodiscard]] static double log_constant() noexcept { return std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace kvalspc::verdict
