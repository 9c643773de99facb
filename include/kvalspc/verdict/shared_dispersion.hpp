/**
 * @file Dispersion shared across units that are scored together: each unit's own estimate, moderated by the
 * others.
 *
 * One unit's dispersion rests on some twenty periods; its few degrees of freedom cost the quasi test much of
 * its power. As in Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3(1):3, the units' true dispersions are taken
 * to follow a scaled inverse chi-square distribution, which the estimates of all units tell. Two things
 * differ: the prior's middle is a line in the unit's volume, since a level that wanders from period to
 * period inflates the variance of large units more (a beta-binomial count of n has 1 + (n - 1) rho); and the
 * spread is found by moments, not from logarithms, which an estimate of zero has none of. (Given a unit's
 * total, the variance of Pearson's dispersion is 2 / degrees for rare events too: Haldane (1940), Biometrika
 * 31:346-355.)
 */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>

#include <kvalspc/math/sum.hpp>

namespace kvalspc::verdict {

/** How much the periods of one unit vary. */
struct UnitDispersion {
  double dispersion;  ///< Pearson's, around the unit's own levels
  double degrees;     ///< of freedom, above 0
  double volume;      ///< what a wandering level multiplies: patients less one, or expected events, a period
};

/** A dispersion and the degrees of freedom that it rests on. */
struct Dispersion {
  double value;
  double degrees;
};

/** What the other units say about one unit's dispersion. */
struct DispersionPrior {
  double scale;         ///< s0^2 of Smyth
  double degrees;       ///< d0 of Smyth; infinity: all units vary alike
  double most_degrees;  ///< of all units together: no estimate can rest on more

  /** The unit's own dispersion, moderated. */
  [[nodiscard]] Dispersion moderated(Dispersion own) const noexcept {
    const double weight = std::isinf(degrees) ? 1.0 : degrees / (degrees + own.degrees);
    return {weight * scale + (1.0 - weight) * own.value, std::min(degrees + own.degrees, most_degrees)};
  }
};

/** The prior of every unit: a middle that is a line in the volume, and how far units spread around it. */
struct SharedDispersion {
  double constant;
  double slope;
  double degrees;
  double most_degrees;

  [[nodiscard]] double middle(double volume) const noexcept { return constant + slope * volume; }
  [[nodiscard]] DispersionPrior prior(double volume) const noexcept {
    const double mean = middle(volume);
    return {std::isinf(degrees) ? mean : mean * (degrees - 2.0) / degrees, degrees, most_degrees};
  }
};

/** Fewer units than this do not share: their spread and its dependence on volume would be guesses. */
inline constexpr std::size_t units_that_share = 10;

namespace detail {

/** Weighted sums of the powers of volume, and of dispersion times them. */
struct LineSums {
  std::array<math::OrderedSum<double>, 5> sums;

  void add(std::size_t k, const UnitDispersion& unit, double weight) {
    const double weighted_volume = weight * unit.volume;
    sums[0].add(k, weight);
    sums[1].add(k, weighted_volume);
    sums[2].add(k, weighted_volume * unit.volume);
    sums[3].add(k, weight * unit.dispersion);
    sums[4].add(k, weighted_volume * unit.dispersion);
  }
};

/** The line of dispersion in volume that is nowhere below `lowest` and never falls. */
inline void fit_line(SharedDispersion& shared, std::span<const UnitDispersion> units) {
  constexpr double lowest = 0.2;
  constexpr int rounds = 5;  // weights follow the line; they settle at once
  for (int round = 0; round < rounds; ++round) {
    LineSums line;
    for (std::size_t k = 0; k < units.size(); ++k) {
      const double middle = shared.middle(units[k].volume);
      line.add(k, units[k], units[k].degrees / (middle * middle));
    }
    const double n = line.sums[0].total(), v = line.sums[1].total(), vv = line.sums[2].total();
    const double d = line.sums[3].total(), vd = line.sums[4].total();
    const double spread = n * vv - v * v;
    constexpr double same_volume = 1e-9;
    shared.slope = spread > same_volume * n * vv ? std::max(0.0, (n * vd - v * d) / spread) : 0.0;
    shared.constant = std::max(lowest, (d - shared.slope * v) / n);
  }
}

/** Squared coefficient of variation of the units' true dispersions around the line; 0 when chance explains
 * all. */
[[nodiscard]] inline double true_variation(const SharedDispersion& shared,
                                           std::span<const UnitDispersion> units) {
  math::OrderedSum<double> beyond_chance, weights;
  for (std::size_t k = 0; k < units.size(); ++k) {
    const UnitDispersion& unit = units[k];
    const double off = unit.dispersion / shared.middle(unit.volume) - 1.0;
    const double chance = 2.0 / unit.degrees;
    beyond_chance.add(k, unit.degrees * (off * off - chance));
    weights.add(k, unit.degrees * (1.0 + chance));
  }
  return std::max(0.0, beyond_chance.total() / weights.total());
}

}  // namespace detail

/** Fits the prior to the units' dispersions; none with fewer than `units_that_share` units. */
[[nodiscard]] inline std::optional<SharedDispersion> share_dispersion(std::span<const UnitDispersion> units) {
  if (units.size() < units_that_share) return {};
  math::OrderedSum<double> degrees;
  for (std::size_t k = 0; k < units.size(); ++k) degrees.add(k, units[k].degrees);
  SharedDispersion shared{1.0, 0.0, std::numeric_limits<double>::infinity(), degrees.total()};
  detail::fit_line(shared, units);
  const double variation = detail::true_variation(shared, units);
  // A scaled inverse chi-square with d degrees has the squared coefficient of variation 2 / (d - 4).
  if (variation > 0.0) shared.degrees = 4.0 + 2.0 / variation;
  return shared;
}

}  // namespace kvalspc::verdict
