/** @file A level with a beta or gamma distribution, before and after its counts are seen. */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/constants.hpp>
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
    if (level <= 0.0) return 0.0;
    const Poisson events{rate * level};  // the same sum, also where the shape is not whole
    return is_smooth(events) ? events.at_least(shape) : boost::math::gamma_p(shape, rate * level, Policy());
  }
};

/** A count among `trials` whose probability is `level`: Skellam (1948), J. R. Stat. Soc. B 10:257-261. */
struct BetaBinomial {
  double trials;
  Beta level;

  [[nodiscard]] double mean() const noexcept { return trials * level.mean(); }
  [[nodiscard]] double variance() const noexcept {
    return trials * level.variance() * (level.a + level.b + trials);
  }
  [[nodiscard]] double smallest() const noexcept { return 0.0; }
  [[nodiscard]] double largest() const noexcept { return trials; }
  /** log P(x + further) */
  [[nodiscard]] double log_probability(double x, double further = 0.0) const noexcept {
    const double at = x + further, others = trials - at;
    if (!(trials < many)) {
      // x after a, and the others after b, are two negative binomial counts, given their sum.
      const double size = level.a + level.b;
      const double off =
          (difference_of_products(x, level.b, trials - x, level.a) + further * size) / (trials + size);
      return log_split(at, level.a, off) + std::log(level.a / (at + level.a)) +
             log_split(others, level.b, -off) + std::log(level.b / (others + level.b)) -
             log_split(trials, size, 0.0) - std::log(size / (trials + size));
    }
    return log_choose(trials, at) + log_beta(at + level.a, others + level.b) - log_beta(level.a, level.b);
  }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept {
    return (trials - x) * (x + level.a) / ((x + 1.0) * (trials - x - 1.0 + level.b));
  }
  /** P(x - 1) / P(x) */
  [[nodiscard]] double down(double x) const noexcept {
    return x * (trials - x + level.b) / ((trials - x + 1.0) * (x - 1.0 + level.a));
  }
};

/** Both mid-P tails of a beta-binomial count; the tail that x lies in is summed, so it keeps its relative
 * accuracy: the first outcomes one by one, the rest of a long tail by an integral. */
[[nodiscard]] inline Tails mid_p(const BetaBinomial& count, double x) noexcept {
  constexpr double negligible = 1e-18;
  const double far = count.trials < constants::uncountable ? 4096.0 : 0.0;
  const double at = std::exp(count.log_probability(x));
  double beyond = 0.0, term = at;
  const bool high = x >= count.trials * count.level.mean();
  const double last = high ? std::min(count.trials, x + far) : std::max(0.0, x - far);
  double k = x;
  if (high) {
    for (; k < last && term > negligible * (at + beyond); k += 1.0) beyond += term *= count.up(k);
    if (k < count.trials && term > negligible * (at + beyond))
      beyond += mid_tail(count, k, Beyond::above) - 0.5 * term;
  } else {
    for (; k > last && term > negligible * (at + beyond); k -= 1.0) beyond += term /= count.up(k - 1.0);
    if (k > 0.0 && term > negligible * (at + beyond))
      beyond += mid_tail(count, k, Beyond::below) - 0.5 * term;
  }
  const double own = beyond + 0.5 * at, other = std::max(0.0, 1.0 - own);
  return high ? Tails{other, own} : Tails{own, other};
}

/** A count over `exposure` whose rate is `level`: Greenwood and Yule (1920), J. R. Stat. Soc. 83:255-279. */
struct GammaPoisson {
  double exposure;
  Gamma level;

  [[nodiscard]] double log_probability(double x) const noexcept {
    if (!(x < many)) {
      const double off =
          difference_of_products(x, level.rate, level.shape, exposure) / (level.rate + exposure);
      return log_split(x, level.shape, off) + std::log(level.shape / (x + level.shape));
    }
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
