/** @file Several units over the same periods, each with its own start or none: what is compared in a network.
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
#include <kvalspc/math/two_way.hpp>
#include <kvalspc/series.hpp>
#include <kvalspc/verdict/measure.hpp>

namespace kvalspc::units {

/** Row by row, one a unit: `periods` numbers each; NaN where a unit has nothing. A view, it owns nothing. */
struct Network {
  std::span<const double> numerator;
  std::span<const double> denominator{};  ///< empty: 1 everywhere
  std::size_t periods{};
  std::span<const std::int64_t> starts{};  ///< one a unit: its first period of intervention; -1: none

  [[nodiscard]] std::size_t units() const noexcept { return starts.size(); }
  [[nodiscard]] double x(std::size_t unit, std::size_t period) const noexcept {
    return numerator[unit * periods + period];
  }
  [[nodiscard]] double n(std::size_t unit, std::size_t period) const noexcept {
    return denominator.empty() ? 1.0 : denominator[unit * periods + period];
  }
  [[nodiscard]] bool counts(std::size_t unit, std::size_t period) const noexcept {
    return !std::isnan(x(unit, period)) && n(unit, period) > 0.0;
  }
  [[nodiscard]] bool starts_at_all(std::size_t unit) const noexcept { return starts[unit] >= 0; }
  /** Has the unit started by this period? */
  [[nodiscard]] bool started(std::size_t unit, std::size_t period) const noexcept {
    return starts_at_all(unit) && static_cast<std::size_t>(starts[unit]) <= period;
  }
};

/**
 * Checks a network.
 * @throws std::invalid_argument for lengths that do not fit and numbers outside the kind's domain;
 * std::out_of_range for starts outside the periods
 */
inline void require_network(verdict::Measure measure, const Network& network) {
  const std::size_t size = network.units() * network.periods;
  if (network.numerator.size() != size) {
    kvalspc::detail::throw_invalid("numerator", std::to_string(network.numerator.size()) + " values",
                                   std::to_string(size) + ", a row of periods for each unit");
  }
  require_domain({network.numerator, network.denominator}, verdict::domain_of(measure));
  for (const std::int64_t start : network.starts) {
    if (start >= -1 && start <= static_cast<std::int64_t>(network.periods)) continue;
    kvalspc::detail::throw_position("start", static_cast<std::size_t>(std::max<std::int64_t>(start, 0)),
                                    "at most " + std::to_string(network.periods));
  }
}

/** No start: the unit is a control throughout. */
inline constexpr std::size_t never = std::numeric_limits<std::size_t>::max();

/** A panel that can be fitted, and which units and periods of the network its own are. */
struct FittedPanel {
  math::Panel panel{};
  std::vector<std::size_t> unit_of{};    ///< in the network
  std::vector<std::size_t> period_of{};  ///< in the network

  /** The place of a unit of the network in the panel. */
  [[nodiscard]] std::optional<std::size_t> place(std::size_t unit) const {
    const auto at = std::lower_bound(unit_of.begin(), unit_of.end(), unit);
    if (at == unit_of.end() || *at != unit) return {};
    return static_cast<std::size_t>(at - unit_of.begin());
  }

  /** The first period of the panel that is not before `start` of the network. */
  [[nodiscard]] std::size_t period_from(std::size_t start) const noexcept {
    return static_cast<std::size_t>(std::lower_bound(period_of.begin(), period_of.end(), start) -
                                    period_of.begin());
  }
};

namespace detail {

/** Leaves out the cells whose unit or period (`index`) is all events or none; says whether any was. */
template <class Index>
bool drop_constant(std::vector<math::Cell>& cells, std::size_t size, bool shares, Index index) {
  std::vector<char> below(size, 0), above(size, 0);
  for (const math::Cell& cell : cells) {
    if (!shares || cell.value < 1.0) below[index(cell)] = 1;
    if (cell.value > 0.0) above[index(cell)] = 1;
  }
  return std::erase_if(cells, [&](const math::Cell& c) { return !below[index(c)] || !above[index(c)]; }) > 0;
}

/** Leaves out what shares no period, directly or through others, with the largest connected part. */
inline void keep_connected(std::vector<math::Cell>& cells, std::size_t units, std::size_t periods) {
  std::vector<std::size_t> parent(units + periods);
  for (std::size_t k = 0; k < parent.size(); ++k) parent[k] = k;
  const auto root = [&](std::size_t k) {
    while (parent[k] != k) k = parent[k] = parent[parent[k]];
    return k;
  };
  for (const math::Cell& cell : cells) parent[root(cell.unit)] = root(units + cell.period);
  std::vector<std::size_t> sizes(parent.size(), 0);
  for (const math::Cell& cell : cells) ++sizes[root(cell.unit)];
  const auto largest = static_cast<std::size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  std::erase_if(cells, [&](const math::Cell& cell) { return root(cell.unit) != largest; });
}

/** The values that occur, in order, and each cell's `index` renumbered among them. */
template <class Index>
std::vector<std::size_t> renumber(std::vector<math::Cell>& cells, std::size_t size, Index index) {
  std::vector<std::size_t> place(size, 0), occurring;
  for (math::Cell& cell : cells) place[index(cell)] = 1;
  for (std::size_t k = 0; k < size; ++k) {
    if (place[k] == 0) continue;
    place[k] = occurring.size();
    occurring.push_back(k);
  }
  for (math::Cell& cell : cells) index(cell) = place[index(cell)];
  return occurring;
}

}  // namespace detail

/**
 * The cells for which `use(unit, period)` holds, as a panel whose effects are all finite: units and periods
 * with only events, or none, say nothing about a ratio of odds or rates and are left out.
 */
template <class Use>
[[nodiscard]] FittedPanel panel_of(verdict::Measure measure, const Network& network, Use use) {
  FittedPanel fitted;
  std::vector<math::Cell>& cells = fitted.panel.cells;
  for (std::size_t u = 0; u < network.units(); ++u) {
    for (std::size_t t = 0; t < network.periods; ++t) {
      if (!network.counts(u, t) || !use(u, t)) continue;
      cells.push_back({u, t, network.x(u, t) / network.n(u, t), network.n(u, t)});
      if (!verdict::counts_events(measure)) cells.back().value = network.x(u, t);
    }
  }
  const auto unit = [](auto& cell) -> auto& { return cell.unit; };
  const auto period = [](auto& cell) -> auto& { return cell.period; };
  const bool shares = measure == verdict::Measure::proportions;
  while (verdict::counts_events(measure) && (detail::drop_constant(cells, network.units(), shares, unit) ||
                                             detail::drop_constant(cells, network.periods, shares, period))) {
  }
  if (!cells.empty()) detail::keep_connected(cells, network.units(), network.periods);
  fitted.unit_of = detail::renumber(cells, network.units(), unit);
  fitted.period_of = detail::renumber(cells, network.periods, period);
  fitted.panel.units = fitted.unit_of.size();
  fitted.panel.periods = fitted.period_of.size();
  return fitted;
}

/** The starts of a panel's units in its periods. */
[[nodiscard]] inline std::vector<std::size_t> starts_of(const Network& network, const FittedPanel& fitted) {
  std::vector<std::size_t> starts;
  for (const std::size_t unit : fitted.unit_of) {
    if (!network.starts_at_all(unit)) {
      starts.push_back(never);
      continue;
    }
    const std::size_t start = fitted.period_from(static_cast<std::size_t>(network.starts[unit]));
    starts.push_back(start < fitted.panel.periods ? start : never);
  }
  return starts;
}

}  // namespace kvalspc::units
