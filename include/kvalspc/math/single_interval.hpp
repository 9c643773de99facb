/** @file Intervals for one share or one rate. */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <kvalspc/math/root.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

struct Interval {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

/** All shares that the score test of x among n does not reject at `critical`: Wilson (1927), J. Am. Stat.
 * Assoc. 22:209-212. */
[[nodiscard]] inline Interval score_share(double x, double n, double critical) noexcept {
  const double share = x / n;
  const double k = critical * critical / n;
  const double centre = share + k / 2.0;
  const double half = std::sqrt(std::max(0.0, k * bernoulli_variance(share) + k * k / 4.0));
  return {x > 0.0 ? (centre - half) / (1.0 + k) : 0.0, x < n ? (centre + half) / (1.0 + k) : 1.0};
}

/** All rates that the score test of x events in exposure n does not reject at `critical`: Rao (1948), for a
 * Poisson count. */
[[nodiscard]] inline Interval score_rate(double x, double n, double critical) noexcept {
  const double k = critical * critical;
  const double half = critical * std::sqrt(x + k / 4.0);
  return {x > 0.0 ? (x + k / 2.0 - half) / n : 0.0, (x + k / 2.0 + half) / n};
}

/** All shares whose mid-P tails of x among n are at least `tail` each. Agresti (2001), Stat. Med.
 * 20:2709-2722. */
[[nodiscard]] inline Interval mid_p_share(double x, double n, double tail) {
  Interval interval{0.0, 1.0};
  if (x > 0.0) {
    interval.lower = falling_root([&](double p) { return tail - mid_p_upper(Binomial{n, p}, x); }, 0.0, 1.0);
  }
  if (x < n) {
    interval.upper = falling_root([&](double p) { return mid_p_lower(Binomial{n, p}, x) - tail; }, 0.0, 1.0);
  }
  return interval;
}

/** All rates whose mid-P tails of x events in exposure n are at least `tail` each. */
[[nodiscard]] inline Interval mid_p_rate(double x, double n, double tail) {
  Interval interval{0.0, 0.0};
  if (x > 0.0) {
    interval.lower = falling_root([&](double mu) { return tail - mid_p_upper(Poisson{mu}, x); }, 0.0, x) / n;
  }
  const auto above = [&](double mu) { return mid_p_lower(Poisson{mu}, x) - tail; };
  double high = x + 1.0;
  while (above(high) > 0.0) high *= 2.0;
  interval.upper = falling_root(above, x, high) / n;
  return interval;
}

}  // namespace kvalspc::math
