/**
 * @file Random-effects meta-analysis: one effect from each unit, which need not be the same in all.
 *
 * Variance between units by DerSimonian and Laird (1986), Control. Clin. Trials 7:177-188, or restricted
 * maximum likelihood (Viechtbauer 2005, J. Educ. Behav. Stat. 30:261-293); interval by Hartung and Knapp
 * (2001), Stat. Med. 20:3875-3889; prediction interval by Higgins, Thompson and Spiegelhalter (2009), J. R.
 * Stat. Soc. A 172:137-159.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/moments.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::units {

enum class BetweenVariance : std::uint8_t { moments, restricted_likelihood };

/** The answer; intervals are NaN with too few units (two for `interval`, three for `prediction`). */
struct MetaAnalysis {
  double effect = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< from the variances alone
  double error_hartung_knapp = std::numeric_limits<double>::quiet_NaN();
  math::Interval interval{};                                ///< of the mean effect, Hartung and Knapp
  double p = std::numeric_limits<double>::quiet_NaN();      ///< of no mean effect, Hartung and Knapp
  math::Interval prediction{};                              ///< of the effect in another unit
  double fixed = std::numeric_limits<double>::quiet_NaN();  ///< effect if all units had the same
  double q = std::numeric_limits<double>::quiet_NaN();      ///< Cochran's Q
  double heterogeneity_p = std::numeric_limits<double>::quiet_NaN();
  double tau2 = std::numeric_limits<double>::quiet_NaN();  ///< variance between units
  double i2 = std::numeric_limits<double>::quiet_NaN();    ///< share of the variance that is between units
};

namespace detail {

/** Weighted mean, and what it leaves: sums over units with weights 1 / (variance + tau2). */
struct Weighted {
  double mean, weight, residual, weight_squares, residual_squares;
};

[[nodiscard]] inline Weighted weigh(std::span<const double> effects, std::span<const double> variances,
                                    double tau2) noexcept {
  math::OrderedSum<double> weights, sums, squares, residuals, residual_squares;
  for (std::size_t k = 0; k < effects.size(); ++k) {
    const double w = 1.0 / (variances[k] + tau2);
    weights.add(k, w);
    sums.add(k, w * effects[k]);
    squares.add(k, w * w);
  }
  const double mean = sums.total() / weights.total();
  for (std::size_t k = 0; k < effects.size(); ++k) {
    const double w = 1.0 / (variances[k] + tau2), off = effects[k] - mean;
    residuals.add(k, w * off * off);
    residual_squares.add(k, w * w * (off * off - variances[k]));
  }
  return {mean, weights.total(), residuals.total(), squares.total(), residual_squares.total()};
}

/** Fixed-point iteration of the restricted likelihood's equation, held at 0 or above. */
[[nodiscard]] inline double restricted_variance(std::span<const double> effects,
                                                std::span<const double> variances, double start) noexcept {
  constexpr int most_steps = 2000;
  constexpr double settled = 1e-12;
  double tau2 = start;
  for (int step = 0; step < most_steps; ++step) {
    const Weighted w = weigh(effects, variances, tau2);
    const double next = std::max(0.0, w.residual_squares / w.weight_squares + 1.0 / w.weight);
    const bool done = std::abs(next - tau2) <= settled * (1.0 + tau2);
    tau2 = next;
    if (done) break;
  }
  return tau2;
}

}  // namespace detail

/**
 * Joins the effects of units (on a scale without bounds: log odds ratio, log rate ratio, difference).
 *
 * @throws std::invalid_argument for lengths that differ, effects that are not finite, variances not above 0
 */
[[nodiscard]] inline MetaAnalysis meta_analysis(
    std::span<const double> effects, std::span<const double> variances, double alpha = 0.05,
    BetweenVariance between = BetweenVariance::restricted_likelihood) {
  if (effects.size() != variances.size()) {
    kvalspc::detail::throw_invalid("variances", std::to_string(variances.size()) + " values",
                                   std::to_string(effects.size()) + ", one an effect");
  }
  for (std::size_t k = 0; k < effects.size(); ++k) {
    if (std::isfinite(effects[k]) && variances[k] > 0.0 && std::isfinite(variances[k])) continue;
    kvalspc::detail::throw_invalid(
        "effects[" + std::to_string(k) + "]",
        kvalspc::detail::to_text(effects[k]) + " with variance " + kvalspc::detail::to_text(variances[k]),
        "a finite effect with a variance above 0");
  }
  MetaAnalysis meta;
  const double units = static_cast<double>(effects.size());
  if (effects.empty()) return meta;
  std::vector<double> weights(effects.size());
  std::transform(variances.begin(), variances.end(), weights.begin(), [](double v) { return 1.0 / v; });
  const detail::Weighted fixed = detail::weigh(effects, variances, 0.0);
  meta.fixed = fixed.mean;
  meta.q = fixed.residual;
  meta.tau2 = 0.0;
  if (effects.size() > 1) {
    meta.tau2 = math::moment_variance(meta.q, units - 1.0, weights);
    if (between == BetweenVariance::restricted_likelihood)
      meta.tau2 = detail::restricted_variance(effects, variances, meta.tau2);
    meta.i2 = meta.q > 0.0 ? std::max(0.0, 1.0 - (units - 1.0) / meta.q) : 0.0;
    meta.heterogeneity_p = math::chi_squared_upper(meta.q, units - 1.0);
  }
  const detail::Weighted random = detail::weigh(effects, variances, meta.tau2);
  meta.effect = random.mean;
  meta.error = std::sqrt(1.0 / random.weight);
  if (effects.size() < 2) return meta;
  meta.error_hartung_knapp = std::sqrt(random.residual / ((units - 1.0) * random.weight));
  const double margin = math::students_t_quantile_upper(0.5 * alpha, units - 1.0) * meta.error_hartung_knapp;
  meta.interval = {meta.effect - margin, meta.effect + margin};
  meta.p = math::students_t_two_sided(meta.effect / meta.error_hartung_knapp, units - 1.0);
  if (effects.size() < 3) return meta;
  const double reach =
      math::students_t_quantile_upper(0.5 * alpha, units - 2.0) * std::sqrt(meta.tau2 + 1.0 / random.weight);
  meta.prediction = {meta.effect - reach, meta.effect + reach};
  return meta;
}

}  // namespace kvalspc::units
