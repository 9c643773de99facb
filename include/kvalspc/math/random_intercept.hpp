/**
 * @file Counts of many units whose levels are spread: the likelihood of how much.
 *
 * All units are worked out side by side, so that exponentials and logarithms are taken many at a time.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include <Eigen/Dense>

#include <kvalspc/math/two_way.hpp>

namespace kvalspc::math {

/** What a linear predictor means for counts: the log-likelihood is x eta - n cumulant. */
template <class Link>
struct Cumulant;

template <>
struct Cumulant<LogitLink> {
  Eigen::ArrayXd odds, value, mean, variance;
  void at(const Eigen::ArrayXd& eta) {
    odds = eta.exp();
    variance = 1.0 / (1.0 + odds);
    mean = odds * variance;
    variance *= mean;
    value = (1.0 + odds).log();
  }
};

template <>
struct Cumulant<LogLink> {
  Eigen::ArrayXd value, mean, variance;
  void at(const Eigen::ArrayXd& eta) { value = mean = variance = eta.exp(); }
};

/** Marginal likelihood of all units. */
struct Marginal {
  double log = 0.0;
  double residual = 0.0;     ///< the slope in the mean of the units' effects
  double information = 0.0;  ///< minus the slope of that
};

/**
 * Random-intercept model of counts: logit (log) of a unit's level is normal with some mean and standard
 * deviation tau.
 *
 * Each unit's integral is taken over an even grid about its own mode, in its own standard deviations, which
 * for such smooth integrands is as accurate as Gauss and Hermite's: Liu and Pierce (1994), Biometrika
 * 81:624-629. Every answer is looked for from where the one before was found.
 */
template <class Link>
class RandomIntercept {
 public:
  /** @param x, n events and patients (exposure), one a unit; `level` is where the search begins */
  RandomIntercept(std::span<const double> x, std::span<const double> n, double level)
      : x_(Eigen::Map<const Eigen::ArrayXd>(x.data(), static_cast<Eigen::Index>(x.size()))),
        n_(Eigen::Map<const Eigen::ArrayXd>(n.data(), static_cast<Eigen::Index>(n.size()))),
        start_(Link::inverse(level)) {
    restart();
  }

  /** The likelihood at `tau`, at the mean that fits best there. */
  [[nodiscard]] Marginal at(double tau) {
    constexpr int most_steps = 30;
    constexpr double largest_step = 1.0, close = 1e-7;  // Newton's next step would be of the order of close^2
    Marginal found = total(tau);
    for (int k = 0; k < most_steps && found.information > 0.0; ++k) {
      const double step = std::clamp(found.residual / found.information, -largest_step, largest_step);
      mu_ += step;
      if (std::abs(step) < close) {
        found.log += 0.5 * step * found.residual;
        break;
      }
      found = total(tau);
    }
    return found;
  }
  /** The level of a unit at that mean. */
  [[nodiscard]] double level() const noexcept { return Link::mean(mu_); }
  /**
   * Log-likelihood of tau alone: the mean is integrated out, by Laplace's method.
   *
   * A tau of many logits makes units of a few patients steps that the grid does not see; there the
   * information may come out negative, and such a tau counts as impossible.
   */
  [[nodiscard]] double log_likelihood(double tau) {
    constexpr double impossible = -1e12;
    const Marginal found = at(tau);
    if (found.information > 0.0) return found.log - 0.5 * std::log(found.information);
    restart();
    return impossible;
  }

 private:
  void restart() {
    mu_ = start_;
    mode_ = Eigen::ArrayXd::Zero(x_.size());
  }

  /** Goes to each unit's mode from the one before. */
  void find_modes(double precision) {
    constexpr int most_steps = 50;
    constexpr double largest_step = 2.0, close = 1e-3;  // it is only the middle of the grid
    for (int step = 0; step < most_steps; ++step) {
      cumulant_.at(mu_ + mode_);
      move_ = ((x_ - n_ * cumulant_.mean - precision * mode_) / (n_ * cumulant_.variance + precision))
                  .max(-largest_step)
                  .min(largest_step);
      mode_ += move_;
      if (move_.abs().maxCoeff() < close) return;
    }
  }

  [[nodiscard]] Marginal total(double tau) {
    constexpr int side = 8;  // nodes on either side
    constexpr double spacing = 0.9;
    const double precision = 1.0 / (tau * tau);
    find_modes(precision);
    cumulant_.at(mu_ + mode_);
    const auto log_height = [&](const Eigen::ArrayXd& u) {
      return x_ * (mu_ + u) - n_ * cumulant_.value - 0.5 * precision * u.square();
    };
    const Eigen::ArrayXd height = log_height(mode_);
    const Eigen::ArrayXd scale = (n_ * cumulant_.variance + precision).sqrt().inverse();
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(x_.size()), residual = sum, square = sum, information = sum;
    for (int j = -side; j <= side; ++j) {
      node_ = mode_ + (spacing * j) * scale;
      cumulant_.at(mu_ + node_);
      weight_ = (log_height(node_) - height).exp();
      sum += weight_;
      information += weight_ * n_ * cumulant_.variance;
      cumulant_.mean = x_ - n_ * cumulant_.mean;
      weight_ *= cumulant_.mean;
      residual += weight_;
      square += weight_ * cumulant_.mean;
    }
    residual /= sum;
    const double width = spacing / tau / std::sqrt(2.0 * std::numbers::pi);
    return {(height + (sum * scale * width).log()).sum(), residual.sum(),
            ((information - square) / sum + residual.square()).sum()};
  }

  Eigen::ArrayXd x_, n_;
  double start_, mu_ = 0.0;
  Eigen::ArrayXd mode_, move_, node_, weight_;
  Cumulant<Link> cumulant_;
};

}  // namespace kvalspc::math
