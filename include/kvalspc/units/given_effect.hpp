/** @file The model of a contrast with its effect given: score and levels there, and the effect of a given
 * score. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <kvalspc/math/root.hpp>
#include <kvalspc/math/unit_shift.hpp>
#include <kvalspc/units/contrast_model.hpp>

namespace kvalspc::units::detail {

/** The score of no effect beyond the given one, and its information before and after nuisances are projected
 * out.
 */
struct ScoreAt {
  double score, own, information;
};

/** The model with its effect given, fitted to the whole panel each time, from the means of the time before.
 */
template <class Link>
class PanelGiven {
 public:
  explicit PanelGiven(const ContrastModel<Link>& model) : model_(model) {}

  void begin_at(const math::TwoWayFit& fit) { near_ = fit.means; }
  [[nodiscard]] ScoreAt score(double effect) {
    math::TwoWayFit fit = fitted(effect);
    const math::ScorePiece piece = model_.score(fit);
    near_ = std::move(fit.means);
    return {piece.score, piece.own, piece.information()};
  }
  /** Level of the treated cells: as fitted, and with the effect taken away. */
  [[nodiscard]] std::pair<double, double> levels(double effect) const {
    return model_.levels(fitted(effect), effect);
  }
  [[nodiscard]] const std::vector<double>& means() const noexcept { return near_; }

 private:
  [[nodiscard]] math::TwoWayFit fitted(double effect) const {
    return model_.given(effect, near_.empty() ? nullptr : &near_);
  }

  const ContrastModel<Link>& model_;
  std::vector<double> near_;
};

/**
 * The same where a single unit starts: the others' part of the equations stays as it is without an effect,
 * which takes a tenth of the time. Where that does not settle the whole panel is fitted.
 */
template <class Link>
class UnitGiven {
 public:
  explicit UnitGiven(const ContrastModel<Link>& model) : whole_panel_(model), model_(model) {}

  void begin_at(const math::TwoWayFit& fit) {
    whole_panel_.begin_at(fit);
    if (!dense_) set_up();
    const Eigen::ArrayXd units = fit.unit_effects.array(), periods = fit.period_effects.array();
    const double level = units[static_cast<Eigen::Index>(model_.first_to_start().first)];
    const Eigen::ArrayXd still = Eigen::ArrayXd::Zero(units.size());
    near_ = {{units, periods, level, fit.coefficients[0]},
             {},
             {still, Eigen::ArrayXd::Zero(periods.size()), 0.0, 1.0}};
  }
  [[nodiscard]] ScoreAt score(double effect) {
    if (!dense_ || !solve(effect)) return whole_panel_.score(effect);
    return {near_.score.score, near_.score.own, near_.score.information};
  }
  [[nodiscard]] std::pair<double, double> levels(double effect) {
    return solve(effect) ? shift_->levels(near_.at, effect) : whole_panel_.levels(effect);
  }
  [[nodiscard]] const std::vector<double>& means() const noexcept { return whole_panel_.means(); }

 private:
  void set_up() {
    const auto [unit, start] = model_.first_to_start();
    const auto column = static_cast<Eigen::Index>(unit);
    dense_.emplace(model_.panel());
    math::UnitRow row{dense_->value.col(column), dense_->weight.col(column)};
    shift_.emplace(*dense_, column, std::move(row), static_cast<Eigen::Index>(start));
  }
  /** Goes there from where it was, or else from no effect; false, and stays, where the steps do not settle.
   */
  bool solve(double effect) {
    if (!dense_->converged) return false;
    auto found = shift_->given(effect, near_.moved(effect));
    if (!found) found = shift_->given(effect, shift_->start());
    if (!found) return false;
    near_ = *std::move(found);
    return true;
  }

  PanelGiven<Link> whole_panel_;
  const ContrastModel<Link>& model_;
  std::optional<math::DensePanel<Link>> dense_;
  std::optional<math::UnitShift<Link>> shift_;
  math::ShiftSolution near_;
};

/** The effect at which the standardised score is `target`; it falls with the effect. `begin` sets off the
 * search. */
template <class Given, class Begin>
[[nodiscard]] double effect_where(Given& given, Begin begin, double furthest, double target, double guess,
                                  double dispersion) {
  constexpr int most_steps = 12;
  constexpr double near_enough = 1e-7;
  double effect = guess;
  begin();
  const auto standardised = [&](double at, double& slope) {
    const ScoreAt found = given.score(at);
    const double information = std::max(found.information, 0.0);
    slope = std::sqrt(information / dispersion);
    return information > 0.0 ? found.score / std::sqrt(dispersion * information) : 0.0;
  };
  double slope = 0.0;
  for (int step = 0; step < most_steps && std::abs(guess) < furthest; ++step) {
    const double off = standardised(effect, slope) - target;
    if (std::abs(off) < near_enough) return effect;
    if (!(slope > 0.0)) break;
    effect = std::clamp(effect + off / slope, -furthest, furthest);
  }
  // Newton does not settle where an estimate is infinite: look outwards from no effect.
  begin();
  const auto falling = [&](double at) { return standardised(at, slope) - target; };
  const double side = falling(0.0) > 0.0 ? 1.0 : -1.0;
  double inner = 0.0;
  for (double outer = 0.25; outer <= furthest; inner = outer, outer *= 2.0) {
    if (side * falling(side * outer) > 0.0 && slope > 0.0) continue;
    if (!(slope > 0.0)) break;
    return side > 0.0 ? math::falling_root(falling, inner, outer)
                      : math::falling_root(falling, -outer, -inner);
  }
  return std::copysign(std::numeric_limits<double>::infinity(), side);
}

}  // namespace kvalspc::units::detail
