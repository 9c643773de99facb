/** @file The contrast of one unit with the rest of a panel that many units are compared with in turn. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <kvalspc/math/unit_shift.hpp>
#include <kvalspc/units/contrast.hpp>

namespace kvalspc::units::detail {

/** The panel that units are compared with, fitted once. */
template <class Link>
struct SharedPanel {
  FittedPanel fitted;
  math::DensePanel<Link> dense;

  explicit SharedPanel(FittedPanel panel) : fitted(std::move(panel)), dense(fitted.panel) {}
};

/** The row of a unit over all periods of the panel, started or not. */
[[nodiscard]] inline math::UnitRow row_of(verdict::Measure measure, const Network& network,
                                          const FittedPanel& fitted, std::size_t unit) {
  const auto periods = static_cast<Eigen::Index>(fitted.panel.periods);
  math::UnitRow row{Eigen::ArrayXd::Zero(periods), Eigen::ArrayXd::Zero(periods)};
  for (Eigen::Index t = 0; t < periods; ++t) {
    const std::size_t period = fitted.period_of[static_cast<std::size_t>(t)];
    if (!network.counts(unit, period)) continue;
    const double n = network.n(unit, period), x = network.x(unit, period);
    row.weight[t] = n;
    row.value[t] = verdict::counts_events(measure) ? x / n : x;
  }
  return row;
}

/**
 * Is the unit's own panel nothing but the shared one with the unit's whole row, and its effect finite?
 *
 * Periods that only the unit would bring into the panel, and sides of its start with only events or none, are
 * left to the general model.
 */
template <class Link>
[[nodiscard]] bool fits_shared_panel(const Network& network, const SharedPanel<Link>& shared,
                                     const math::UnitRow& row, std::size_t unit, std::size_t from) {
  const FittedPanel& fitted = shared.fitted;
  if (!shared.dense.converged || fitted.panel.units < 2 || from == 0 || from >= fitted.panel.periods)
    return false;
  for (std::size_t t = 0; t < network.periods; ++t) {
    if (network.counts(unit, t) && !std::binary_search(fitted.period_of.begin(), fitted.period_of.end(), t))
      return false;
  }
  const auto before = static_cast<Eigen::Index>(from);
  const auto varies = [](const auto& value, const auto& weight) {
    if (!(weight.sum() > 0.0)) return false;
    if constexpr (!counted<Link>) return true;
    const double events = (value * weight).sum();
    return events > 0.0 && (std::is_same_v<Link, math::LogLink> || events < weight.sum());
  };
  const Eigen::Index after = row.value.size() - before;
  return varies(row.value.head(before), row.weight.head(before)) &&
         varies(row.value.tail(after), row.weight.tail(after));
}

/** What a contrast is made of when the others' part is shared; `failed()` once a search has not settled. */
template <class Link>
class BesidePieces {
 public:
  using Point = math::ShiftPoint;

  BesidePieces(const SharedPanel<Link>& shared, std::size_t unit, math::UnitRow row, std::size_t from)
      : shared_(shared),
        unit_(unit),
        shift_(shared.dense, static_cast<Eigen::Index>(unit), std::move(row),
               static_cast<Eigen::Index>(from)),
        null_(or_start(shift_.given(0.0, shift_.start()))) {}

  [[nodiscard]] ScoreAt null() const { return {null_.score.score, null_.score.own, null_.score.information}; }
  [[nodiscard]] Estimate estimate() {
    full_ = or_start(shift_.where(0.0, 1.0, null_.at));
    sums_ = sums_at(full_.at);
    double pearson = 0.0, cells = 0.0;
    for (const UnitSums& unit : sums_) pearson += unit.pearson, cells += unit.cells;
    const math::Panel& panel = shared_.fitted.panel;
    const double degrees = cells - static_cast<double>(panel.units + panel.periods);
    panel_wide_ = panel_dispersion<Link>(pearson, degrees);
    const auto [after, expected] = shift_.levels(full_.at, full_.at.shift);
    return {full_.at.shift, 1.0 / full_.score.information, pearson, degrees, after, expected};
  }
  [[nodiscard]] verdict::Dispersion dispersion(SpreadOf spread) const {
    if (!counted<Link> || spread == SpreadOf::panel) return panel_wide_;
    return unit_dispersion<Link>(sums_, unit_, panel_wide_);
  }
  [[nodiscard]] Point end(double target, double guess, double dispersion) {
    return or_start(shift_.where(target, dispersion, full_.moved(guess))).at;
  }
  [[nodiscard]] static double effect(const Point& end) noexcept { return end.shift; }
  [[nodiscard]] double difference(const Point& end, double effect) const {
    const auto [fitted, without] = shift_.levels(end, effect);
    return fitted - without;
  }

  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /** Standardised changes of all units of the panel from the start on, where none has an effect. */
  [[nodiscard]] Eigen::ArrayXd changes(std::size_t from) const {
    return math::changes_from(shift_.residuals(null_.at), static_cast<Eigen::Index>(from));
  }

 private:
  [[nodiscard]] math::ShiftSolution or_start(std::optional<math::ShiftSolution> found) {
    if (found) return *std::move(found);
    failed_ = true;
    return {shift_.start(), {}, shift_.start()};
  }
  [[nodiscard]] std::vector<UnitSums> sums_at(const Point& at) const {
    const math::Residuals residuals = shift_.residuals(at);
    std::vector<UnitSums> sums;
    for (Eigen::Index u = 0; u < shared_.dense.units(); ++u) {
      const bool own = u == static_cast<Eigen::Index>(unit_);
      const Eigen::ArrayXd weight = own ? shift_.row().weight : Eigen::ArrayXd(shared_.dense.weight.col(u));
      const Eigen::ArrayXd value = own ? shift_.row().value : Eigen::ArrayXd(shared_.dense.value.col(u));
      const auto present = weight > 0.0;
      const Eigen::ArrayXd off = residuals.off.col(u);
      sums.push_back({present.select(off.square() / residuals.information.col(u).array(), 0.0).sum(),
                      weight.sum(), (weight * value - off).sum(), static_cast<double>(present.count())});
    }
    return sums;
  }
  const SharedPanel<Link>& shared_;
  std::size_t unit_;
  bool failed_ = false;
  math::UnitShift<Link> shift_;
  math::ShiftSolution null_, full_;
  std::vector<UnitSums> sums_;
  verdict::Dispersion panel_wide_{};
};

/** The contrast of one unit of a network with a panel that many share; none where it needs one of its own. */
template <class Link>
[[nodiscard]] std::optional<Contrast> contrast_beside(const SharedPanel<Link>& shared,
                                                      verdict::Measure measure, const Network& network,
                                                      std::size_t unit, std::size_t start, double alpha) {
  const auto own = shared.fitted.place(unit);
  if (!own) return {};
  const std::size_t from = shared.fitted.period_from(start);
  math::UnitRow row = row_of(measure, network, shared.fitted, unit);
  if (!fits_shared_panel(network, shared, row, unit, from)) return {};
  BesidePieces<Link> pieces(shared, *own, std::move(row), from);
  const Contrast contrast = contrast_from<Link>(pieces, alpha, SpreadOf::unit);
  return pieces.failed() ? std::nullopt : std::optional(contrast);
}

}  // namespace kvalspc::units::detail
