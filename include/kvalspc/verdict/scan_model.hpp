/** @file What a scan must know of a family of counts: likelihood ratio of a split, probability of a count,
 * weight of a segment. */
#pragma once

#include <cmath>
#include <limits>

#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/family.hpp>

namespace kvalspc::verdict {

/** x log(x / m), 0 at x = 0. */
[[nodiscard]] inline double x_log_ratio(double x, double m) noexcept {
  return x > 0.0 ? x * std::log(x / m) : 0.0;
}

/** Log-likelihood ratio of a split, log probability of a count, and log marginal likelihood of a segment
 * (Jeffreys' prior). */
struct ScanProportions : BinomialFamily {
  [[nodiscard]] static double ratio(double s, double n, double total, double size) noexcept {
    const double p = total / size;
    return x_log_ratio(s, n * p) + x_log_ratio(n - s, n * (1.0 - p)) +
           x_log_ratio(total - s, (size - n) * p) + x_log_ratio(size - n - total + s, (size - n) * (1.0 - p));
  }
  [[nodiscard]] static double log_probability(double x, double n, double level) noexcept {
    return math::Binomial{n, level}.log_probability(x);
  }
  /** P(x + 1) / P(x) */
  [[nodiscard]] static double up(double x, double n, double level) noexcept {
    return (n - x) / (x + 1.0) * math::odds(level);
  }
  [[nodiscard]] static double largest(double n) noexcept { return n; }
  [[nodiscard]] static double log_marginal(double x, double n) noexcept {
    return math::log_gamma(x + 0.5) + math::log_gamma(n - x + 0.5) - math::log_gamma(n + 1.0);
  }
};

struct ScanRates : PoissonFamily {
  [[nodiscard]] static double ratio(double s, double n, double total, double size) noexcept {
    return x_log_ratio(s, total * n / size) + x_log_ratio(total - s, total * (size - n) / size);
  }
  [[nodiscard]] static double log_probability(double x, double n, double level) noexcept {
    return math::Poisson{n * level}.log_probability(x);
  }
  [[nodiscard]] static double up(double x, double n, double level) noexcept { return n * level / (x + 1.0); }
  [[nodiscard]] static double largest(double) noexcept { return std::numeric_limits<double>::infinity(); }
  [[nodiscard]] static double log_marginal(double x, double n) noexcept {
    return math::log_gamma(x + 0.5) - (x + 0.5) * std::log(n);
  }
};

}  // namespace kvalspc::verdict
