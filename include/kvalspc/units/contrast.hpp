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
#include <kvalspc/units/contrast_model.hpp>
#include <kvalspc/units/network.hpp>
#include <kvalspc/verdict/effect.hpp>
#include <kvalspc/verdict/shared_dispersion.hpp>

namespace kvalspc::units {

template <class Link>
inline constexpr bool counted = !std::is_same_v<Link, math::IdentityLink>;

/** One contrast. Numbers are NaN when it is not identified. */
struct Contrast {
  bool identified = false;  ///< is there anything to compare with?
  double p = std::numeric_limits<double>::quiet_NaN();
  double effect = std::numeric_limits<double>::quiet_NaN();  ///< log odds ratio, log rate ratio or difference
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

/** The family of counts behind a link. */
template <class Link>
using FamilyOf = std::conditional_t<std::is_same_v<Link, math::LogitLink>, verdict::BinomialFamily,
                                    verdict::PoissonFamily>;

/** How much each unit varies around the model, for `share_dispersion`; cells share the degrees of freedom. */
template <class Link>
[[nodiscard]] std::vector<verdict::UnitDispersion> unit_dispersions(const math::Panel& panel,
                                                                    const math::TwoWayFit& fit) {
  struct Sums {
    double pearson = 0.0, weight = 0.0, events = 0.0, cells = 0.0;
  };
  std::vector<Sums> sums(panel.units);
  for (std::size_t k = 0; k < panel.size(); ++k) {
    const math::Cell& cell = panel.cells[k];
    Sums& unit = sums[cell.unit];
    unit.pearson += math::pearson<Link>(cell, fit.means[k]);
    unit.weight += cell.weight;
    unit.events += cell.weight * fit.means[k];
    unit.cells += 1.0;
  }
  std::vector<verdict::UnitDispersion> units;
  for (const Sums& unit : sums) {
    const double degrees = unit.cells * fit.degrees / static_cast<double>(panel.size());
    const double volume = FamilyOf<Link>::volume(unit.events / unit.weight, unit.weight / unit.cells);
    units.push_back({unit.pearson / degrees, degrees, volume});
  }
  return units;
}

/** The dispersion of the unit that starts first, moderated by the others'; `panel_wide` where few share. */
template <class Link>
[[nodiscard]] verdict::Dispersion moderated_dispersion(const math::Panel& panel,
                                                       const std::vector<std::size_t>& starts,
                                                       const math::TwoWayFit& fit,
                                                       verdict::Dispersion panel_wide) {
  const auto units = unit_dispersions<Link>(panel, fit);
  const auto shared = verdict::share_dispersion(units);
  if (!shared) return panel_wide;
  const auto unit = static_cast<std::size_t>(std::min_element(starts.begin(), starts.end()) - starts.begin());
  return shared->prior(units[unit].volume).moderated({units[unit].dispersion, units[unit].degrees});
}

}  // namespace detail

/** Whose dispersion a contrast rests on. */
enum class SpreadOf : std::uint8_t {
  panel,  ///< that of all cells
  unit,   ///< that of the one unit that starts, moderated by the others' (counts, ten units or more)
};

/**
 * The contrast of units from their `starts` (periods of the panel; `never` for controls).
 *
 * @param spread `unit` where a single unit is compared with many: it need not vary as they do
 */
template <class Link>
[[nodiscard]] Contrast contrast_of(const math::Panel& panel, const std::vector<std::size_t>& starts,
                                   double alpha, SpreadOf spread = SpreadOf::panel) {
  Contrast c;
  constexpr double no_information = 1e-9;
  if (panel.units < 2 || panel.periods < 2) return c;
  const detail::ContrastModel<Link> model(panel, starts);
  const math::TwoWayFit null = model.given(0.0, nullptr);
  const math::ScorePiece score = model.score(null);
  if (!(score.information() > no_information * score.own)) return c;
  const math::TwoWayFit full = model.full(null.means);
  if (!(full.degrees > 0.0)) return c;
  c.identified = true;
  verdict::Dispersion used{full.pearson / full.degrees, full.degrees};
  if constexpr (counted<Link>) {
    if (spread == SpreadOf::unit) used = detail::moderated_dispersion<Link>(panel, starts, full, used);
    used.value = std::max(1.0, used.value);  // counts vary no less than chance
  }
  c.dispersion = used.value;
  c.degrees = used.degrees;
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
      verdict::detail::settled({end(critical), end(-critical)}, c.p<alpha, t> 0.0, 0.0);
  c.effect_lower = interval.lower;
  c.effect_upper = interval.upper;
  const auto difference_at = [&](double effect) {
    const double at = std::clamp(effect, -detail::furthest_effect<Link>, detail::furthest_effect<Link>);
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

}  // namespace kvalspc::units
