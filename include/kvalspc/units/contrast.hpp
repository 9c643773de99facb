/**
 * @file What happened to some units after their starts, beside what happened at the same time to those that
 * had not started.
 *
 * A model with an effect of every unit and of every period (Hussey and Hughes 2007, Contemp. Clin. Trials
 * 28:182-191), quasi-likelihood with the dispersion of the cells, the efficient score against Student's t,
 * and the interval of all effects that this test does not reject.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/math/efficient_score.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/units/network.hpp>
#include <kvalspc/verdict/effect.hpp>

namespace kvalspc::units {

/** No start: the unit is a control throughout. */
inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/** One contrast. Numbers are NaN when it is not identified. */
struct Contrast {
  bool identified = false;  ///< is there anything to compare with?
  double p = std::numeric_limits<double>::quiet_NaN();
  double effect = std::numeric_limits<double>::quiet_NaN();  ///< log odds ratio, log rate ratio or difference
  double effect_lower = std::numeric_limits<double>::quiet_NaN();
  double effect_upper = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error of the effect
  double after = std::numeric_limits<double>::quiet_NaN();  ///< level of the started units since their starts
  double expected = std::numeric_limits<double>::quiet_NaN();  ///< theirs, had they gone as the others
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< after - expected
  double difference_lower = std::numeric_limits<double>::quiet_NaN();
  double difference_upper = std::numeric_limits<double>::quiet_NaN();
  double dispersion = std::numeric_limits<double>::quiet_NaN();
  double degrees = 0.0;
};

namespace detail {

inline constexpr double furthest_effect = 20.0;

/** The model of one contrast: `starts` of the panel's units, in its periods. */
template <class Link>
class ContrastModel {
 public:
  ContrastModel(const math::Panel& panel, const std::vector<std::size_t>& starts)
      : panel_(panel), starts_(starts), none_(panel.rows(), 0), column_(panel.rows(), 1) {
    for (std::size_t k = 0; k < panel.size(); ++k) column_(static_cast<Eigen::Index>(k), 0) = treated(k) ? 1 : 0;
  }

  [[nodiscard]] bool treated(std::size_t k) const noexcept {
    return panel_.cells[k].period >= starts_[panel_.cells[k].unit];
  }

  /** Everything estimated. */
  [[nodiscard]] math::TwoWayFit full(const std::vector<double>& start) const {
    return math::fit_two_way<Link>(panel_, column_, {}, &start);
  }

  /** Given the effect. */
  [[nodiscard]] math::TwoWayFit given(double effect, const std::vector<double>* start) const {
    std::vector<double> offsets(panel_.size());
    for (std::size_t k = 0; k < offsets.size(); ++k) offsets[k] = treated(k) ? effect : 0.0;
    return math::fit_two_way<Link>(panel_, none_, offsets, start);
  }

  /** Efficient score and information of the effect, at the means of a fit with the effect given. */
  [[nodiscard]] math::ScorePiece score(const math::TwoWayFit& fit) const {
    const math::EfficientScore<Link> efficient(panel_, fit.means);
    math::ScorePiece sum;
    for (std::size_t u = 0; u < panel_.units; ++u) {
      if (starts_[u] < panel_.periods) sum += efficient.piece(u, starts_[u]);
    }
    return sum;
  }

  /** Level of the treated cells: as fitted, and with the effect taken away. */
  [[nodiscard]] std::pair<double, double> levels(const math::TwoWayFit& fit, double effect) const {
    math::OrderedSum<double> fitted, without, weight;
    for (std::size_t k = 0; k < panel_.size(); ++k) {
      if (!treated(k)) continue;
      const double n = panel_.cells[k].weight;
      fitted.add(k, n * fit.means[k]);
      without.add(k, n * Link::mean(Link::inverse(fit.means[k]) - effect));
      weight.add(k, n);
    }
    return {fitted.total() / weight.total(), without.total() / weight.total()};
  }

 private:
  const math::Panel& panel_;
  const std::vector<std::size_t>& starts_;
  Eigen::MatrixXd none_, column_;
};

/** The effect at which the standardised score is `target`; it falls with the effect. */
template <class Link>
[[nodiscard]] double effect_where(const ContrastModel<Link>& model, const math::TwoWayFit& full, double target,
                                  double guess, double dispersion) {
  constexpr int most_steps = 12;
  constexpr double near_enough = 1e-7;
  double effect = std::clamp(guess, -furthest_effect, furthest_effect);
  const auto standardised = [&](double at, double& slope) {
    const math::ScorePiece piece = model.score(model.given(at, &full.means));
    const double information = std::max(piece.information(), 0.0);
    slope = std::sqrt(information / dispersion);
    return information > 0.0 ? piece.score / std::sqrt(dispersion * information) : 0.0;
  };
  double slope = 0.0;
  for (int step = 0; step < most_steps; ++step) {
    const double off = standardised(effect, slope) - target;
    if (std::abs(off) < near_enough) return effect;
    if (!(slope > 0.0)) break;
    effect = std::clamp(effect + off / slope, -furthest_effect, furthest_effect);
  }
  const auto falling = [&](double at) { return standardised(at, slope) - target; };
  const double found = math::falling_root(falling, -furthest_effect, furthest_effect);
  return std::abs(found) < furthest_effect ? found : std::copysign(std::numeric_limits<double>::infinity(), found);
}

}  // namespace detail

/**
 * The contrast of units from their `starts` (periods of the panel; `never` for controls).
 *
 * @param lowest_dispersion 1 for counts (they vary no less than chance), 0 for values
 * @param own a dispersion to use in place of the panel's; not above 0: the panel's
 */
template <class Link>
[[nodiscard]] Contrast contrast_of(const math::Panel& panel, const std::vector<std::size_t>& starts,
                                   double alpha, double lowest_dispersion, double own = 0.0) {
  Contrast c;
  constexpr double no_information = 1e-9;
  if (panel.units < 2 || panel.periods < 2) return c;
  const detail::ContrastModel<Link> model(panel, starts);
  const math::TwoWayFit null = model.given(0.0, nullptr);
  const math::ScorePiece score = model.score(null);
  if (!(score.information() > no_information * score.own)) return c;
  const math::TwoWayFit full = model.full(null.means);
  c.degrees = full.degrees;
  if (!(c.degrees > 0.0)) return c;
  c.identified = true;
  c.dispersion = std::max(lowest_dispersion, own > 0.0 ? own : full.pearson / full.degrees);
  if (!(c.dispersion > 0.0)) {
    c.identified = false;  // values without any variation
    return c;
  }
  c.effect = full.coefficients[0];
  c.error = std::sqrt(c.dispersion * full.covariance(0, 0));
  const double t = score.score / std::sqrt(c.dispersion * score.information());
  c.p = math::students_t_two_sided(t, c.degrees);
  const double critical = math::students_t_quantile_upper(0.5 * alpha, c.degrees);
  const auto end = [&](double target) {
    return detail::effect_where(model, full, target, c.effect - target * c.error, c.dispersion);
  };
  const math::Interval interval =
      verdict::detail::settled({end(critical), end(-critical)}, c.p < alpha, t > 0.0, 0.0);
  c.effect_lower = interval.lower;
  c.effect_upper = interval.upper;
  const auto difference_at = [&](double effect) {
    const double at = std::clamp(effect, -detail::furthest_effect, detail::furthest_effect);
    const auto [fitted, without] = model.levels(model.given(at, &full.means), at);
    return fitted - without;
  };
  std::tie(c.after, c.expected) = model.levels(full, c.effect);
  c.difference = c.after - c.expected;
  c.difference_lower = difference_at(c.effect_lower);
  c.difference_upper = difference_at(c.effect_upper);
  return c;
}

/** Calls `with.template operator()<Link>()` with the link of a measure. */
template <class With>
auto with_link(verdict::Measure measure, With with) {
  switch (measure) {
    case verdict::Measure::proportions:
      return with.template operator()<math::LogitLink>();
    case verdict::Measure::rates:
      return with.template operator()<math::LogLink>();
    default:
      return with.template operator()<math::IdentityLink>();
  }
}

/** Counts vary no less than chance; values as much as they do. */
[[nodiscard]] constexpr double lowest_dispersion(verdict::Measure measure) noexcept {
  return verdict::counts_events(measure) ? 1.0 : 0.0;
}

}  // namespace kvalspc::units
