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

#include <kvalspc/math/deviance.hpp>
#include <kvalspc/math/two_way.hpp>

namespace kvalspc::math {

namespace detail {

/** exp(x) - 1 and log(1 + x), near 0 with all digits if `near`; else many at a time. */
[[nodiscard]] inline Eigen::ArrayXd exp_less_one(const Eigen::ArrayXd& x, bool near) {
  return near ? x.expm1().eval() : (x.exp() - 1.0).eval();
}
[[nodiscard]] inline Eigen::ArrayXd log_one_plus(const Eigen::ArrayXd& x, bool near) {
  return near ? x.log1p().eval() : (1.0 + x).log().eval();
}

/** Counts as they fit themselves best; none as half an event. */
[[nodiscard]] inline Eigen::ArrayXd fitted(const Eigen::ArrayXd& x) { return x.max(0.5); }

}  // namespace detail

/**
 * The log-likelihood of counts at a linear predictor, less what it is where each unit fits itself best; its
 * slope, and minus the slope of that.
 *
 * All three are written in the distance from that fit: x eta - n log(1 + exp(eta)) of many millions would
 * have few digits left after the point.
 */
template <class Link>
class CountLikelihood;

template <>
class CountLikelihood<LogitLink> {
 public:
  Eigen::ArrayXd log, slope, information;

  CountLikelihood(const Eigen::ArrayXd& x, const Eigen::ArrayXd& n)
      : near_(n.maxCoeff() >= many),
        turn_((x + x > n).select(-Eigen::ArrayXd::Ones(x.size()), 1.0)),
        rarer_((x + x > n).select(n - x, x)),  // of events and non-events
        n_(n),
        fitted_(detail::fitted(rarer_)),
        level_(fitted_ / n),
        eta_((fitted_ / (n - fitted_)).log()) {}

  void at(const Eigen::ArrayXd& eta) {
    const Eigen::ArrayXd away = turn_ * eta - eta_, grown = detail::exp_less_one(away, near_);
    log = rarer_ * away - n_ * detail::log_one_plus(level_ * grown, near_);
    const Eigen::ArrayXd share = (1.0 - level_) / (1.0 + level_ * grown);  // of the commoner
    slope = turn_ * ((rarer_ - fitted_) - fitted_ * grown * share);
    information = fitted_ * (1.0 + grown) * share / (1.0 + level_ * grown);
  }

 private:
  bool near_;
  Eigen::ArrayXd turn_, rarer_, n_, fitted_, level_, eta_;
};

template <>
class CountLikelihood<LogLink> {
 public:
  Eigen::ArrayXd log, slope, information;

  CountLikelihood(const Eigen::ArrayXd& x, const Eigen::ArrayXd& n)
      : near_(x.maxCoeff() >= many), x_(x), fitted_(detail::fitted(x)), eta_((fitted_ / n).log()) {}

  void at(const Eigen::ArrayXd& eta) {
    const Eigen::ArrayXd away = eta - eta_, grown = detail::exp_less_one(away, near_);
    log = x_ * away - fitted_ * grown;
    slope = (x_ - fitted_) - fitted_ * grown;
    information = fitted_ * (1.0 + grown);
  }

 private:
  bool near_;
  Eigen::ArrayXd x_, fitted_, eta_;
};

/** Marginal likelihood of all units. */
struct Marginal {
  double log = 0.0;          ///< less what it is where each unit fits itself best
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
      : units_(Eigen::Map<const Eigen::ArrayXd>(x.data(), static_cast<Eigen::Index>(x.size())),
               Eigen::Map<const Eigen::ArrayXd>(n.data(), static_cast<Eigen::Index>(n.size()))),
        mode_(x.size()),
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
    mode_.setZero();
  }

  /** Goes to each unit's mode from the one before. */
  void find_modes(double precision) {
    constexpr int most_steps = 50;
    constexpr double largest_step = 2.0;
    // It is only the middle of the grid: Newton's next step would be of the order of this one's square.
    constexpr double close = 1e-3, close_in_deviations = 0.05;
    for (int step = 0; step < most_steps; ++step) {
      units_.at(mu_ + mode_);
      const Eigen::ArrayXd sharpness = units_.information + precision;
      move_ = ((units_.slope - precision * mode_) / sharpness).max(-largest_step).min(largest_step);
      mode_ += move_;
      if (move_.abs().maxCoeff() < close &&
          (move_.square() * sharpness.sqrt()).maxCoeff() < close_in_deviations)
        return;
    }
  }

  [[nodiscard]] Marginal total(double tau) {
    constexpr int side = 8;  // nodes on either side
    constexpr double spacing = 0.9;
    const double precision = 1.0 / (tau * tau);
    find_modes(precision);
    units_.at(mu_ + mode_);
    const auto log_height = [&](const Eigen::ArrayXd& u) {
      return units_.log - 0.5 * precision * u.square();
    };
    const Eigen::ArrayXd height = log_height(mode_), of_mode = units_.information;
    const Eigen::ArrayXd scale = (of_mode + precision).sqrt().inverse();
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(mode_.size());
    Eigen::ArrayXd slope = sum, square = sum, information = sum, moved = sum, spread = sum;
    for (int j = -side; j <= side; ++j) {
      const double node = spacing * j;
      node_ = mode_ + node * scale;
      units_.at(mu_ + node_);
      weight_ = (log_height(node_) - height).exp();
      sum += weight_;
      information += weight_ * units_.information;
      moved += node * weight_;
      spread += node * node * weight_;
      weight_ *= units_.slope;
      slope += weight_;
      square += weight_ * units_.slope;
    }
    slope /= sum;
    moved /= sum;
    // Both slopes follow from the counts, and as well from where the unit's effect lies: the mean of what the
    // counts say is that of precision * effect. Where counts say more than tau, differences of the former
    // leave nothing, and the other way round.
    const Eigen::ArrayXd of_tau = precision * scale.square();  // how much of what is known
    const auto of_counts = of_mode < precision;
    const Eigen::ArrayXd residual = of_counts.select(slope, precision * (mode_ + scale * moved));
    const Eigen::ArrayXd curvature =
        of_counts.select((information - square) / sum + slope.square(),
                         precision * (1.0 - of_tau * (spread / sum - moved.square())));
    const double width = spacing / tau / std::sqrt(2.0 * std::numbers::pi);
    return {(height + (sum * scale * width).log()).sum(), residual.sum(), curvature.sum()};
  }

  CountLikelihood<Link> units_;
  Eigen::ArrayXd mode_, move_, node_, weight_;
  double start_, mu_ = 0.0;
};

}  // namespace kvalspc::math
