/** @file Each unit's level when the others are taken into account: small units lean on all units together. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>
#include <span>
#include <vector>

#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/mixture.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/units/family.hpp>

namespace kvalspc::units {

/** How units' levels spread: beta or gamma with mean `level`, worth `size` patients (exposure); and how
 * likely that is. */
struct Spread {
  double level;
  double size;
  double weight;
};

/** A unit's level after its own count and the others' are seen. */
struct Shrunk {
  double level = std::numeric_limits<double>::quiet_NaN();  ///< posterior mean
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double above = std::numeric_limits<double>::quiet_NaN();  ///< P(level > all units' level + delta)
  double below = std::numeric_limits<double>::quiet_NaN();  ///< P(level < all units' level - delta)
};

namespace detail {

[[nodiscard]] inline math::Beta prior(Proportions, const Spread& s) noexcept {
  return {s.level * s.size, (1.0 - s.level) * s.size};
}
[[nodiscard]] inline math::Gamma prior(Rates, const Spread& s) noexcept { return {s.level * s.size, s.size}; }
[[nodiscard]] inline math::Beta posterior(const math::Beta& prior, double x, double n) noexcept {
  return {prior.a + x, prior.b + n - x};
}
[[nodiscard]] inline math::Gamma posterior(const math::Gamma& prior, double x, double n) noexcept {
  return {prior.shape + x, prior.rate + n};
}
[[nodiscard]] inline math::BetaBinomial predicted(const math::Beta& level, double n) noexcept {
  return {n, level};
}
[[nodiscard]] inline math::GammaPoisson predicted(const math::Gamma& level, double n) noexcept {
  return {n, level};
}

/** The size of the prior whose relative spread is `c`: c^2 is the correlation within units, or the squared
 * coefficient of variation between them. */
[[nodiscard]] inline double size_of(Proportions, double, double c) noexcept { return 1.0 / (c * c) - 1.0; }
[[nodiscard]] inline double size_of(Rates, double level, double c) noexcept { return 1.0 / (level * c * c); }
/** Variance of the levels between units. */
[[nodiscard]] inline double variance_of(Proportions, const Spread& s) noexcept {
  return math::bernoulli_variance(s.level) / (s.size + 1.0);
}
[[nodiscard]] inline double variance_of(Rates, const Spread& s) noexcept { return s.level / s.size; }
[[nodiscard]] constexpr double widest(Proportions) noexcept { return 0.95; }
[[nodiscard]] constexpr double widest(Rates) noexcept { return 3.0; }

}  // namespace detail

/**
 * All units' levels at once: beta-binomial for proportions, gamma-Poisson for rates.
 *
 * The mean of the levels, each unit weighted by how much it tells, and their spread are averaged over what
 * the data leave possible, with flat priors of the mean and of the relative standard deviation (Gelman 2006,
 * Bayesian Anal. 1:515-533): so intervals hold the uncertainty of both. Normand, Glickman and Gatsonis
 * (1997), J. Am. Stat. Assoc. 92:803-814.
 */
template <class Family>
class Levels {
 public:
  explicit Levels(const Series& units) : level_(pooled_level(units)) {
    for (std::size_t k = 0; k < units.size(); ++k) {
      if (!present(units, k)) continue;
      x_.push_back(units.numerator[k]);
      n_.push_back(units.denominator_at(k));
    }
    if (x_.size() >= 2 && Family::variance(level_) > 0.0) find_spreads();
  }

  /** False where there are fewer than two units, or nothing that could differ. */
  [[nodiscard]] bool known() const noexcept { return !spreads_.empty(); }
  /** How many units have data. */
  [[nodiscard]] std::size_t size() const noexcept { return x_.size(); }
  [[nodiscard]] std::span<const Spread> spreads() const noexcept { return spreads_; }

  /** The level of a unit with `x` of `n`, its 1 - alpha interval, and how surely it is above or below the
   * rest by more than `delta`. */
  [[nodiscard]] Shrunk shrunk(double x, double n, double alpha, double delta) const {
    using Level = decltype(detail::prior(Family{}, Spread{}));
    math::Mixture<Level> after;
    Shrunk found{0.0, 0.0, 0.0, 0.0, 0.0};
    for (const Spread& s : spreads_) {
      const Level level = detail::posterior(detail::prior(Family{}, s), x, n);
      const double below = level.at_most(s.level - delta);
      found.below += s.weight * below;
      found.above += s.weight * (1.0 - (delta > 0.0 ? level.at_most(s.level + delta) : below));
      after.add(s.weight, level);
    }
    found.level = after.mean();
    found.lower = after.quantile(0.5 * alpha);
    found.upper = after.quantile(1.0 - 0.5 * alpha);
    return found;
  }

  /**
   * p-value of the count of the k-th unit with data, predicted from all other units: mid-P, two-sided.
   *
   * Small: the unit does not belong to the same distribution as the others, however much they differ.
   * Marshall and Spiegelhalter (2003), Stat. Med. 22:1649-1660; Jones and Spiegelhalter (2011), Am. Stat.
   * 65:154-163.
   */
  [[nodiscard]] double outlier_p(std::size_t k) const {
    std::vector<double> log_weight;
    for (const Spread& s : spreads_) log_weight.push_back(std::log(s.weight) - log_marginal(k, s));
    const double top = *std::max_element(log_weight.begin(), log_weight.end());
    math::Tails sum;
    double weights = 0.0;
    double without = 0.0;  // mean level of the others
    for (std::size_t g = 0; g < spreads_.size(); ++g) {
      Spread others = spreads_[g];
      if (g % means == 0) without = weighted_level(others.size, k).value;
      others.level = possible(without + others.level - spreads_[g - g % means + means / 2].level);
      const double weight = std::exp(log_weight[g] - top);
      const auto level = detail::prior(Family{}, others);
      const math::Tails tails = math::mid_p(detail::predicted(level, n_[k]), x_[k]);
      sum.lower += weight * tails.lower;
      sum.upper += weight * tails.upper;
      weights += weight;
    }
    return math::two_sided({sum.lower / weights, sum.upper / weights});
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t means =
      3;  ///< so many mean levels for each spread, the middle one the likeliest

  [[nodiscard]] double log_marginal(std::size_t k, const Spread& s) const noexcept {
    return detail::predicted(detail::prior(Family{}, s), n_[k]).log_probability(x_[k]);
  }

  /** All or none have events: a level that is possible, half an event away. */
  [[nodiscard]] double possible(double level) const noexcept {
    return std::clamp(level, least_,
                      Family::bounded ? 1.0 - least_ : std::numeric_limits<double>::infinity());
  }

  struct WeightedLevel {
    double value;
    double weight;
  };

  /** Mean level, each unit weighted by the inverse of its variance at a prior of `size`; without unit
   * `skipped`. */
  [[nodiscard]] WeightedLevel weighted_level(double size, std::size_t skipped) const noexcept {
    math::OrderedSum<double> sum, weights;
    for (std::size_t k = 0; k < x_.size(); ++k) {
      if (k == skipped) continue;
      const double w = n_[k] / (n_[k] + size);
      sum.add(k, w * x_[k] / n_[k]);
      weights.add(k, w);
    }
    return {possible(sum.total() / weights.total()), weights.total()};
  }

  struct Likely {
    Spread spread;  ///< weight: the logarithm of the likelihood, the mean integrated out
    double error;   ///< standard error of the mean
  };

  /** The spread with relative standard deviation `c`. */
  [[nodiscard]] Likely likely(double c) const noexcept {
    Spread s{level_, detail::size_of(Family{}, level_, c), 0.0};
    const WeightedLevel mean = weighted_level(s.size, none);
    s.level = mean.value;
    const double error = std::sqrt(detail::variance_of(Family{}, s) / mean.weight);
    math::OrderedSum<double> log;
    for (std::size_t k = 0; k < x_.size(); ++k) log.add(k, log_marginal(k, s));
    s.weight = log.total() + std::log(error);
    return {s, error};
  }

  /** Three means in place of a normal distribution of them: Gauss and Hermite's nodes and weights. */
  void add(const Likely& one) {
    constexpr double node = std::numbers::sqrt3, middle = 2.0 / 3.0, end = 1.0 / 6.0;
    const Spread& s = one.spread;
    spreads_.push_back({possible(s.level - node * one.error), s.size, s.weight + std::log(end)});
    spreads_.push_back({s.level, s.size, s.weight + std::log(middle)});
    spreads_.push_back({possible(s.level + node * one.error), s.size, s.weight + std::log(end)});
  }

  /** A coarse look at all spreads, then an even grid over those that are not all but impossible. */
  void find_spreads() {
    constexpr int coarse = 60, fine = 9;
    constexpr double smallest = 0.003, unlikely = 7.0;
    const double size = std::accumulate(n_.begin(), n_.end(), 0.0);
    least_ = 0.5 / size;
    const double step = std::log(detail::widest(Family{}) / smallest) / (coarse - 1);
    std::vector<double> c, log;
    for (int k = 0; k < coarse; ++k) {
      c.push_back(smallest * std::exp(step * k));
      log.push_back(likely(c.back()).spread.weight);
    }
    const double top = *std::max_element(log.begin(), log.end());
    std::size_t first = 0, last = c.size() - 1;
    while (log[first] < top - unlikely) ++first;
    while (log[last] < top - unlikely) --last;
    const double low = c[first > 0 ? first - 1 : 0], high = c[std::min(last + 1, c.size() - 1)];
    for (int k = 0; k < fine; ++k) add(likely(low + (high - low) * k / (fine - 1)));
    double best = -std::numeric_limits<double>::infinity(), sum = 0.0;
    for (const Spread& s : spreads_) best = std::max(best, s.weight);
    for (Spread& s : spreads_) sum += s.weight = std::exp(s.weight - best);
    for (Spread& s : spreads_) s.weight /= sum;
  }

  double level_, least_ = 0.0;
  std::vector<double> x_, n_;
  std::vector<Spread> spreads_;
};

}  // namespace kvalspc::units
