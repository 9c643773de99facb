/**
 * @file The effect as time passes since the start.
 *
 * One coefficient a window of time since the start, beside unit and period effects: Hughes, Granston and
 * Heagerty (2015), Contemp. Clin. Trials 45:55-60; Kenny et al. (2022), Stat. Med. 41:4311-4339. The window
 * before the start is a check: nothing should have happened yet.
 */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/math/identified.hpp>
#include <kvalspc/units/contrast.hpp>

namespace kvalspc::units {

/** The effect some periods after the start (negative: before it), against the time before those. */
struct EventTime {
  int first, last;  ///< periods since the start; `last` INT_MAX: and later
  double effect, effect_lower, effect_upper, p;
  std::size_t units;  ///< that have cells so long after their start
};

namespace detail {

/** Windows of time since the start; the first is before it, where there should be no effect. */
inline constexpr int open_end = std::numeric_limits<int>::max();
inline constexpr std::array<std::array<int, 2>, 5> event_windows{
    {{-3, -1}, {0, 2}, {3, 5}, {6, 11}, {12, open_end}}};

/** Time since the start, in periods of the network, of a cell of a unit that starts. */
[[nodiscard]] inline int since_start(const Network& network, const FittedPanel& fitted,
                                     const math::Cell& cell) {
  return static_cast<int>(fitted.period_of[cell.period]) -
         static_cast<int>(network.starts[fitted.unit_of[cell.unit]]);
}

}  // namespace detail

/** The effect in each window that has cells enough to tell it. */
template <class Link>
[[nodiscard]] std::vector<EventTime> event_times_of(const Network& network, const FittedPanel& fitted,
                                                    double alpha) {
  const math::Panel& panel = fitted.panel;
  Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(panel.rows(), detail::event_windows.size());
  std::vector<std::vector<char>> seen(detail::event_windows.size(), std::vector<char>(panel.units, 0));
  for (std::size_t k = 0; k < panel.size(); ++k) {
    if (!network.starts_at_all(fitted.unit_of[panel.cells[k].unit])) continue;
    const int since = detail::since_start(network, fitted, panel.cells[k]);
    for (std::size_t w = 0; w < detail::event_windows.size(); ++w) {
      if (since < detail::event_windows[w][0] || since > detail::event_windows[w][1]) continue;
      columns(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(w)) = 1.0;
      seen[w][panel.cells[k].unit] = 1;
    }
  }
  const std::vector<Eigen::Index> kept = math::identified_columns(panel, columns);
  std::vector<EventTime> events;
  if (kept.empty()) return events;
  const Eigen::MatrixXd some = math::columns_at(columns, kept);
  const math::TwoWayFit fit = math::fit_two_way<Link>(panel, some);
  if (!(fit.degrees > 0.0)) return events;
  const double dispersion = panel_dispersion<Link>(fit.pearson, fit.degrees).value;
  const double critical = math::students_t_quantile_upper(0.5 * alpha, fit.degrees);
  for (std::size_t c = 0; c < kept.size(); ++c) {
    const auto at = static_cast<Eigen::Index>(c);
    const auto w = static_cast<std::size_t>(kept[c]);
    const double effect = fit.coefficients[at], error = std::sqrt(dispersion * fit.covariance(at, at));
    events.push_back({detail::event_windows[w][0], detail::event_windows[w][1], effect,
                      effect - critical * error, effect + critical * error,
                      math::students_t_two_sided(effect / error, fit.degrees),
                      static_cast<std::size_t>(std::count(seen[w].begin(), seen[w].end(), 1))});
  }
  return events;
}

}  // namespace kvalspc::units
