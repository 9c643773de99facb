/**
 * @file One unit of a panel that shifts from some period on, beside all the others.
 *
 * The others' part of the equations stays as it was without the shift (a chord instead of Newton's tangent:
 * Ortega and Rheinboldt 1970, Iterative Solution of Nonlinear Equations, ch. 7.1), while residuals, and the
 * unit's own part, are always those of the current means: one unit of a hundred moves the others' little, so
 * few steps reach the same solution at a small part of the work.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include <kvalspc/math/dense_panel.hpp>

namespace kvalspc::math {

/** Effects of units and periods, the level of the one unit, and its shift. */
struct ShiftPoint {
  Eigen::ArrayXd units, periods;
  double level;
  double shift;
};

/** The score of the shift and its information, nuisances projected out. */
struct ShiftScore {
  double score, own, information;
};

/** Where a search ended. */
struct ShiftSolution {
  ShiftPoint at;
  ShiftScore score;
};

/** The row of one unit: a value and a weight a period. */
struct UnitRow {
  Eigen::ArrayXd value, weight;
};

/** `row` takes the place of the panel's own row of `unit`, which must be one of the panel's. */
template <class Link>
class UnitShift {
 public:
  UnitShift(const DensePanel<Link>& panel, Eigen::Index unit, UnitRow row, Eigen::Index start)
      : panel_(panel), unit_(unit), row_(std::move(row)), after_(Eigen::ArrayXd::Zero(panel.periods())) {
    after_.tail(panel.periods() - start).setOnes();
    const Eigen::VectorXd information = panel.fitted.information.col(unit).matrix();
    others_ = panel.equations;
    others_.diagonal() -= information;
    others_.noalias() += information * (information.transpose() / panel.unit_information[unit]);
    crossed_ = panel.fitted.information.matrix();
    crossed_.col(unit).setZero();
  }

  /** The panel's own effects, without a shift. */
  [[nodiscard]] ShiftPoint start() const {
    return {panel_.unit_effects, panel_.period_effects, panel_.unit_effects[unit_], 0.0};
  }

  /** All effects given the shift; none if the search does not settle. */
  [[nodiscard]] std::optional<ShiftSolution> given(double shift, ShiftPoint from) {
    from.shift = shift;
    return search(std::move(from), [](const ShiftScore&) { return 0.0; });
  }

  /** The shift at which score over the root of dispersion times information is `target` (0: the estimate). */
  [[nodiscard]] std::optional<ShiftSolution> where(double target, double dispersion, ShiftPoint from) {
    double last_shift = 0.0, last_value = 0.0, slope = 0.0;
    return search(std::move(from), [&, step = 0](const ShiftScore& s) mutable {
      const double value = s.score / std::sqrt(dispersion * s.information);
      const double tangent = std::sqrt(s.information / dispersion);
      slope = tangent;
      if (step > 0 && last_shift != 0.0) {
        const double secant = (last_value - value) / last_shift;
        constexpr double least = 0.5, most = 2.0;  // of the tangent: else the secant is rounding
        if (secant > least * tangent && secant < most * tangent) slope = secant;
      }
      ++step;
      last_value = value;
      return last_shift = (value - target) / slope;
    });
  }

  /** Means of the unit's own cells at a point, with or without the shift. */
  [[nodiscard]] Eigen::ArrayXd own_means(const ShiftPoint& at, bool shifted) const {
    const Eigen::ArrayXd eta = at.level + at.periods + (shifted ? at.shift : 0.0) * after_;
    return eta.unaryExpr([](double e) { return Link::mean(e); });
  }
  /** Residuals and information of all cells at a point, the unit's own row in its place. */
  [[nodiscard]] Residuals residuals(const ShiftPoint& at) const {
    Residuals all;
    panel_.residuals(at.units, at.periods, all);
    const Eigen::ArrayXd means = own_means(at, true);
    all.off.col(unit_) = row_.weight * (row_.value - means);
    all.information.col(unit_) = row_.weight * Factored<Link>::variances(means);
    return all;
  }
  [[nodiscard]] const UnitRow& row() const noexcept { return row_; }
  [[nodiscard]] const Eigen::ArrayXd& after() const noexcept { return after_; }

 private:
  /** One step of the search: `move` says how far the shift goes. */
  template <class Move>
  std::optional<ShiftSolution> search(ShiftPoint at, Move move) {
    constexpr int most_steps = 40;
    constexpr double settled = 1e-8, farthest_step = 5.0;
    ShiftScore score{};
    for (int step = 0; step < most_steps; ++step) {
      const double moved = step_from(at, score, move);
      if (!(moved < farthest_step * (1.0 + std::abs(at.level)))) return {};
      if (moved < settled * (1.0 + std::abs(at.level))) return ShiftSolution{std::move(at), score};
    }
    return {};
  }

  template <class Move>
  double step_from(ShiftPoint& at, ShiftScore& score, Move& move) {
    constexpr double failed = std::numeric_limits<double>::infinity();
    const Eigen::Index free = panel_.periods() - 1;
    now_ = residuals(at);
    const Eigen::ArrayXd own = now_.information.col(unit_), own_off = now_.off.col(unit_);
    const double all = own.sum(), later = (own * after_).sum(), share = later / all, off = own_off.sum();
    Eigen::ArrayXd unit_off = now_.off.colwise().sum().transpose();
    unit_off[unit_] = 0.0;
    const Eigen::VectorXd crossed = (own * (after_ - share)).tail(free).matrix();
    const Eigen::VectorXd right =
        (now_.off.rowwise().sum() - (crossed_ * (unit_off / panel_.unit_information).matrix()).array() -
         own * (off / all))
            .tail(free)
            .matrix();
    Eigen::MatrixXd equations = others_;
    equations.diagonal() += own.matrix();
    equations.noalias() -= own.matrix() * (own.matrix().transpose() / all);
    const Eigen::LLT<Eigen::MatrixXd> factor(equations.bottomRightCorner(free, free));
    if (factor.info() != Eigen::Success) return failed;
    const Eigen::VectorXd along = factor.solve(crossed), nuisance = factor.solve(right);
    score.own = later * (1.0 - share);
    score.information = score.own - crossed.dot(along) + drift(along);
    score.score = (own_off * after_).sum() - share * off - crossed.dot(nuisance);
    const double shift = move(score);
    Eigen::VectorXd periods = Eigen::VectorXd::Zero(panel_.periods());
    periods.tail(free) = nuisance - along * shift;
    const double level = (off - own.matrix().dot(periods) - later * shift) / all;
    Eigen::ArrayXd units =
        (unit_off - (crossed_.transpose() * periods).array()) / panel_.unit_information;
    units[unit_] = level;
    at.units += units;
    at.periods += periods.array();
    at.level += level;
    at.shift += shift;
    return std::max({std::abs(shift), units.abs().maxCoeff(), periods.cwiseAbs().maxCoeff()});
  }

  /** What the others' information along a direction has gained since the panel's own fit. */
  [[nodiscard]] double drift(const Eigen::VectorXd& along) const {
    Eigen::VectorXd direction = Eigen::VectorXd::Zero(panel_.periods());
    direction.tail(along.size()) = along;
    const Eigen::ArrayXXd& information = now_.information;
    const Eigen::ArrayXd first = (information.matrix().transpose() * direction).array();
    const Eigen::ArrayXd second = (information.matrix().transpose() * direction.cwiseAbs2()).array();
    Eigen::ArrayXd each = second - first.square() / information.colwise().sum().transpose();
    each[unit_] = 0.0;
    return each.sum() - direction.dot(others_ * direction);
  }

  const DensePanel<Link>& panel_;
  Eigen::Index unit_;
  UnitRow row_;
  Eigen::ArrayXd after_;
  Eigen::MatrixXd others_;   ///< equations of the periods without the unit
  Eigen::MatrixXd crossed_;  ///< information of the others' cells, at the panel's own fit
  Residuals now_;
};

}  // namespace kvalspc::math
