/** @file A level with a beta or gamma distribution, before and after its counts are seen. */
#pragma once

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/** log B(a, b) */
[[nodiscard]] inline double log_beta(double a, double b) noexcept {
  return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/** A proportion with density p^(a-1) (1-p)^(b-1). */
struct Beta {
  double a, b;

  [[nodiscard]] double mean() const noexcept { return a / (a + b); }
  [[nodiscard]] double at_most(double level) const noexcept {
    return level <= 0.0 ? 0.0 : level >= 1.0 ? 1.0 : boost::math::ibeta(a, b, level, Policy());
  }
};

/** A rate with density r^(shape-1) exp(-rate r). */
struct Gamma {
  double shape, rate;

  [[nodiscard]] double mean() const noexcept { return shape / rate; }
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
