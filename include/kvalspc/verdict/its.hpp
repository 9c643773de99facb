/** @file Interrupted time series: did the level jump, did the slope change, beside a trend and a season? */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/regression.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/split.hpp>
#include <kvalspc/verdict/verdict.hpp>

namespace kvalspc {

/** How an interrupted time series is fitted. */
struct InterruptedSettings {
  double alpha = 0.05;
  double season = 0.0;               ///< periods in a year; 0: no season
  std::size_t harmonics = 1;         ///< waves a year, where there is a season
  std::optional<std::size_t> lag{};  ///< of Newey and West; none: 0.75 n^(1/3) (Stock and Watson)
  std::size_t min_points = 12;       ///< with data, before and after
};

/** One coefficient. `error` is the larger of two standard errors, and the interval and p-value go with it. */
struct InterruptedTerm {
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  double error_independent = std::numeric_limits<double>::quiet_NaN();  ///< of ordinary least squares
  double error_newey_west = std::numeric_limits<double>::quiet_NaN();   ///< without a small-sample factor
};

/** The answer. Slopes are per period; `reason` is none, or why there is no fit. */
struct Interrupted {
  Reason reason = Reason::none;
  InterruptedTerm intercept, slope_before, level_change, slope_change;
  std::size_t n_before{}, n_after{}, lag{};
  double autocorrelation = std::numeric_limits<double>::quiet_NaN();
  double durbin_watson = std::numeric_limits<double>::quiet_NaN();
};

namespace verdict {

inline constexpr std::size_t its_terms = 4;
/** A season is told from a change of level only when it has been seen twice. */
inline constexpr double seasons_needed = 2.0;

/** The regression of points [0, end) on time t = 1, 2, ..., the step at `start`, time since it, and waves. */
[[nodiscard]] inline math::Regression its_regression(const chart::Points& points, std::size_t start,
                                                     std::size_t end, const InterruptedSettings& settings) {
  std::vector<std::size_t> at;
  for (std::size_t k = 0; k < end; ++k) {
    if (points.counts(k)) at.push_back(k);
  }
  const std::size_t waves = settings.season > 0.0 ? 2 * settings.harmonics : 0;
  const auto rows = static_cast<Eigen::Index>(at.size());
  math::Regression r{Eigen::MatrixXd(rows, static_cast<Eigen::Index>(its_terms + waves)),
                     Eigen::VectorXd(rows), Eigen::VectorXd(rows), at};
  for (Eigen::Index row = 0; row < rows; ++row) {
    const std::size_t k = at[static_cast<std::size_t>(row)];
    const double time = static_cast<double>(k) + 1.0;
    const bool after = k >= start;
    r.design.row(row).head(its_terms) << 1.0, time, after ? 1.0 : 0.0,
        after ? time - static_cast<double>(start) : 0.0;
    for (std::size_t wave = 0; wave < waves / 2; ++wave) {
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(wave + 1) * time / settings.season;
      const auto column = static_cast<Eigen::Index>(its_terms + 2 * wave);
      r.design(row, column) = std::sin(angle);
      r.design(row, column + 1) = std::cos(angle);
    }
    const double n = points.series.denominator_at(k);
    r.outcome[row] = points.series.numerator[k] / n;
    r.weight[row] = n;
  }
  return r;
}

/** Lag-1 correlation of the residuals of neighbouring slots. */
[[nodiscard]] inline Residuals residuals_of(const math::Regression& r, const math::Fit& fit) noexcept {
  Residuals sums;
  for (Eigen::Index row = 0; row < fit.residuals.size(); ++row) {
    const double here = fit.residuals[row];
    sums.sum_of_squares += here * here;
    ++sums.n;
    const auto at = static_cast<std::size_t>(row);
    if (row > 0 && r.at[at] == r.at[at - 1] + 1) sums.sum_of_products += here * fit.residuals[row - 1];
  }
  return sums;
}

[[nodiscard]] inline Interrupted interrupted(const chart::Points& points, std::size_t start, std::size_t end,
                                             const InterruptedSettings& settings) {
  Interrupted answer;
  answer.n_before = sum_side(points, 0, start).n;
  answer.n_after = sum_side(points, start, end).n;
  const auto settle = [&](Reason reason) {
    answer.reason = reason;
    return answer;
  };
  if (answer.n_before < settings.min_points) return settle(Reason::baseline_periods);
  if (answer.n_after < settings.min_points) return settle(Reason::after_periods);
  const double size = static_cast<double>(answer.n_before + answer.n_after);
  if (size < seasons_needed * settings.season) return settle(Reason::periods);
  const math::Regression regression = its_regression(points, start, end, settings);
  const math::Fit fit = math::least_squares(regression);
  // Points on the line but for rounding: there is nothing to take a standard error from.
  constexpr double rounding = 1e-24;
  const double size_of_all = regression.weight.cwiseProduct(regression.outcome.cwiseAbs2()).sum();
  if (!fit.determined() || !(fit.residuals.squaredNorm() > rounding * size_of_all)) {
    return settle(Reason::no_variation);
  }

  constexpr double lag_factor = 0.75;
  answer.lag = settings.lag.value_or(static_cast<std::size_t>(lag_factor * std::cbrt(size)));
  const Eigen::MatrixXd robust = math::newey_west(regression, fit, answer.lag);
  const Residuals residuals = residuals_of(regression, fit);
  const auto fitted = static_cast<double>(regression.design.cols());
  answer.autocorrelation = residuals.autocorrelation(fitted);
  answer.durbin_watson = math::durbin_watson(fit);
  const double correlated = std::sqrt(residuals.autocorrelation_factor(fitted));
  const double critical = math::students_t_quantile_upper(0.5 * settings.alpha, fit.degrees);
  const auto term = [&](Eigen::Index k) {
    InterruptedTerm t;
    t.estimate = fit.coefficients[k];
    t.error_independent = std::sqrt(fit.covariance(k, k));
    t.error_newey_west = std::sqrt(robust(k, k));
    t.error = std::max(t.error_independent * correlated, t.error_newey_west * std::sqrt(size / fit.degrees));
    t.lower = t.estimate - critical * t.error;
    t.upper = t.estimate + critical * t.error;
    t.p = math::students_t_two_sided(t.estimate / t.error, fit.degrees);
    return t;
  };
  answer.intercept = term(0);
  answer.slope_before = term(1);
  answer.level_change = term(2);
  answer.slope_change = term(3);
  return answer;
}

}  // namespace verdict

/**
 * Fits a line before `start`, a jump of the level there and a line of its own after it, with a season where
 * asked for: Wagner et al. (2002), J. Clin. Pharm. Ther. 27:299-309; Bernal et al. (2017), Int. J. Epidemiol.
 * 46:348-355. A supplement to compare(): it answers "was there a trend already?".
 *
 * y = b0 + b1 t + b2 [t > s] + b3 (t - s) [t > s] + waves, t = 1, 2, ... and s = `start` periods before.
 * Counts are fitted as levels with their denominators as weights (variance of a share or rate is about
 * proportional to 1 / n). The standard error is the larger of Newey and West's with n / (n - coefficients)
 * and least squares' with (1 + r) / (1 - r), r the lag-1 correlation: docs/verdict.md shows why.
 * @throws std::invalid_argument for numbers outside the chart's domain or settings outside theirs;
 * std::out_of_range for positions outside the series.
 */
[[nodiscard]] inline Interrupted interrupted(ChartKind kind, const Series& series, std::size_t start,
                                             std::optional<std::size_t> end = {},
                                             const InterruptedSettings& settings = {},
                                             std::span<const std::uint8_t> excluded = {}) {
  require_domain(series, verdict::domain_of(verdict::measure_of_periods(kind)));
  if (!(settings.alpha > 0.0 && settings.alpha < 1.0)) {
    detail::throw_invalid("alpha", detail::to_text(settings.alpha), "a number between 0 and 1");
  }
  if (!(settings.season == 0.0 || settings.season > 2.0 * static_cast<double>(settings.harmonics))) {
    detail::throw_invalid("season", detail::to_text(settings.season),
                          "0, or more than two periods a wave (12 for months)");
  }
  const std::size_t stop = end.value_or(series.size());
  if (stop > series.size()) detail::throw_position("end", stop, "at most " + std::to_string(series.size()));
  if (start > stop) detail::throw_position("start", start, "at most " + std::to_string(stop));
  return verdict::interrupted({series, excluded}, start, stop, settings);
}

}  // namespace kvalspc
