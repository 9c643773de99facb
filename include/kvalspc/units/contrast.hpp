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
#include <cstdint>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <kvalspc/math/tails.hpp>
#include <kvalspc/units/contrast_dispersion.hpp>
#include <kvalspc/units/contrast_model.hpp>
#include <kvalspc/units/given_effect.hpp>
#include <kvalspc/units/network.hpp>
#include <kvalspc/verdict/effect.hpp>

namespace kvalspc::units {

/** One contrast. Numbers are NaN when it is not identified. */
struct Contrast {
  bool identified = false;  ///< is there anything to compare with?
  double p = std::numeric_limits<double>::quiet_NaN();
  double effect =
      std::numeric_limits<double>::quiet_NaN();  ///< log odds ratio, log rate ratio or difference;
                                                 ///< infinite where one side has no events
  double effect_lower = std::numeric_limits<double>::quiet_NaN();
  double effect_upper = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();  ///< standard error of the effect
  double after = std::numeric_limits<double>::quiet_NaN();  ///< level of the started units since their starts
  double expected = std::numeric_limits<double>::quiet_NaN();    ///< theirs, had they gone as the others
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< after - expected
  double difference_lower = std::numeric_limits<double>::quiet_NaN();
  double difference_upper = std::numeric_limits<double>::quiet_NaN();
  double dispersion = std::numeric_limits<double>::quiet_NaN();
  double degrees = 0.0;
};

namespace detail {

/** Everything estimated; `variance` at dispersion 1. */
struct Estimate {
  double effect, variance, pearson, degrees, after, expected;
};

/** The level on one side of an infinite effect, `other` being that of the other: a fit only comes near to 0
 * or 1. */
template <class Link>
[[nodiscard]] double reached(double level, double other) noexcept {
  constexpr double near = 1e-8;
  if (level < near * other) return 0.0;
  return std::is_same_v<Link, math::LogitLink> && 1.0 - level < near * (1.0 - other) ? 1.0 : level;
}

/** The estimate, said to be infinite where the fit went as far as effects go. */
template <class Link>
[[nodiscard]] Estimate or_infinite(Estimate e) noexcept {
  if (!counted<Link> || std::abs(e.effect) < furthest_effect<Link>) return e;
  e.effect = std::copysign(std::numeric_limits<double>::infinity(), e.effect);
  const double after = e.after;
  e.after = reached<Link>(after, e.expected);
  e.expected = reached<Link>(e.expected, after);
  return e;
}

/** What a contrast is made of when the model is fitted to a panel of its own; `Given` fits it with the effect
 * given. */
template <class Link, template <class> class Given>
class PanelPieces {
 public:
  using Point = double;  ///< an effect

  PanelPieces(const math::Panel& panel, const std::vector<std::size_t>& starts)
      : model_(panel, starts), given_(model_) {}

  [[nodiscard]] ScoreAt null() { return given_.score(0.0); }
  [[nodiscard]] Estimate estimate() {
    full_ = model_.full(given_.means());
    const auto [after, expected] = model_.levels(full_, full_.coefficients[0]);
    return {full_.coefficients[0], full_.covariance(0, 0), full_.pearson, full_.degrees, after, expected};
  }
  [[nodiscard]] verdict::Dispersion dispersion(SpreadOf spread) const {
    const auto panel_wide = panel_dispersion<Link>(full_.pearson, full_.degrees);
    if (!counted<Link> || spread == SpreadOf::panel) return panel_wide;
    return unit_dispersion<Link>(unit_sums<Link>(model_.panel(), full_.means), model_.first_to_start().first,
                                 panel_wide);
  }
  [[nodiscard]] double end(double target, double guess, double dispersion) {
    const auto begin = [this] { given_.begin_at(full_); };
    return effect_where(given_, begin, furthest_effect<Link>, target, guess, dispersion);
  }
  [[nodiscard]] static double effect(Point end) noexcept { return end; }
  /** Level less expected level at the point, whose effect is told as `effect`. */
  [[nodiscard]] double difference(Point, double effect) {
    given_.begin_at(full_);
    const auto [fitted, without] =
        given_.levels(std::clamp(effect, -furthest_effect<Link>, furthest_effect<Link>));
    return fitted - without;
  }

 private:
  ContrastModel<Link> model_;
  Given<Link> given_;
  math::TwoWayFit full_;
};

/** Test, interval and levels from the pieces of a model. */
template <class Link, class Pieces>
[[nodiscard]] Contrast contrast_from(Pieces& pieces, double alpha, SpreadOf spread) {
  Contrast c;
  constexpr double no_information = 1e-9;
  const ScoreAt null = pieces.null();
  if (!(null.information > no_information * null.own)) return c;
  const Estimate estimate = pieces.estimate();
  if (!(estimate.degrees > 0.0)) return c;
  const verdict::Dispersion used = pieces.dispersion(spread);
  c.dispersion = used.value;
  c.degrees = used.degrees;
  if (!(c.dispersion > 0.0)) return c;  // values without any variation
  c.identified = true;
  c.error = std::sqrt(c.dispersion * estimate.variance);
  const Estimate told = or_infinite<Link>(estimate);
  c.effect = told.effect;
  c.after = told.after;
  c.expected = told.expected;
  c.difference = c.after - c.expected;
  const double t = null.score / std::sqrt(c.dispersion * null.information);
  c.p = math::students_t_two_sided(t, c.degrees);
  const double critical = math::students_t_quantile_upper(0.5 * alpha, c.degrees);
  const auto lower = pieces.end(critical, estimate.effect - critical * c.error, c.dispersion);
  const auto upper = pieces.end(-critical, estimate.effect + critical * c.error, c.dispersion);
  const math::Interval interval =
      verdict::detail::settled({pieces.effect(lower), pieces.effect(upper)}, c.p<alpha, t> 0.0, 0.0);
  c.effect_lower = interval.lower;
  c.effect_upper = interval.upper;
  c.difference_lower = pieces.difference(lower, interval.lower);
  c.difference_upper = pieces.difference(upper, interval.upper);
  return c;
}

}  // namespace detail

/**
 * The contrast of units from their `starts` (periods of the panel; `never` for controls).
 *
 * @param spread `unit` where a single unit is compared with many: it need not vary as they do
 */
template <class Link>
[[nodiscard]] Contrast contrast_of(const math::Panel& panel, const std::vector<std::size_t>& starts,
                                   double alpha, SpreadOf spread = SpreadOf::panel) {
  if (panel.units < 2 || panel.periods < 2) return {};
  if (spread == SpreadOf::panel) {
    detail::PanelPieces<Link, detail::PanelGiven> pieces(panel, starts);
    return detail::contrast_from<Link>(pieces, alpha, spread);
  }
  detail::PanelPieces<Link, detail::UnitGiven> pieces(panel, starts);
  return detail::contrast_from<Link>(pieces, alpha, spread);
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

}  // namespace kvalspc::units
