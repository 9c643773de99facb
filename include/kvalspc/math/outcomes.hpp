/** @file Tables of what one period may bring, to draw from many times. */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/** A distribution as a table: equally spaced outcomes and their cumulative probabilities. */
class Outcomes {
 public:
  /** Events among n, each with probability `level`, with `dispersion` (at least 1) times the variance of
   * chance: beta-binomial. */
  [[nodiscard]] static Outcomes share(double n, double level, double dispersion) {
    const double mean = n * level, variance = n * bernoulli_variance(level) * dispersion;
    if (variance > largest_exact) return normal(mean, root(variance), 0.0, n);
    // Correlation within the period: variance / chance = 1 + (n - 1) correlation, and a single one has none.
    const double correlation = n > 1.0 ? std::min((dispersion - 1.0) / (n - 1.0), 0.9) : 0.0;
    const auto chance = [=](double x) { return Binomial{n, level}.up(x); };
    if (!(correlation > 0.0)) return counts(mean, variance, n, chance);
    const double size = 1.0 / correlation - 1.0, a = level * size;
    const BetaBinomial count{n, {a, size - a}};
    return counts(mean, variance, n, [=](double x) { return count.up(x); });
  }

  /** Events over exposure n at rate `level`, with `dispersion` times the variance of chance: negative
   * binomial. */
  [[nodiscard]] static Outcomes rate(double n, double level, double dispersion) {
    const double mean = n * level, variance = mean * dispersion, extra = dispersion - 1.0;
    if (variance > largest_exact) return normal(mean, root(variance), 0.0, INFINITY);
    if (!(extra > 0.0)) return counts(mean, variance, INFINITY, [=](double x) { return mean / (x + 1.0); });
    return counts(mean, variance, INFINITY,
                  [=](double x) { return (mean / extra + x) / (x + 1.0) * (extra / dispersion); });
  }

  /** Values around a mean, in steps of a twentieth of their standard deviation, held within [low, high]. */
  [[nodiscard]] static Outcomes normal(double mean, double sigma,
                                       double low = -std::numeric_limits<double>::infinity(),
                                       double high = std::numeric_limits<double>::infinity()) {
    constexpr int a_sigma = 20, most = a_sigma * 8;
    std::vector<double> weights;
    for (int k = -most; k <= most; ++k) {
      const double z = static_cast<double>(k) / a_sigma;
      weights.push_back(std::exp(-0.5 * z * z));
    }
    return {mean - 8.0 * sigma, sigma / a_sigma, low, high, std::move(weights)};
  }

  /** Position in the table of the outcome at a cumulative probability in (0, 1). */
  [[nodiscard]] std::size_t index(double probability) const noexcept {
    std::size_t k = guide_[static_cast<std::size_t>(probability * guide_size)];
    while (cumulative_[k] < probability) ++k;
    return k;
  }

  /** How many outcomes there are, and the outcome at a position. */
  [[nodiscard]] std::size_t size() const noexcept { return cumulative_.size(); }
  [[nodiscard]] double outcome(std::size_t k) const noexcept {
    return std::clamp(origin_ + step_ * static_cast<double>(k), low_, high_);
  }

  /** The outcome at a cumulative probability in (0, 1). */
  [[nodiscard]] double at(double probability) const noexcept { return outcome(index(probability)); }

 private:
  /** Beyond this variance counts are drawn as normal values: skewness is below a twentieth there. */
  static constexpr double largest_exact = 400.0;
  static constexpr std::size_t guide_size = 256;

  template <class Up>
  [[nodiscard]] static Outcomes counts(double mean, double variance, double most, Up up) {
    const double reach = 8.0 * root(variance) + 12.0;
    const double first = std::max(0.0, std::floor(mean - reach)),
                 last = std::min(most, std::ceil(mean + reach));
    const double middle = std::clamp(std::floor(mean), first, last);
    std::vector<double> weights(static_cast<std::size_t>(last - first) + 1);
    const auto at = [&](double x) -> double& { return weights[static_cast<std::size_t>(x - first)]; };
    at(middle) = 1.0;
    for (double x = middle; x < last; x += 1.0) at(x + 1.0) = at(x) * up(x);
    for (double x = middle; x > first; x -= 1.0) at(x - 1.0) = at(x) / up(x - 1.0);
    return {first, 1.0, first, last, std::move(weights)};
  }

  Outcomes(double origin, double step, double low, double high, std::vector<double> weights)
      : origin_(origin), step_(step), low_(low), high_(high), cumulative_(std::move(weights)) {
    double sum = 0.0;
    for (double& weight : cumulative_) weight = sum += weight;
    for (double& value : cumulative_) value /= sum;
    cumulative_.back() = 1.0;
    std::size_t k = 0;
    for (std::size_t g = 0; g < guide_size; ++g) {
      while (cumulative_[k] < static_cast<double>(g) / guide_size) ++k;
      guide_[g] = static_cast<std::uint16_t>(k);
    }
  }

  double origin_, step_, low_, high_;
  std::vector<double> cumulative_;
  std::array<std::uint16_t, guide_size> guide_{};
};

}  // namespace kvalspc::math
