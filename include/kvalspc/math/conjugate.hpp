/** @file A level with a beta or gamma distribution, before and after its counts are seen. */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/** log B(a, b) */
[[nodiscard]] inline double log_beta(double a, double b) noexcept {
  return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/** A proportion with density p^(a-1) (1-p)^(b-1). */
struct Beta {
  static constexpr double top = 1.0;  ///< no level is higher
  /** Logarithms of a level and of 1 less the level. */
  struct Logs {
    double up, down;
  };
  double a, b;

  [[nodiscard]] double mean() const noexcept { return a / (a + b); }
  [[nodiscard]] double variance() const noexcept { return bernoulli_variance(mean()) / (a + b + 1.0); }
  /** The scale without ends: the logit. */
  [[nodiscard]] static double eta(double level) noexcept { return std::log(odds(level)); }
  [[nodiscard]] static double at(double eta) noexcept { return probability_of(eta); }
  /** Slope of the level in its logit. */
  [[nodiscard]] static double slope(double level) noexcept { return bernoulli_variance(level); }
  [[nodiscard]] static Logs logs(double eta) noexcept {
    const double away = std::log1p(std::exp(-std::abs(eta)));
    return eta < 0.0 ? Logs{eta - away, -away} : Logs{-away, -eta - away};
  }
  /** Logarithm of the density of the logit, and of what it is divided by. */
  [[nodiscard]] double log_kernel(const Logs& at) const noexcept { return a * at.up + b * at.down; }
  [[nodiscard]] double log_norm() const noexcept { return log_beta(a, b); }
  [[nodiscard]] double at_most(double level) const noexcept {
    return level <= 0.0 ? 0.0 : level >= 1.0 ? 1.0 : boost::math::ibeta(a, b, level, Policy());
  }
};

/** A rate with density r^(shape-1) exp(-rate r). */
struct Gamma {
  static constexpr double top = std::numeric_limits<double>::infinity();
  /** Logarithm of a level, and the level. */
  struct Logs {
    double up, level;
  };
  double shape, rate;

  [[nodiscard]] double mean() const noexcept { return shape / rate; }
  [[nodiscard]] double variance() const noexcept { return shape / (rate * rate); }
  /** The scale without ends: the logarithm. */
  [[nodiscard]] static double eta(double level) noexcept { return std::log(level); }
  [[nodiscard]] static double at(double eta) noexcept { return std::exp(eta); }
  /** Slope of the level in its logarithm. */
  [[nodiscard]] static double slope(double level) noexcept { return level; }
  [[nodiscard]] static Logs logs(double eta) noexcept { return {eta, std::exp(eta)}; }
  /** Logarithm of the density of the logarithm, and of what it is divided by. */
  [[nodiscard]] double log_kernel(const Logs& at) const noexcept { return shape * at.up - rate * at.level; }
  [[nodiscard]] double log_norm() const noexcept { return log_gamma(shape) - shape * std::log(rate); }
  [[nodiscard]] double at_most(double level) const noexcept {
    return level <= 0.0 ? 0.0 : boost::math::gamma_p(shape, rate * level, Policy());
  }
};

/** A count among `trials` whose probability is `level`: Skellam (1948), J. R. Stat. Soc. B 10:257-261. */
struct BetaBinomial {
  double trials;
  Beta level;

  [[nodiscard]] double log_probability(double x) const noexcept {
    return log_choose(trials, x) + log_beta(x + level.a, trials - x + level.b) - log_beta(level.a, level.b);
  }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept {
    return (trials - x) * (x + level.a) / ((x + 1.0) * (trials - x - 1.0 + level.b));
  }
};

/** Both mid-P tails of a beta-binomial count; the tail that x lies in is summed, so it keeps its relative
 * accuracy. */
[[nodiscard]] inline Tails mid_p(const BetaBinomial& count, double x) noexcept {
  constexpr double negligible = 1e-18;
  const double at = std::exp(count.log_probability(x));
  double beyond = 0.0, term = at;
  const bool high = x >= count.trials * count.level.mean();
  if (high) {
    for (double k = x; k < count.trials && term > negligible * (at + beyond); k += 1.0)
      beyond += term *= count.up(k);
  } else {
    for (double k = x; k > 0.0 && term > negligible * (at + beyond); k -= 1.0)
      beyond += term /= count.up(k - 1.0);
  }
  const double own = beyond + 0.5 * at, other = std::max(0.0, 1.0 - own);
  return high ? Tails{other, own} : Tails{own, other};
}

/** A count over `exposure` whose rate is `level`: Greenwood and Yule (1920), J. R. Stat. Soc. 83:255-279. */
struct GammaPoisson {
  double exposure;
  Gamma level;

  [[nodiscard]] double log_probability(double x) const noexcept {
    return log_gamma(level.shape + x) - log_gamma(level.shape) - log_gamma(x + 1.0) -
           level.shape * std::log1p(exposure / level.rate) - x * std::log1p(level.rate / exposure);
  }
  /** P(X <= x) */
  [[nodiscard]] double at_most(double x) const noexcept {
    if (x < 0.0) return 0.0;
    return boost::math::ibeta(level.shape, x + 1.0, level.rate / (level.rate + exposure), Policy());
  }
  /** P(X >= x) */
  [[nodiscard]] double at_least(double x) const noexcept {
    if (x <= 0.0) return 1.0;
    return boost::math::ibetac(level.shape, x, level.rate / (level.rate + exposure), Policy());
  }
};

}  // namespace kvalspc::math
