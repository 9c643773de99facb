/** @file How much units differ: their standard deviation on the logit or log scale, and the median odds
 * ratio. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/maximum.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/units/family.hpp>

namespace kvalspc::units {

/** Standard deviation between units with its interval; `level` is the typical unit's. NaN without two units.
 */
struct Between {
  double tau = std::numeric_limits<double>::quiet_NaN();
  double tau_lower = std::numeric_limits<double>::quiet_NaN();
  double tau_upper = std::numeric_limits<double>::quiet_NaN();
  double level = std::numeric_limits<double>::quiet_NaN();
};

/**
 * Median odds ratio (rate ratio) of two units drawn at random, the higher against the lower: exp(sqrt(2)
 * z(.75) tau). Larsen and Merlo (2005), Am. J. Epidemiol. 161:81-88.
 */
[[nodiscard]] inline double median_ratio(double tau) noexcept {
  constexpr double quarter = 0.25;
  return std::exp(std::numbers::sqrt2 * math::normal_quantile_upper(quarter) * tau);
}

namespace detail {

/** Residual and information of a unit at its level's logit (log). */
struct Slope {
  double residual;
  double information;
};

/** Its log-likelihood there too. */
struct Likelihood : Slope {
  double log;
};

[[nodiscard]] inline Slope slope(Proportions, double odds, bool high, double x, double n) noexcept {
  const double p = high ? 1.0 / (1.0 + odds) : odds / (1.0 + odds);
  return {x - n * p, n * math::bernoulli_variance(p)};
}
[[nodiscard]] inline Slope slope(Proportions, double x, double n, double eta) noexcept {
  return slope(Proportions{}, std::exp(-std::abs(eta)), eta >= 0.0, x, n);
}
[[nodiscard]] inline Likelihood likelihood(Proportions, double x, double n, double eta) noexcept {
  const double odds = std::exp(-std::abs(eta));
  const double log_one_plus = std::log1p(odds) + std::max(eta, 0.0);
  return {slope(Proportions{}, odds, eta >= 0.0, x, n), x * eta - n * log_one_plus};
}
[[nodiscard]] inline Slope slope(Rates, double x, double n, double eta) noexcept {
  const double mean = n * std::exp(eta);
  return {x - mean, mean};
}
[[nodiscard]] inline Likelihood likelihood(Rates, double x, double n, double eta) noexcept {
  const double mean = n * std::exp(eta);
  return {{x - mean, mean}, x * eta - mean};
}
[[nodiscard]] inline double level_of(Proportions, double eta) noexcept { return math::probability_of(eta); }
[[nodiscard]] inline double level_of(Rates, double eta) noexcept { return std::exp(eta); }
[[nodiscard]] inline double eta_of(Proportions, double level) noexcept { return std::log(math::odds(level)); }
[[nodiscard]] inline double eta_of(Rates, double level) noexcept { return std::log(level); }

/** Marginal likelihood of one unit, or of all. */
struct Marginal {
  double log = 0.0;
  double residual = 0.0;     ///< mean residual: the slope in mu
  double information = 0.0;  ///< minus the slope of that
};

/**
 * Random-intercept model of counts: logit (log) of a unit's level is normal with mean mu and standard
 * deviation tau.
 *
 * Each unit's integral is taken over an even grid about its own mode, in its own standard deviations, which
 * for such smooth integrands is as accurate as Gauss and Hermite's: Liu and Pierce (1994), Biometrika
 * 81:624-629.
 */
template <class Family>
class RandomIntercept {
 public:
  RandomIntercept(std::span<const double> x, std::span<const double> n, double level)
      : x_(x), n_(n), start_(eta_of(Family{}, level)), mu_(start_) {}

  /** All units together at `tau`, at the mu that fits best there. */
  [[nodiscard]] Marginal at(double tau) noexcept {
    constexpr int most_steps = 30;
    constexpr double largest_step = 1.0, close = 1e-4;  // Newton's next step would be of the order of close^2
    Marginal sum = total(tau);
    for (int k = 0; k < most_steps && sum.information > 0.0; ++k) {
      const double step = std::clamp(sum.residual / sum.information, -largest_step, largest_step);
      mu_ += step;
      sum = total(tau);
      if (std::abs(step) < close) break;
    }
    return sum;
  }
  [[nodiscard]] double level() const noexcept { return level_of(Family{}, mu_); }
  /**
   * Log-likelihood of tau alone: mu is integrated out, by Laplace's method.
   *
   * A tau of many logits makes units of a few patients steps that the grid does not see; there the
   * information may come out negative, and such a tau counts as impossible.
   */
  [[nodiscard]] double log_likelihood(double tau) noexcept {
    constexpr double impossible = -1e12;
    const Marginal sum = at(tau);
    if (!(sum.information > 0.0)) {
      mu_ = start_;
      return impossible;
    }
    return sum.log - 0.5 * std::log(sum.information);
  }

 private:
  [[nodiscard]] double mode(std::size_t k, double precision) const noexcept {
    constexpr int most_steps = 50;
    constexpr double largest_step = 2.0, close = 1e-6;
    double u = 0.0;
    for (int step = 0; step < most_steps; ++step) {
      const Slope l = slope(Family{}, x_[k], n_[k], mu_ + u);
      const double move =
          std::clamp((l.residual - precision * u) / (l.information + precision), -largest_step, largest_step);
      u += move;
      if (std::abs(move) < close) break;
    }
    return u;
  }

  [[nodiscard]] Marginal unit(std::size_t k, double tau) const noexcept {
    constexpr int side = 8;  // nodes on either side
    constexpr double spacing = 0.9;
    const double precision = 1.0 / (tau * tau);
    const auto log_height = [precision](const Likelihood& l, double u) {
      return l.log - 0.5 * precision * u * u;
    };
    const double centre = mode(k, precision);
    const Likelihood top = likelihood(Family{}, x_[k], n_[k], mu_ + centre);
    const double scale = 1.0 / std::sqrt(top.information + precision);
    const double height = log_height(top, centre);
    double sum = 0.0, residual = 0.0, residual_square = 0.0, information = 0.0;
    for (int j = -side; j <= side; ++j) {
      const double u = centre + scale * spacing * j;
      const Likelihood l = likelihood(Family{}, x_[k], n_[k], mu_ + u);
      const double weight = std::exp(log_height(l, u) - height);
      sum += weight;
      residual += weight * l.residual;
      residual_square += weight * l.residual * l.residual;
      information += weight * l.information;
    }
    const double mean = residual / sum;
    return {height + std::log(sum * scale * spacing / tau / std::sqrt(2.0 * std::numbers::pi)), mean,
            information / sum - (residual_square / sum - mean * mean)};
  }

  [[nodiscard]] Marginal total(double tau) const noexcept {
    math::OrderedSum<double> log, residual, information;
    for (std::size_t k = 0; k < x_.size(); ++k) {
      const Marginal one = unit(k, tau);
      log.add(k, one.log);
      residual.add(k, one.residual);
      information.add(k, one.information);
    }
    return {log.total(), residual.total(), information.total()};
  }

  std::span<const double> x_, n_;
  double start_, mu_;
};

}  // namespace detail

/**
 * Standard deviation between units by restricted maximum likelihood, with its 95 % likelihood interval.
 *
 * Restricted: the likelihood of tau after the mean is integrated out, which takes most of the bias of few
 * units away (Harville 1977, J. Am. Stat. Assoc. 72:320-338; Cox and Reid 1987, J. R. Stat. Soc. B 49:1-39).
 */
template <class Family>
[[nodiscard]] Between between(const Series& units) {
  constexpr int bits = 20;  // no one reads tau to more than three figures
  constexpr double smallest = 1e-3, largest = 10.0;
  constexpr double drop = 1.920729410347062;  // half the 95 % point of chi-squared(1)
  std::vector<double> x, n;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    x.push_back(units.numerator[k]);
    n.push_back(units.denominator_at(k));
  }
  Between found;
  const double level = pooled_level(units);
  if (x.size() < 2 || !(Family::variance(level) > 0.0)) return found;
  detail::RandomIntercept<Family> model(x, n, level);
  const auto likelihood = [&](double tau) { return model.log_likelihood(tau); };
  const double none = likelihood(smallest);
  const auto peak = math::peak<bits>(likelihood, smallest, largest);
  const bool varies = peak.second > none;
  const double best = varies ? peak.first : smallest;
  const double height = varies ? peak.second : none;
  const auto loss = [&](double tau) { return height - likelihood(tau) - drop; };
  const double low = varies ? math::falling_root<bits>(loss, smallest, best) : smallest;
  found.tau_upper = math::falling_root<bits>([&](double tau) { return -loss(tau); }, best, largest);
  found.tau_lower = low > smallest ? low : 0.0;
  found.tau = varies ? best : 0.0;
  (void)model.at(best);  // leaves mu there
  found.level = model.level();
  return found;
}

}  // namespace kvalspc::units
