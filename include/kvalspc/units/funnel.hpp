/**
 * @file The funnel: which units differ more from the centre than chance, and than the usual variation, would
 * give.
 *
 * Spiegelhalter (2005), Stat. Med. 24:1185-1202, and Qual. Saf. Health Care 14:347-351; outliers beside the
 * usual variation: Jones and Spiegelhalter (2011), Am. Stat. 65:25-33. A unit beyond a limit is no worse unit
 * yet: patients, coding and completeness differ too.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/series.hpp>
#include <kvalspc/units/exact_limits.hpp>
#include <kvalspc/units/family.hpp>
#include <kvalspc/units/multiplicity.hpp>
#include <kvalspc/units/overdispersion.hpp>
#include <kvalspc/units/scale.hpp>
#include <kvalspc/units/shrinkage.hpp>

namespace kvalspc::units {

/** Which exact limits: Spiegelhalter's interpolation, or those that agree with the mid-P test. */
enum class FunnelLimits : std::uint8_t { spiegelhalter, mid_p };

/** What the caller wants drawn. */
struct FunnelSettings {
  std::optional<double> centre{};  ///< none: all units together (for ratios 1)
  std::vector<double> levels{0.95, 0.998};
  FunnelLimits limits = FunnelLimits::spiegelhalter;
  Scale scale = Scale::natural;
  OverdispersionSettings overdispersion{};
};

/** Limits at one denominator. */
struct FunnelBand {
  double lower;
  double upper;
};

/** One entry a unit, NaN for units without data; `bands`: level by level, one entry a unit each. */
struct Funnel {
  double centre = std::numeric_limits<double>::quiet_NaN();
  Overdispersion dispersion;
  std::vector<double> value, exact_p, p_value, q_value;
  std::vector<double> outlier_p, outlier_q;  ///< hierarchical: does the unit belong with the others?
  std::vector<std::vector<FunnelBand>> bands;
  std::vector<double>
      expected_outside;  ///< one a level: units that chance alone would put outside, on the average
};

/**
 * Limits at level `level` for a unit with denominator `n`: the exact ones, moved outwards where the
 * overdispersed normal ones lie further out. They are never narrower than chance alone, and end where levels
 * end.
 */
template <class Family>
[[nodiscard]] FunnelBand funnel_band(double n, double level, double centre, const FunnelSettings& settings,
                                     const Overdispersion& dispersion) noexcept {
  const double tail = 0.5 * (1.0 - level);
  const auto count = Family::count(n, centre);
  const chart::CountLimits exact =
      settings.limits == FunnelLimits::mid_p ? mid_p_limits(count, tail) : interpolated_limits(count, tail);
  FunnelBand band{exact.lower / n, exact.upper / n};
  if (dispersion.widens()) {
    const Scaled unit = scaled(settings.scale, n * centre, n, centre, Family::variance(centre));
    const double reach = math::normal_quantile_upper(tail) * dispersion.widened(unit.deviation);
    band.lower = std::min(band.lower, unscaled(settings.scale, unit.centre - reach));
    band.upper = std::max(band.upper, unscaled(settings.scale, unit.centre + reach));
  }
  const double top = Family::bounded ? 1.0 : std::numeric_limits<double>::infinity();
  return {std::clamp(band.lower, 0.0, top), std::clamp(band.upper, 0.0, top)};
}

namespace detail {

template <class Family>
[[nodiscard]] Overdispersion dispersion_of(const Series& units, double centre,
                                           const FunnelSettings& settings) {
  std::vector<double> z, deviation;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    const Scaled unit =
        scaled(settings.scale, units.numerator[k], units.denominator_at(k), centre, Family::variance(centre));
    if (!(unit.deviation > 0.0)) continue;  // no events anywhere, or only events: nothing varies
    z.push_back(unit.z());
    deviation.push_back(unit.deviation);
  }
  return overdispersion(z, deviation, settings.overdispersion);
}

/** The mid-P test, and the larger of its p-value and the overdispersed normal test's. */
template <class Family>
void test_unit(Funnel& funnel, const Series& units, std::size_t k, const FunnelSettings& settings) noexcept {
  const double x = units.numerator[k], n = units.denominator_at(k);
  funnel.exact_p[k] = funnel.p_value[k] = math::two_sided(math::mid_p(Family::count(n, funnel.centre), x));
  if (!funnel.dispersion.widens()) return;
  Scaled unit = scaled(settings.scale, x, n, funnel.centre, Family::variance(funnel.centre));
  unit.deviation = funnel.dispersion.widened(unit.deviation);
  funnel.p_value[k] = std::max(funnel.exact_p[k], 2.0 * math::normal_upper(std::abs(unit.z())));
}

/** Each unit predicted from the others; too few units say nothing of what is usual. */
template <class Family>
void find_outliers(Funnel& funnel, const Series& units) {
  const Levels<Family> levels(units);
  if (!levels.known() || levels.size() < units_for_dispersion) return;
  std::size_t row = 0;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (present(units, k)) funnel.outlier_p[k] = levels.outlier_p(row++);
  }
}

/**
 * Probability that a unit is outside its band when there is nothing but chance, or (where the band is wider
 * than chance makes it) the usual variation as it is without the bias of trimming.
 */
template <class Family>
[[nodiscard]] double probability_outside(double n, double centre, FunnelBand band, Scale scale,
                                         const Overdispersion& usual) noexcept {
  const auto count = Family::count(n, centre);
  if (!usual.widens())
    return count.at_most(std::ceil(band.lower * n) - 1.0) + count.at_least(std::floor(band.upper * n) + 1.0);
  const double unit = Family::variance(centre);
  const auto distance = [&](double level) {
    const Scaled at = scaled(scale, level * n, n, centre, unit);
    return (at.value - at.centre) / usual.widened(at.deviation);
  };
  const double below = band.lower > 0.0 ? math::normal_upper(-distance(band.lower)) : 0.0;
  return below + (Family::bounded && band.upper >= 1.0 ? 0.0 : math::normal_upper(distance(band.upper)));
}

}  // namespace detail

/**
 * The funnel of a set of units, one row a unit.
 *
 * @throws std::invalid_argument for numbers that Family cannot have, a level outside (0, 1), a centre that is
 * none
 */
template <class Family>
[[nodiscard]] Funnel funnel(const Series& units, const FunnelSettings& settings) {
  require_domain(units, Family::domain);
  require_share(settings.overdispersion.share);
  for (const double level : settings.levels) {
    if (!(level > 0.0 && level < 1.0))
      kvalspc::detail::throw_invalid("levels", kvalspc::detail::to_text(level), "shares between 0 and 1");
  }
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  const std::size_t size = units.size();
  Funnel found;
  found.centre = settings.centre.value_or(pooled_level(units));
  if (settings.centre && !(found.centre > 0.0 && (!Family::bounded || found.centre < 1.0)))
    kvalspc::detail::throw_invalid("centre", kvalspc::detail::to_text(found.centre),
                                   "a level that is possible");
  found.value.assign(size, missing);
  found.exact_p = found.p_value = found.outlier_p = found.value;
  found.dispersion = detail::dispersion_of<Family>(units, found.centre, settings);
  const Overdispersion usual = found.dispersion.widens() ? unbiased(found.dispersion) : found.dispersion;
  found.bands.assign(settings.levels.size(), std::vector<FunnelBand>(size, {missing, missing}));
  found.expected_outside.assign(settings.levels.size(), 0.0);
  for (std::size_t k = 0; k < size; ++k) {
    if (!present(units, k)) continue;
    const double n = units.denominator_at(k);
    found.value[k] = units.numerator[k] / n;
    detail::test_unit<Family>(found, units, k, settings);
    for (std::size_t j = 0; j < settings.levels.size(); ++j) {
      const double level = settings.levels[j];
      const FunnelBand band = funnel_band<Family>(n, level, found.centre, settings, found.dispersion);
      found.bands[j][k] = band;
      found.expected_outside[j] +=
          detail::probability_outside<Family>(n, found.centre, band, settings.scale, usual);
    }
  }
  found.q_value = q_values(found.p_value);
  detail::find_outliers<Family>(found, units);
  found.outlier_q = q_values(found.outlier_p);
  return found;
}

}  // namespace kvalspc::units
