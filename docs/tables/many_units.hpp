// Lists of simulated units that are scored together: how often the verdict's p-value is wrong, how much it
// finds, and what a list by Benjamini and Hochberg (1995) holds. For the tables of the documentation and for
// tests/long.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include <kvalspc/units/multiplicity.hpp>
#include <kvalspc/verdict/evidence.hpp>

#include "reference/overdispersed.hpp"

namespace many_units {

inline constexpr double alpha = 0.05, q = 0.05;
inline constexpr std::size_t before = 12, after = 12, months = before + after;

/** How the units' true dispersions differ. */
enum class Spread {
  alike,   ///< all the same
  volume,  ///< the same correlation between patients of a month: large units vary more
  apart,   ///< 1 plus an exponential
};

struct Scenario {
  std::size_t units;
  int fewest, most;  ///< patients a month, growing geometrically from unit to unit
  double level0, level1, share_changed, phi;
  Spread spread = Spread::alike;
  double common = 0.0;  ///< standard deviation of a month's shift (logit) that all units share
};

/** Shares, of stable or of changed units, and of the list. */
struct Found {
  double false_own, false_shared, power_own, power_shared, power_known, list_false, list_power;
  double list_false_error;  ///< standard error of list_false
};

namespace detail {

struct Unit {
  double statistic, exact, own, shared, known;
  bool changed;
};

inline double shifted(double level, double logits) {
  return 1.0 / (1.0 + (1.0 - level) / level * std::exp(-logits));
}

inline double phi_of(const Scenario& s, reference::Random& random, double n, double middle) {
  const double extra = s.phi - 1.0;
  switch (s.spread) {
    case Spread::alike:
      return s.phi;
    case Spread::volume:
      return 1.0 + extra * (n - 1.0) / (middle - 1.0);
    case Spread::apart:
      return std::min(1.0 + extra * reference::gamma_variate(random, 1.0), 1.0 + 0.8 * (n - 1.0));
  }
  return s.phi;
}

inline std::vector<Unit> one_list(const Scenario& s, reference::Random& random) {
  using namespace kvalspc::verdict;
  std::vector<double> common(months, 0.0), x(months);
  if (s.common > 0.0)
    for (double& shift : common) shift = s.common * random.normal();
  std::vector<Unit> units;
  std::vector<UnitDispersion> lent;
  for (std::size_t k = 0; k < s.units; ++k) {
    const double place = static_cast<double>(k) / static_cast<double>(s.units - 1);
    const int n = static_cast<int>(std::lround(s.fewest * std::pow(double(s.most) / s.fewest, place)));
    const bool changed = static_cast<double>(k % 20) < 20.0 * s.share_changed;
    const double phi = phi_of(s, random, n, std::sqrt(double(s.fewest) * s.most));
    for (std::size_t t = 0; t < months; ++t) {
      const double level = t >= before && changed ? s.level1 : s.level0;
      x[t] = reference::beta_binomial(random, n, shifted(level, common[t]), phi);
    }
    const std::vector<double> patients(months, n);
    const kvalspc::chart::Points points{{x, patients}, {}};
    const auto dispersion = dispersion_of(Measure::proportions, points, {before, months});
    if (!dispersion) continue;
    const auto counts = two_counts(sum_side(points, 0, before), sum_side(points, before, months));
    Unit unit{score_statistic<Proportions>(counts), 0.0, 0.0, 0.0, 0.0, changed};
    unit.exact = kvalspc::math::two_sided(Proportions::tails(counts));
    const auto larger = [&](double value, double degrees) {
      const double t = unit.statistic / std::sqrt(std::max(1.0, value));
      return std::max(unit.exact, kvalspc::math::students_t_two_sided(t, degrees));
    };
    unit.own = larger(dispersion->dispersion, dispersion->degrees);
    unit.known = larger(phi, 1e9);
    units.push_back(unit);
    lent.push_back(*dispersion);
  }
  const auto shared = share_dispersion(lent);
  for (std::size_t k = 0; shared && k < units.size(); ++k) {
    const auto used = shared->prior(lent[k].volume).moderated({lent[k].dispersion, lent[k].degrees});
    const double t = units[k].statistic / std::sqrt(std::max(1.0, used.value));
    units[k].shared = std::max(units[k].exact, kvalspc::math::students_t_two_sided(t, used.degrees));
  }
  return units;
}

}  // namespace detail

/** `lists` lists of units; the same figures every time. */
inline Found simulate(const Scenario& s, int lists) {
  reference::Random random(20240917);
  Found found{};
  double stable = 0.0, changed = 0.0, squares = 0.0;
  for (int list = 0; list < lists; ++list) {
    const std::vector<detail::Unit> units = detail::one_list(s, random);
    double here = 0.0;
    for (const detail::Unit& unit : units) {
      here += unit.changed ? 1.0 : 0.0;
      (unit.changed ? found.power_own : found.false_own) += unit.own < alpha ? 1.0 : 0.0;
      (unit.changed ? found.power_shared : found.false_shared) += unit.shared < alpha ? 1.0 : 0.0;
      if (unit.changed) found.power_known += unit.known < alpha ? 1.0 : 0.0;
    }
    changed += here;
    stable += static_cast<double>(units.size()) - here;
    std::vector<double> p;
    for (const detail::Unit& unit : units) p.push_back(unit.shared);
    const auto list_of = kvalspc::units::shortlist(kvalspc::units::q_values(p), q).positions;
    const std::size_t on_list = list_of.size();
    const auto right = static_cast<double>(
        std::count_if(list_of.begin(), list_of.end(), [&](std::size_t k) { return units[k].changed; }));
    const double wrong = on_list > 0 ? 1.0 - right / static_cast<double>(on_list) : 0.0;
    found.list_false += wrong;
    squares += wrong * wrong;
    if (here > 0.0) found.list_power += right / here;
  }
  found.false_own /= stable;
  found.false_shared /= stable;
  for (double* power : {&found.power_own, &found.power_shared, &found.power_known})
    *power /= std::max(1.0, changed);
  found.list_false /= lists;
  found.list_power /= lists;
  found.list_false_error =
      std::sqrt(std::max(0.0, squares / lists - found.list_false * found.list_false) / lists);
  return found;
}

}  // namespace many_units
