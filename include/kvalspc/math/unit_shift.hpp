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
#include <limits>
#include <optional>
#include <utility>

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

/** Where a search ended, and how far effects and level move there when the shift moves by 1. */
struct ShiftSolution {
  ShiftPoint at;
  ShiftScore score;
  ShiftPoint tangent;

  /** Near the solution of another shift. */
  [[nodiscard]] ShiftPoint moved(double shift) const {
    const double by = shift - at.shift;
    return {at.units + by * tangent.units, at.periods + by * tangent.periods, at.level + by * tangent.level,
            shift};
  }
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
    const auto information = panel.fitted.information.col(unit);
    others_ = panel.equations.template selfadjointView<Eigen::Lower>();
    others_.diagonal() -= information;
    others_.noalias() += information * (information.transpose() / panel.unit_information[unit]);
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
    set_residuals(at, all);
    return all;
  }
  /** Level of the unit's cells after the start: at the point with its shift told as `shift`, and without one.
   */
  [[nodiscard]] std::pair<double, double> levels(const ShiftPoint& at, double shift) const {
    ShiftPoint told = at;
    told.shift = shift;
    const Eigen::ArrayXd weight = row_.weight * after_;
    return {(weight * own_means(told, true)).sum() / weight.sum(),
            (weight * own_means(told, false)).sum() / weight.sum()};
  }
  [[nodiscard]] const UnitRow& row() const noexcept { return row_; }

 private:
  void set_residuals(const ShiftPoint& at, Residuals& all) const {
    panel_.residuals(at.units, at.periods, all);
    const Eigen::ArrayXd means = own_means(at, true);
    all.off.col(unit_).array() = row_.weight * (row_.value - means);
    all.information.col(unit_).array() = row_.weight * Factored<Link>::variances(means);
  }

  /** Steps until nothing moves; `move` says how far the shift goes. */
  template <class Move>
  std::optional<ShiftSolution> search(ShiftPoint at, Move move) {
    constexpr int most_steps = 40;
    constexpr double settled = 1e-7, farthest_step = 5.0, near = 1e-2;
    ShiftScore score{};
    Eigen::VectorXd along;
    double moved = std::numeric_limits<double>::infinity();
    for (int step = 0; step < most_steps; ++step) {
      set_residuals(at, now_);
      if (moved > near && !factorise()) return {};
      moved = step_from(at, score, along, move);
      if (!(moved < farthest_step * (1.0 + std::abs(at.level)))) return {};
      if (moved < settled * (1.0 + std::abs(at.level))) {
        if (!std::isfinite(score.information)) return {};
        return ShiftSolution{std::move(at), score, tangent(along)};
      }
    }
    return {};
  }

  /** The periods' equations: the others' part as it was, the unit's as it is now. */
  bool factorise() {
    const Eigen::VectorXd own = now_.information.col(unit_);
    equations_ = others_;
    equations_.diagonal() += own;
    equations_.noalias() -= own * (own.transpose() / own.sum());
    const Eigen::Index free = panel_.periods() - 1;
    factor_.compute(equations_.bottomRightCorner(free, free));
    return factor_.info() == Eigen::Success;
  }

  template <class Move>
  double step_from(ShiftPoint& at, ShiftScore& score, Eigen::VectorXd& along, Move& move) {
    const Eigen::Index free = panel_.periods() - 1;
    const Eigen::ArrayXd own = now_.information.col(unit_), own_off = now_.off.col(unit_);
    const double all = own.sum(), later = (own * after_).sum(), share = later / all, off = own_off.sum();
    Eigen::VectorXd unit_off = now_.off.colwise().sum().transpose();
    unit_off[unit_] = 0.0;
    const Eigen::MatrixXd& information = panel_.fitted.information;
    const Eigen::VectorXd scaled = (unit_off.array() / panel_.unit_information).matrix();
    Eigen::VectorXd right = -(own * (off / all)).matrix();
    right.noalias() += now_.off * Eigen::VectorXd::Ones(panel_.units());
    right.noalias() -= information * scaled;
    const Eigen::VectorXd crossed = (own * (after_ - share)).tail(free).matrix();
    along = factor_.solve(crossed);
    const Eigen::VectorXd nuisance = factor_.solve(right.tail(free));
    score.own = later * (1.0 - share);
    score.information = score.own - refine(along, crossed);
    score.score = (own_off * after_).sum() - share * off - crossed.dot(nuisance);
    const double shift = move(score);
    Eigen::VectorXd periods = Eigen::VectorXd::Zero(panel_.periods());
    periods.tail(free) = nuisance - along * shift;
    const double level = (off - own.matrix().dot(periods) - later * shift) / all;
    unit_off.noalias() -= information.transpose() * periods;
    Eigen::ArrayXd units = unit_off.array() / panel_.unit_information;
    units[unit_] = level;
    at.units += units;
    at.periods += periods.array();
    at.level += level;
    at.shift += shift;
    return std::max({std::abs(shift), units.abs().maxCoeff(), periods.cwiseAbs().maxCoeff()});
  }

  /** What all effects do as the shift moves by 1 and the periods' effects by -`along`. */
  [[nodiscard]] ShiftPoint tangent(const Eigen::VectorXd& along) const {
    Eigen::VectorXd periods = Eigen::VectorXd::Zero(panel_.periods());
    periods.tail(along.size()) = -along;
    const Eigen::ArrayXd own = now_.information.col(unit_);
    const double level = -(own * (after_ + periods.array())).sum() / own.sum();
    Eigen::ArrayXd units =
        -(panel_.fitted.information.transpose() * periods).array() / panel_.unit_information;
    units[unit_] = level;
    return {std::move(units), periods.array(), level, 1.0};
  }

  /** The information of the current means times a direction of the periods. */
  [[nodiscard]] Eigen::VectorXd informed(const Eigen::VectorXd& along) const {
    Eigen::VectorXd direction = Eigen::VectorXd::Zero(panel_.periods());
    direction.tail(along.size()) = along;
    const Eigen::MatrixXd& information = now_.information;
    const Eigen::VectorXd means =
        (information.transpose() * direction).cwiseQuotient(information.colwise().sum().transpose());
    Eigen::VectorXd product = (information * Eigen::VectorXd::Ones(panel_.units())).cwiseProduct(direction);
    product.noalias() -= information * means;
    return product.tail(along.size());
  }

  /**
   * Brings `along`, solved by the equations as they were set up, to the solution for the current information
   * (iterative refinement); returns its product with `crossed`, NaN where it does not settle.
   */
  double refine(Eigen::VectorXd& along, const Eigen::VectorXd& crossed) const {
    constexpr int most_rounds = 20;
    constexpr double settled = 1e-10;
    for (int round = 0; round < most_rounds; ++round) {
      const Eigen::VectorXd left = crossed - informed(along);
      const double product = along.dot(crossed + left);
      const Eigen::VectorXd more = factor_.solve(left);
      if (std::abs(left.dot(more)) <= settled * std::abs(product)) return product;
      along += more;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

  const DensePanel<Link>& panel_;
  Eigen::Index unit_;
  UnitRow row_;
  Eigen::ArrayXd after_;
  Eigen::MatrixXd others_;     ///< equations of the periods without the unit, at the panel's own fit
  Eigen::MatrixXd equations_;  ///< the same with the unit, where they were last set up
  Eigen::LLT<Eigen::MatrixXd> factor_;
  Residuals now_;
};

}  // namespace kvalspc::math
