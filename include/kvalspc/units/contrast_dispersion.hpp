/**
 * @file The dispersion that a contrast rests on: that of all cells, or of the one unit that starts.
 *
 * Pearson's chi-squared over its degrees of freedom: Wedderburn (1974), Biometrika 61:439-447; McCullagh and
 * Nelder (1989). It takes a unit's periods for independent of each other.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <kvalspc/math/two_way.hpp>
#include <kvalspc/verdict/family.hpp>
#include <kvalspc/verdict/shared_dispersion.hpp>

namespace kvalspc::units {

template <class Link>
inline constexpr bool counted = !std::is_same_v<Link, math::IdentityLink>;

/** Whose dispersion a contrast rests on. */
enum class SpreadOf : std::uint8_t {
  panel,  ///< that of all cells
  unit,   ///< that of the one unit that starts, moderated by the others' (counts, ten units or more)
};

/** Sums over the cells of one unit. */
struct UnitSums {
  double pearson = 0.0, weight = 0.0, events = 0.0, cells = 0.0;
};

/** The sums of every unit of a panel around fitted means. */
template <class Link>
[[nodiscard]] std::vector<UnitSums> unit_sums(const math::Panel& panel, const std::vector<double>& means) {
  std::vector<UnitSums> sums(panel.units);
  for (std::size_t k = 0; k < panel.size(); ++k) {
    const math::Cell& cell = panel.cells[k];
    UnitSums& unit = sums[cell.unit];
    unit.pearson += math::pearson<Link>(cell, means[k]);
    unit.weight += cell.weight;
    unit.events += cell.weight * means[k];
    unit.cells += 1.0;
  }
  return sums;
}

/**
 * Pearson's dispersion of all cells.
 *
 * Chance alone brings an estimate of counts below 1 as often as above, and Student's t reckons with both: it
 * is used as it is, down to two standard errors below 1. (Raised to 1 the test of staggered starts has a
 * level of 4.6 % in place of 5.1, and half a point less power: tests/long/staggered.)
 */
template <class Link>
[[nodiscard]] verdict::Dispersion panel_dispersion(double pearson, double degrees) noexcept {
  const double estimate = pearson / degrees;
  if constexpr (!counted<Link>) return {estimate, degrees};
  constexpr double standard_errors = 2.0;
  return {std::max(estimate, 1.0 - standard_errors * std::sqrt(2.0 / degrees)), degrees};
}

/** The dispersion of one unit, moderated by the others' and at least 1; the panel's where few share. */
template <class Link>
[[nodiscard]] verdict::Dispersion unit_dispersion(const std::vector<UnitSums>& sums, std::size_t unit,
                                                  verdict::Dispersion panel_wide) {
  using Family = std::conditional_t<std::is_same_v<Link, math::LogitLink>, verdict::BinomialFamily,
                                    verdict::PoissonFamily>;
  double cells = 0.0;
  for (const UnitSums& one : sums) cells += one.cells;
  std::vector<verdict::UnitDispersion> units;
  for (const UnitSums& one : sums) {
    const double degrees = one.cells * panel_wide.degrees / cells;  // cells share them
    const double volume = Family::volume(one.events / one.weight, one.weight / one.cells);
    units.push_back({one.pearson / degrees, degrees, volume});
  }
  verdict::Dispersion used = panel_wide;
  if (const auto shared = verdict::share_dispersion(units))
    used = shared->prior(units[unit].volume).moderated({units[unit].dispersion, units[unit].degrees});
  used.value = std::max(1.0, used.value);
  return used;
}

}  // namespace kvalspc::units
