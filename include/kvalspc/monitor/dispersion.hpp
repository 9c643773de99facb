/** @file How much more than chance the periods vary: what a baseline tells of it. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace kvalspc::monitor {

/** A belief about the dispersion: values, ascending from 1, and their probabilities. */
class Dispersion {
 public:
  /** No doubt about it; below 1 counts as 1. */
  [[nodiscard]] static Dispersion known(double value) { return Dispersion({std::max(1.0, value)}, {1.0}); }

  /**
   * After a baseline whose squared standardised residuals add up to `chi_square` on `degrees`: beforehand
   * nine chances in ten that there is none, the rest spread evenly up to 3 (a choice; docs/monitor.md shows
   * what it costs and what it saves).
   */
  [[nodiscard]] static Dispersion seen(double chi_square, double degrees) {
    constexpr double none = 0.9, largest = 3.0;
    constexpr int steps = 16;
    std::vector<double> values{1.0}, weights{none};
    for (int k = 1; k <= steps; ++k) {
      const double value = 1.0 + (largest - 1.0) * k / steps;
      values.push_back(value);
      weights.push_back((1.0 - none) / steps *
                        std::exp(-0.5 * degrees * std::log(value) - 0.5 * chi_square * (1.0 / value - 1.0)));
    }
    return {std::move(values), std::move(weights)};
  }

  /** The dispersion below which it lies with `probability`. */
  [[nodiscard]] double quantile(double probability) const noexcept {
    double sum = 0.0;
    for (std::size_t k = 0; k + 1 < values_.size(); ++k) {
      sum += weights_[k];
      if (probability < sum) return values_[k];
    }
    return values_.back();
  }

  [[nodiscard]] double mean() const noexcept {
    double sum = 0.0;
    for (std::size_t k = 0; k < values_.size(); ++k) sum += values_[k] * weights_[k];
    return sum;
  }

 private:
  Dispersion(std::vector<double> values, std::vector<double> weights)
      : values_(std::move(values)), weights_(std::move(weights)) {
    double total = 0.0;
    for (const double weight : weights_) total += weight;
    for (double& weight : weights_) weight /= total;
  }

  std::vector<double> values_, weights_;
};

}  // namespace kvalspc::monitor
