/** @file A level whose beta or gamma distribution is one of several: its quantiles. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/quadrature.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/**
 * A mixture of Beta, or of Gamma.
 *
 * Quantiles are found on the logit (log) scale, where the densities are smooth to the end: the distribution
 * function is taken once near the quantile, and from there its density is integrated, which costs a part of
 * another look at the distribution functions of all parts.
 */
template <class Level>
class Mixture {
 public:
  /** `weight`s should sum to 1. */
  void add(double weight, const Level& level) { parts_.push_back({weight, level, level.log_norm()}); }

  [[nodiscard]] double mean() const noexcept {
    double sum = 0.0;
    for (const Part& part : parts_) sum += part.weight * part.level.mean();
    return sum;
  }
  [[nodiscard]] double at_most(double level) const noexcept {
    double sum = 0.0;
    for (const Part& part : parts_) sum += part.weight * part.level.at_most(level);
    return sum;
  }

  /** The level that `share` of the probability lies below, to 8 figures or more. */
  [[nodiscard]] double quantile(double share) const {
    constexpr int most_steps = 40;
    constexpr double near = 1.0, settled = 1e-9;  // in standard deviations
    const double target = -normal_quantile_upper(share), centre = mean();
    const auto [deviation, narrowest] = deviations(centre);
    double eta = Level::eta(centre) + target * deviation, anchor = eta;
    double below = at_most(Level::at(anchor)), reached = below;
    for (int step = 0; step < most_steps; ++step) {
      const double z = -normal_quantile_upper(std::clamp(reached, least, 1.0 - least));
      const double slope = density(eta) / normal_density(z), move = (target - z) / slope;
      if (!(std::abs(move) < farthest)) break;
      eta += move;
      if (std::abs(move) < settled * deviation) return Level::at(eta);
      if (std::abs(eta - anchor) > near * narrowest) {
        anchor = eta;
        below = at_most(Level::at(anchor));
      }
      reached = below + between(anchor, eta);
    }
    return searched(share);
  }

 private:
  static constexpr double least = 1e-12, farthest = 100.0;

  struct Part {
    double weight;
    Level level;
    double log_norm;
  };

  /** Standard deviations on the logit (log) scale, by the delta method: of the mixture and of its narrowest
   * part. */
  [[nodiscard]] std::pair<double, double> deviations(double centre) const noexcept {
    double sum = 0.0, smallest = std::numeric_limits<double>::infinity();
    for (const Part& part : parts_) {
      const double off = part.level.mean() - centre, own = part.level.variance();
      sum += part.weight * (own + off * off);
      smallest = std::min(smallest, own);
    }
    const double slope = Level::slope(centre);
    return {std::sqrt(sum) / slope, std::sqrt(smallest) / slope};
  }

  /** Density of the logit (log) of the level. */
  [[nodiscard]] double density(double eta) const noexcept {
    const typename Level::Logs at = Level::logs(eta);
    double sum = 0.0;
    for (const Part& part : parts_) sum += part.weight * std::exp(part.level.log_kernel(at) - part.log_norm);
    return sum;
  }

  /** Probability between two logits (logs) that are not far apart. */
  [[nodiscard]] double between(double low, double high) const {
    constexpr std::size_t nodes = 8;
    static const Quadrature rule = gauss_legendre(nodes, 0.0, 1.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < nodes; ++k)
      sum += rule.weights[k] * density(low + (high - low) * rule.nodes[k]);
    return sum * (high - low);
  }

  /** Where no such search settles, as with levels of almost no events: by bisection and the like. */
  [[nodiscard]] double searched(double share) const {
    constexpr int bits = 40;
    const auto short_of = [&](double level) { return share - at_most(level); };
    double top = Level::top;
    if (!std::isfinite(top)) {
      for (top = mean(); short_of(top) > 0.0;) top *= 2.0;
    }
    return falling_root<bits>(short_of, 0.0, top);
  }

  std::vector<Part> parts_;
};

}  // namespace kvalspc::math
