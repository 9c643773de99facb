/** @file Do the units differ at all? The test of equal levels, simulated where counts are small. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/units/family.hpp>

namespace kvalspc::units {

/** The test of equal levels. NaN: fewer than two units with data, or nothing that could differ. */
struct Heterogeneity {
  double statistic = std::numeric_limits<double>::quiet_NaN();
  double degrees = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  bool simulated = false;
};

namespace detail {

/** Below so many expected events (or non-events) in any unit the chi-squared distribution is no longer
 * trusted. */
inline constexpr double smallest_expectation = 5.0;
/** Simulated tables at most; the smallest p-value is 1 / (this + 1). */
inline constexpr int simulated_tables = 999;
/** So many tables at least as extreme as the data end the simulation early. */
inline constexpr int enough_extreme = 20;
inline constexpr std::uint64_t table_seed = 20250101;

/** The count of one unit, given what is left of events and of patients or exposure. */
[[nodiscard]] inline math::Hypergeometric share_of(Proportions, double events, double n,
                                                   double left) noexcept {
  return {left, events, n};
}
[[nodiscard]] inline math::Binomial share_of(Rates, double events, double n, double left) noexcept {
  return {events, n / left};
}

/** Sum of squared standardised counts about `level`. */
template <class Family>
[[nodiscard]] double squared_residuals(const std::vector<double>& x, const std::vector<double>& n,
                                       double level) noexcept {
  math::OrderedSum<double> sum;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double z = math::standardised_count(x[k], n[k], level, Family::variance(level));
    sum.add(k, z * z);
  }
  return sum.total();
}

/** A table with the same totals as the data, drawn as if all units had one level. */
template <class Family>
void draw_table(std::vector<double>& x, const std::vector<double>& n, double events, double size,
                math::Random& random) noexcept {
  for (std::size_t k = 0; k < n.size(); ++k) {
    const bool last = k + 1 == n.size();
    x[k] = last || events <= 0.0 ? events : math::draw(share_of(Family{}, events, n[k], size), random);
    events -= x[k];
    size -= n[k];
  }
}

/** Exact: given the totals the null distribution has no unknown. Fixed seed. */
template <class Family>
[[nodiscard]] double simulated_p(const std::vector<double>& n, double events, double size, double statistic) {
  constexpr double slack = 1.0 - 1e-9;  // a table that is the data's own, summed with other rounding
  math::Random random(table_seed);
  std::vector<double> x(n.size());
  math::SimulatedP simulated(simulated_tables, enough_extreme);
  while (simulated.unfinished()) {
    draw_table<Family>(x, n, events, size, random);
    simulated.add(squared_residuals<Family>(x, n, events / size) >= statistic * slack);
  }
  return simulated.p();
}

}  // namespace detail

/** Chi-squared test of equal levels (Pearson 1900); where a unit expects few events or non-events, by
 * simulation. */
template <class Family>
[[nodiscard]] Heterogeneity heterogeneity(const Series& units) {
  std::vector<double> x, n;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    x.push_back(units.numerator[k]);
    n.push_back(units.denominator_at(k));
  }
  Heterogeneity found;
  if (x.size() < 2) return found;
  const double level = pooled_level(units);
  if (!(Family::variance(level) > 0.0)) return found;
  found.statistic = detail::squared_residuals<Family>(x, n, level);
  found.degrees = static_cast<double>(x.size() - 1);
  const double rarer = Family::bounded ? std::min(level, 1.0 - level) : level;
  found.simulated = *std::min_element(n.begin(), n.end()) * rarer < detail::smallest_expectation;
  if (!found.simulated) {
    found.p = math::chi_squared_upper(found.statistic, found.degrees);
    return found;
  }
  math::OrderedSum<double> events, size;
  for (std::size_t k = 0; k < x.size(); ++k) {
    events.add(k, x[k]);
    size.add(k, n[k]);
  }
  found.p = detail::simulated_p<Family>(n, events.total(), size.total(), found.statistic);
  return found;
}

/**
 * Systematic component of variation: the variance between units of observed over expected, less that of
 * chance; may be below 0. McPherson et al. (1982), N. Engl. J. Med. 307:1310-1314, who print it times 100.
 *
 * Made for rare events: chance is taken as Poisson's, 1 / expected.
 */
[[nodiscard]] inline double systematic_component(const Series& units) noexcept {
  const double level = pooled_level(units);
  math::OrderedSum<double> sum;
  std::size_t count = 0;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    const double expected = units.denominator_at(k) * level;
    const double excess = units.numerator[k] / expected - 1.0;
    sum.add(k, excess * excess - 1.0 / expected);
    ++count;
  }
  return sum.total() / static_cast<double>(count);
}

}  // namespace kvalspc::units
