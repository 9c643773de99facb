/** @file What one period adds to a CUSUM: the evidence for a changed level against the level expected. */
#pragma once

#include <cmath>

#include <kvalspc/math/variance.hpp>

namespace kvalspc::monitor {

/** A score that is linear in what was counted: x events among n add x * event + n * volume. */
struct Score {
  double event;
  double volume;

  [[nodiscard]] double operator()(double x, double n) const noexcept { return x * event + n * volume; }
};

/**
 * Shares: log-likelihood ratio of odds that are `odds_ratio` times those of `level`.
 *
 * With each patient's own expected probability as the level it is the risk-adjusted score of Steiner, Cook,
 * Farewell and Treasure (2000), Biostatistics 1:441-452.
 */
[[nodiscard]] inline Score score_of_share(double level, double odds_ratio) noexcept {
  return {std::log(odds_ratio), -std::log1p(level * (odds_ratio - 1.0))};
}

/** Rates: log-likelihood ratio of a rate that is `ratio` times `level`. Lucas (1985), Technometrics
 * 27:129-144. */
[[nodiscard]] inline Score score_of_rate(double level, double ratio) noexcept {
  return {std::log(ratio), -level * (ratio - 1.0)};
}

/** Values in standard deviations from the level: distance minus the allowance, half of the `shift` (signed)
 * to be found. Page (1954), Biometrika 41:100-115; Montgomery, Statistical Quality Control, ch. 9. */
[[nodiscard]] inline Score score_of_value(double shift) noexcept {
  return {shift < 0.0 ? -1.0 : 1.0, -0.5 * std::abs(shift)};
}

}  // namespace kvalspc::monitor
