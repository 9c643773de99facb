/**
 * @file Generalised linear models with an effect of every unit and of every period, by iteratively reweighted
 * least squares.
 *
 * The canonical links (logit, log, identity), so that each step is Newton's: McCullagh and Nelder (1989),
 * Generalized Linear Models, ch. 2.5. The effects of units are eliminated one by one, which leaves a system
 * as large as there are periods and columns, whatever the number of units.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <Eigen/Dense>

#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/** Mean and variance of an observation as functions of the linear predictor and the mean. */
struct LogitLink {
  static constexpr double furthest = 30.0;  ///< a probability of 0 or 1
  [[nodiscard]] static double mean(double eta) noexcept { return probability_of(eta); }
  [[nodiscard]] static double variance(double mean) noexcept { return bernoulli_variance(mean); }
  [[nodiscard]] static double inverse(double mean) noexcept { return std::log(odds(mean)); }
};

struct LogLink {
  static constexpr double furthest = 30.0;
  [[nodiscard]] static double mean(double eta) noexcept { return std::exp(eta); }
  [[nodiscard]] static double variance(double mean) noexcept { return mean; }
  [[nodiscard]] static double inverse(double mean) noexcept { return std::log(mean); }
};

struct IdentityLink {
  static constexpr double furthest = std::numeric_limits<double>::infinity();
  [[nodiscard]] static double mean(double eta) noexcept { return eta; }
  [[nodiscard]] static double variance(double) noexcept { return 1.0; }
  [[nodiscard]] static double inverse(double mean) noexcept { return mean; }
};

/** One observation: the mean of `weight` things (patients, exposure) of a unit in a period. */
struct Cell {
  std::size_t unit, period;
  double value, weight;
};

/** Cells of units and periods that all occur, each unit's cells together and in order of time. */
struct Panel {
  std::vector<Cell> cells;
  std::size_t units, periods;

  [[nodiscard]] std::size_t size() const noexcept { return cells.size(); }
  [[nodiscard]] Eigen::Index rows() const noexcept { return static_cast<Eigen::Index>(cells.size()); }
};

/** Squared standardised residual of a cell. */
template <class Link>
[[nodiscard]] double pearson(const Cell& cell, double mean) noexcept {
  const double off = cell.value - mean;
  return cell.weight * (off * off) / Link::variance(mean);
}

/** A fitted model: the means, and what the columns of interest came to. */
struct TwoWayFit {
  Eigen::VectorXd unit_effects, period_effects;  ///< the first period's effect is 0
  Eigen::VectorXd coefficients;                  ///< of the columns
  Eigen::MatrixXd covariance;                    ///< of the coefficients, at dispersion 1
  std::vector<double> means;                     ///< one a cell
  double pearson = 0.0;                          ///< sum of squared standardised residuals
  double degrees = 0.0;                          ///< cells less parameters
  bool converged = false;
};

/** The normal equations of one step after the units are eliminated. */
class TwoWayEquations {
 public:
  /** @param columns one row a cell; may have no columns */
  TwoWayEquations(const Panel& panel, const Eigen::MatrixXd& columns)
      : panel_(panel),
        columns_(columns),
        periods_(static_cast<Eigen::Index>(panel.periods)),
        size_(periods_ - 1 + columns.cols()),
        matrix_(size_, size_),
        right_(size_),
        unit_weights_(static_cast<Eigen::Index>(panel.units)),
        unit_right_(unit_weights_.size()),
        crossed_(size_, unit_weights_.size()) {}

  /** Sets up the equations for `weights` and right-hand sides `weights * working`. */
  template <class Weights, class Working>
  void assemble(Weights weights, Working working) {
    matrix_.setZero(), right_.setZero(), unit_weights_.setZero(), unit_right_.setZero(), crossed_.setZero();
    for (std::size_t k = 0; k < panel_.size(); ++k) add(k, weights(k), weights(k) * working(k));
    right_.noalias() -= crossed_ * unit_right_.cwiseQuotient(unit_weights_);
    scaled_.noalias() = crossed_ * unit_weights_.cwiseSqrt().cwiseInverse().asDiagonal();
    matrix_.selfadjointView<Eigen::Lower>().rankUpdate(scaled_, -1.0);
    factor_.compute(matrix_);
  }

  /** Effects of the periods (but the first), then the coefficients of the columns. */
  [[nodiscard]] Eigen::VectorXd solve() const { return factor_.solve(right_); }
  [[nodiscard]] Eigen::VectorXd unit_effects(const Eigen::VectorXd& solution) const {
    return (unit_right_ - crossed_.transpose() * solution).cwiseQuotient(unit_weights_);
  }
  /** Covariance of the columns' coefficients. */
  [[nodiscard]] Eigen::MatrixXd covariance() const {
    const Eigen::Index q = columns_.cols();
    Eigen::MatrixXd ends = Eigen::MatrixXd::Zero(size_, q);
    ends.bottomRows(q).setIdentity();
    return factor_.solve(ends).bottomRows(q);
  }
  /** The matrix of the equations; the lower half. */
  [[nodiscard]] const Eigen::MatrixXd& matrix() const noexcept { return matrix_; }
  [[nodiscard]] const Eigen::MatrixXd& crossed() const noexcept { return crossed_; }
  [[nodiscard]] const Eigen::VectorXd& unit_weights() const noexcept { return unit_weights_; }

 private:
  void add(std::size_t k, double weight, double right) {
    const Cell& cell = panel_.cells[k];
    const auto row = static_cast<Eigen::Index>(k), unit = static_cast<Eigen::Index>(cell.unit);
    const Eigen::Index at = static_cast<Eigen::Index>(cell.period) - 1, q = columns_.cols();
    unit_weights_[unit] += weight;
    unit_right_[unit] += right;
    if (at >= 0) {
      matrix_(at, at) += weight;
      right_[at] += right;
      crossed_(at, unit) += weight;
    }
    if (q == 0 || columns_.row(row).isZero(0.0)) return;
    const auto values = columns_.row(row).transpose();
    matrix_.bottomRightCorner(q, q).noalias() += weight * values * values.transpose();
    right_.tail(q) += right * values;
    crossed_.col(unit).tail(q) += weight * values;
    if (at >= 0) matrix_.col(at).tail(q) += weight * values;
  }

  const Panel& panel_;
  const Eigen::MatrixXd& columns_;
  Eigen::Index periods_, size_;
  Eigen::MatrixXd matrix_;
  Eigen::VectorXd right_, unit_weights_, unit_right_;
  Eigen::MatrixXd crossed_;  ///< of periods and columns (rows) with units
  Eigen::MatrixXd scaled_;   ///< the same over the roots of the units' weights
  Eigen::LDLT<Eigen::MatrixXd> factor_;
};

/**
 * Fits unit and period effects and the coefficients of `columns` (one row a cell), given `offsets` on the
 * scale of the link (one a cell, or none).
 *
 * Every unit and period needs a finite effect: units or periods of only events, or of none, must be left out
 * by the caller. Linear predictors are held within the link's +-`furthest`.
 */
template <class Link>
[[nodiscard]] TwoWayFit fit_two_way(const Panel& panel, const Eigen::MatrixXd& columns,
                                    const std::vector<double>& offsets = {},
                                    const std::vector<double>* start = nullptr) {
  constexpr int most_steps = 60;
  constexpr double settled = 1e-7;  // the next step would move by its square
  const auto offset = [&](std::size_t k) { return offsets.empty() ? 0.0 : offsets[k]; };
  TwoWayFit fit;
  double total = 0.0, weight = 0.0;
  for (const Cell& cell : panel.cells) total += cell.weight * cell.value, weight += cell.weight;
  std::vector<double> eta(panel.size(), Link::inverse(total / weight));
  fit.means.resize(panel.size());
  for (std::size_t k = 0; k < panel.size(); ++k) {
    if (start != nullptr) eta[k] = Link::inverse((*start)[k]);
    fit.means[k] = Link::mean(eta[k]);
  }
  TwoWayEquations equations(panel, columns);
  for (int step = 0; step < most_steps && !fit.converged; ++step) {
    equations.assemble([&](std::size_t k) { return panel.cells[k].weight * Link::variance(fit.means[k]); },
                       [&](std::size_t k) {
                         const double residual = panel.cells[k].value - fit.means[k];
                         return eta[k] - offset(k) + residual / Link::variance(fit.means[k]);
                       });
    const Eigen::VectorXd solution = equations.solve();
    fit.unit_effects = equations.unit_effects(solution);
    fit.period_effects = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(panel.periods));
    fit.period_effects.tail(fit.period_effects.size() - 1) = solution.head(fit.period_effects.size() - 1);
    fit.coefficients = solution.tail(columns.cols());
    double moved = 0.0;
    for (std::size_t k = 0; k < panel.size(); ++k) {
      const Cell& cell = panel.cells[k];
      double next = offset(k) + fit.unit_effects[static_cast<Eigen::Index>(cell.unit)] +
                    fit.period_effects[static_cast<Eigen::Index>(cell.period)];
      if (columns.cols() > 0) next += columns.row(static_cast<Eigen::Index>(k)).dot(fit.coefficients);
      next = std::clamp(next, -Link::furthest, Link::furthest);
      moved = std::max(moved, std::abs(next - eta[k]));
      eta[k] = next;
      fit.means[k] = Link::mean(next);
    }
    fit.converged = moved < settled * (1.0 + std::abs(eta[0]));
  }
  if (columns.cols() > 0) {
    equations.assemble([&](std::size_t k) { return panel.cells[k].weight * Link::variance(fit.means[k]); },
                       [](std::size_t) { return 0.0; });
    fit.covariance = equations.covariance();
  }
  for (std::size_t k = 0; k < panel.size(); ++k) {
    fit.pearson += pearson<Link>(panel.cells[k], fit.means[k]);
  }
  fit.degrees = static_cast<double>(panel.size() + 1) - static_cast<double>(panel.units + panel.periods) -
                static_cast<double>(columns.cols());
  return fit;
}

}  // namespace kvalspc::math
