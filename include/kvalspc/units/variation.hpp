/** @file Variation between units: is there any, how much, and what is each unit's level when chance is taken
 * out? */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/units/between.hpp>
#include <kvalspc/units/family.hpp>
#include <kvalspc/units/heterogeneity.hpp>
#include <kvalspc/units/rank.hpp>
#include <kvalspc/units/shrinkage.hpp>

namespace kvalspc::units {

struct VariationSettings {
  double alpha = 0.05;         ///< intervals cover 1 - alpha (that of tau always 95 %)
  double delta = 0.0;          ///< what it takes to be called above or below the rest
  bool ranks = false;          ///< also ranks, with their intervals
  bool highest_first = false;  ///< rank 1 is the highest level
};

/** The answer; `shrunk` and `ranks` have one entry a unit. */
struct Variation {
  std::size_t units = 0;                                    ///< with data
  double level = std::numeric_limits<double>::quiet_NaN();  ///< all units together
  Heterogeneity heterogeneity;
  Between between;
  double systematic = std::numeric_limits<double>::quiet_NaN();
  std::vector<Shrunk> shrunk;
  std::vector<Rank> ranks;
};

/** How much units differ, without what is said of each of them. */
template <class Family>
[[nodiscard]] Variation spread_between(const Series& units) {
  Variation found;
  for (std::size_t k = 0; k < units.size(); ++k) found.units += present(units, k) ? 1U : 0U;
  found.level = pooled_level(units);
  found.heterogeneity = heterogeneity<Family>(units);
  found.between = between<Family>(units);
  found.systematic = systematic_component(units);
  return found;
}

/**
 * Variation between units, one row a unit.
 *
 * @throws std::invalid_argument for numbers that Family cannot have, alpha outside (0, 1), or a negative
 * delta
 */
template <class Family>
[[nodiscard]] Variation variation(const Series& units, const VariationSettings& settings) {
  require_domain(units, Family::domain);
  if (!(settings.alpha > 0.0 && settings.alpha < 1.0))
    kvalspc::detail::throw_invalid("alpha", kvalspc::detail::to_text(settings.alpha),
                                   "a share between 0 and 1");
  if (!(settings.delta >= 0.0))
    kvalspc::detail::throw_invalid("delta", kvalspc::detail::to_text(settings.delta), "0 or more");
  Variation found = spread_between<Family>(units);
  const Levels<Family> levels(units);
  found.shrunk.resize(units.size());
  if (settings.ranks) found.ranks = ranks(units, levels, settings.alpha, settings.highest_first);
  if (!levels.known()) return found;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (present(units, k))
      found.shrunk[k] =
          levels.shrunk(units.numerator[k], units.denominator_at(k), settings.alpha, settings.delta);
  }
  return found;
}

}  // namespace kvalspc::units
