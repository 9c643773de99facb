/**
 * @file All units together, period by period: the plain total, and the total with a fixed mix of units.
 *
 * Units that join, leave or grow move a plain total even where no unit changes (Simpson 1951, J. R. Stat.
 * Soc. B 13:238-241). The adjusted total holds the mix fixed: direct standardisation with each unit's share
 * of all patients as its weight; where a unit is missing the others' deviations from their own levels stand
 * in for it.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/variance.hpp>
#include <kvalspc/units/contrast.hpp>

namespace kvalspc::units {

/** One period of all units. */
struct TotalPoint {
  double numerator = 0.0;
  double denominator = 0.0;
  double value = std::numeric_limits<double>::quiet_NaN();     ///< plain total
  double adjusted = std::numeric_limits<double>::quiet_NaN();  ///< with the mix held fixed
  double lower = std::numeric_limits<double>::quiet_NaN();     ///< limits of the adjusted total
  double upper = std::numeric_limits<double>::quiet_NaN();
  bool beyond = false;
  std::size_t reporting = 0;   ///< units with data (0 patients is data)
  double joined = 0.0;         ///< share of the denominator from units that did not report the period before
  double left = 0.0;           ///< share of the period before from units that no longer report
  bool units_changed = false;  ///< joined or left is more than `most_changed`
};

struct Total {
  double level = std::numeric_limits<double>::quiet_NaN();       ///< of the fixed mix
  double dispersion = std::numeric_limits<double>::quiet_NaN();  ///< of units' periods around units' levels
  std::vector<TotalPoint> points;
};

/** A larger share of the denominator that comes or goes makes the plain totals of two periods incomparable.
 */
inline constexpr double most_changed = 0.10;

namespace detail {

/** Does the unit report in the period, if only that it had no patients? */
[[nodiscard]] inline bool reports(const Network& network, std::size_t unit, std::size_t period) noexcept {
  return !std::isnan(network.x(unit, period)) && !std::isnan(network.n(unit, period));
}

/** Sums of the units' periods for which `use(unit)` holds. */
template <class Use>
[[nodiscard]] verdict::Side sum_units(const Network& network, std::size_t period, Use use) {
  math::OrderedSum<double> numerators, denominators;
  verdict::Side side;
  for (std::size_t u = 0; u < network.units(); ++u) {
    if (!reports(network, u, period) || !use(u)) continue;
    numerators.add(u, network.x(u, period));
    denominators.add(u, network.n(u, period));
    ++side.n;
  }
  side.numerator = numerators.total();
  side.denominator = denominators.total();
  if (side.denominator > 0.0) side.level = side.numerator / side.denominator;
  return side;
}

/** Each unit's level over all periods; its denominator is its weight in the mix. */
[[nodiscard]] inline std::vector<verdict::Side> own_levels(const Network& network) {
  std::vector<verdict::Side> levels;
  for (std::size_t u = 0; u < network.units(); ++u) {
    const std::size_t first = u * network.periods;
    const Series series{network.numerator.subspan(first, network.periods),
                        network.denominator.empty() ? network.denominator
                                                    : network.denominator.subspan(first, network.periods)};
    levels.push_back(verdict::sum_side({series, {}}, 0, network.periods));
  }
  return levels;
}

/** Pearson's dispersion of all units' periods around the units' own levels, at least 1. */
template <class Family>
[[nodiscard]] double dispersion_within(const Network& network, const std::vector<verdict::Side>& levels) {
  math::OrderedSum<double> squares;
  double degrees = 0.0;
  for (std::size_t u = 0; u < network.units(); ++u) {
    const double unit = Family::variance(levels[u].level);
    if (!(unit > 0.0)) continue;
    degrees += static_cast<double>(levels[u].n) - 1.0;
    for (std::size_t t = 0; t < network.periods; ++t) {
      if (!network.counts(u, t)) continue;
      const double z = math::standardised_count(network.x(u, t), network.n(u, t), levels[u].level, unit);
      squares.add(u * network.periods + t, z * z);
    }
  }
  return degrees > 0.0 ? std::max(1.0, squares.total() / degrees) : std::numeric_limits<double>::quiet_NaN();
}

/** The adjusted total of one period with its limits. */
template <class Family>
void adjust(TotalPoint& point, const Network& network, const std::vector<verdict::Side>& levels,
            const Total& total, std::size_t period) {
  math::OrderedSum<double> deviations, variances, weights;
  for (std::size_t u = 0; u < network.units(); ++u) {
    if (!network.counts(u, period)) continue;
    const double weight = levels[u].denominator, n = network.n(u, period);
    deviations.add(u, weight * (network.x(u, period) / n - levels[u].level));
    variances.add(u, weight * weight * (Family::variance(levels[u].level) / n));
    weights.add(u, weight);
  }
  const double weight = weights.total();
  if (!(weight > 0.0)) return;
  point.adjusted = total.level + deviations.total() / weight;
  const double sigma = std::sqrt(total.dispersion * variances.total()) / weight;
  point.lower = total.level - constants::shewhart_width * sigma;
  point.upper = total.level + constants::shewhart_width * sigma;
  point.beyond = point.adjusted < point.lower || point.adjusted > point.upper;
}

}  // namespace detail

/**
 * All units together. Shares and rates only; starts are not used.
 *
 * Limits: 3 sigma around the level of the fixed mix, with the dispersion of the units' own periods (a plain
 * binomial or Poisson limit is too narrow). They are not clamped.
 *
 * @throws std::invalid_argument as require_network(), and for values
 */
[[nodiscard]] inline Total total_of(ChartKind kind, const Network& network) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  if (!verdict::counts_events(measure)) {
    kvalspc::detail::throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                                   "counts: values of units cannot be added");
  }
  require_network(measure, network);
  const std::vector<verdict::Side> levels = detail::own_levels(network);
  Total total;
  math::OrderedSum<double> events, weights;
  for (std::size_t u = 0; u < levels.size(); ++u)
    events.add(u, levels[u].numerator), weights.add(u, levels[u].denominator);
  total.level = events.total() / weights.total();
  const auto fill = [&]<class Family>() {
    total.dispersion = detail::dispersion_within<Family>(network, levels);
    for (std::size_t t = 0; t < network.periods; ++t) {
      TotalPoint point;
      const verdict::Side all = detail::sum_units(network, t, [](std::size_t) { return true; });
      point.numerator = all.numerator;
      point.denominator = all.denominator;
      point.value = all.level;
      point.reporting = all.n;
      detail::adjust<Family>(point, network, levels, total, t);
      if (t > 0) {
        const auto share = [&](std::size_t in, std::size_t missing_in) {
          const auto gone = [&](std::size_t u) { return !detail::reports(network, u, missing_in); };
          const double whole = detail::sum_units(network, in, [](std::size_t) { return true; }).denominator;
          return whole > 0.0 ? detail::sum_units(network, in, gone).denominator / whole : 0.0;
        };
        point.joined = share(t, t - 1);
        point.left = share(t - 1, t);
        point.units_changed = point.joined > most_changed || point.left > most_changed;
      }
      total.points.push_back(point);
    }
  };
  if (measure == verdict::Measure::proportions) fill.template operator()<verdict::BinomialFamily>();
  else fill.template operator()<verdict::PoissonFamily>();
  return total;
}

}  // namespace kvalspc::units
