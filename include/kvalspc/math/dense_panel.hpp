/**
 * @file A fitted panel of units and periods as matrices, for models that differ from it in one unit only.
 *
 * Hundreds of units are each compared with the rest of the same panel. What the rest adds to the equations is
 * worked out once, at the fit without any effect, and means are products of a factor of the unit and one of
 * the period, so that no exponential is taken cell by cell.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/math/two_way.hpp>

namespace kvalspc::math {

/** Means from a factor of the unit and the factors of the periods; variances from means. */
template <class Link>
struct Factored;

template <>
struct Factored<LogitLink> {
  [[nodiscard]] static Eigen::ArrayXd factors(const Eigen::ArrayXd& eta) { return eta.exp(); }
  static void set_means(double unit, const Eigen::ArrayXd& periods, Eigen::ArrayXd& means) {
    means = unit * periods;
    means /= 1.0 + means;
  }
  template <class Means>
  [[nodiscard]] static auto variances(const Means& means) {
    return means * (1.0 - means);
  }
};

template <>
struct Factored<LogLink> {
  [[nodiscard]] static Eigen::ArrayXd factors(const Eigen::ArrayXd& eta) { return eta.exp(); }
  static void set_means(double unit, const Eigen::ArrayXd& periods, Eigen::ArrayXd& means) {
    means = unit * periods;
  }
  template <class Means>
  [[nodiscard]] static const Means& variances(const Means& means) {
    return means;
  }
};

template <>
struct Factored<IdentityLink> {
  [[nodiscard]] static Eigen::ArrayXd factors(const Eigen::ArrayXd& eta) { return eta; }
  static void set_means(double unit, const Eigen::ArrayXd& periods, Eigen::ArrayXd& means) {
    means = unit + periods;
  }
  template <class Means>
  [[nodiscard]] static auto variances(const Means& means) {
    return Eigen::ArrayXd::Ones(means.size());
  }
};

/** Residuals (times their weights) and information of cells: one row a period, one column a unit. */
struct Residuals {
  Eigen::MatrixXd off, information;
};

/** Information of the periods' effects once every unit has its own; the lower half. */
[[nodiscard]] inline Eigen::MatrixXd eliminated(const Eigen::MatrixXd& information) {
  const Eigen::MatrixXd scaled =
      information.array().rowwise() / information.array().colwise().sum().sqrt();  // a column a unit
  Eigen::MatrixXd left = information.rowwise().sum().asDiagonal();
  left.selfadjointView<Eigen::Lower>().rankUpdate(scaled, -1.0);
  return left;
}

/** Values and weights of a panel, one row a period and one column a unit (weight 0: no cell), and its fit. */
template <class Link>
struct DensePanel {
  Eigen::ArrayXXd value, weight;
  Eigen::ArrayXd unit_effects, period_effects;
  Residuals fitted;
  Eigen::ArrayXd unit_information;
  Eigen::MatrixXd equations;  ///< of the periods, after the units are eliminated
  bool converged = false;

  explicit DensePanel(const Panel& panel)
      : value(Eigen::ArrayXXd::Zero(static_cast<Eigen::Index>(panel.periods),
                                    static_cast<Eigen::Index>(panel.units))),
        weight(value) {
    for (const Cell& cell : panel.cells) {
      const auto t = static_cast<Eigen::Index>(cell.period), u = static_cast<Eigen::Index>(cell.unit);
      value(t, u) = cell.value;
      weight(t, u) = cell.weight;
    }
    if (panel.units < 2 || panel.periods < 2) return;
    const TwoWayFit fit = fit_two_way<Link>(panel, Eigen::MatrixXd(panel.rows(), 0));
    converged = fit.converged;
    unit_effects = fit.unit_effects.array();
    period_effects = fit.period_effects.array();
    residuals(unit_effects, period_effects, fitted);
    unit_information = fitted.information.colwise().sum().transpose().array();
    equations = eliminated(fitted.information);
  }

  [[nodiscard]] Eigen::Index units() const noexcept { return value.cols(); }
  [[nodiscard]] Eigen::Index periods() const noexcept { return value.rows(); }

  /** Residuals and information of all cells at some effects. */
  void residuals(const Eigen::ArrayXd& of_units, const Eigen::ArrayXd& of_periods, Residuals& out) const {
    const Eigen::ArrayXd unit = Factored<Link>::factors(of_units);
    const Eigen::ArrayXd period = Factored<Link>::factors(of_periods);
    out.off.resize(periods(), units());
    out.information.resize(periods(), units());
    Eigen::ArrayXd means(periods());
    for (Eigen::Index u = 0; u < units(); ++u) {
      Factored<Link>::set_means(unit[u], period, means);
      out.off.col(u).array() = weight.col(u) * (value.col(u) - means);
      out.information.col(u).array() = weight.col(u) * Factored<Link>::variances(means);
    }
  }
};

/**
 * The standardised efficient score of each unit's change from `start` on, at the fit that left `residuals`;
 * NaN where nothing can be told.
 */
[[nodiscard]] inline Eigen::ArrayXd changes_from(const Residuals& residuals, Eigen::Index start) {
  constexpr double no_information = 1e-9;
  const Eigen::Index after = residuals.off.rows() - start, free = residuals.off.rows() - 1;
  const Eigen::MatrixXd& information = residuals.information;
  const Eigen::ArrayXd all = information.colwise().sum().transpose();
  const Eigen::ArrayXd later = information.bottomRows(after).colwise().sum().transpose();
  const Eigen::ArrayXd share = later / all, own = later * (1.0 - share);
  Eigen::MatrixXd whitened = -information * share.matrix().asDiagonal();
  whitened.bottomRows(after) += information.bottomRows(after);
  const Eigen::LLT<Eigen::MatrixXd> factor(eliminated(information).bottomRightCorner(free, free));
  auto crossed = whitened.bottomRows(free);
  factor.matrixL().solveInPlace(crossed);
  const Eigen::ArrayXd score = residuals.off.bottomRows(after).colwise().sum().transpose().array() -
                               share * residuals.off.colwise().sum().transpose().array();
  const Eigen::ArrayXd left = own - crossed.colwise().squaredNorm().transpose().array();
  return (left > no_information * later)
      .select(score / left.sqrt(), std::numeric_limits<double>::quiet_NaN());
}

}  // namespace kvalspc::math
