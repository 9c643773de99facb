/** @file Which chart fits a series, and why. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/aggregate/subgroups.hpp>
#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/small_counts.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/neighbours.hpp>
#include <kvalspc/suggestion.hpp>

namespace kvalspc {

namespace suggesting {

/** Below this many points a baseline says little of its spread. */
inline constexpr double enough_points = 12.0;
/** From this many expected events (and non-events) a point on, Laney's limits hold (docs/limits.md). */
inline constexpr double enough_for_laney = 10.0;
/** Below this level a share and a rate are hard to tell apart, and their charts nearly the same. */
inline constexpr double rare_share = 0.05;
/** Denominators that differ by more than this factor are unequal. */
inline constexpr double unequal = 1.25;

inline constexpr double no_figure = std::numeric_limits<double>::quiet_NaN();

/** Kinds of charts for one kind of counts. */
struct CountCharts {
  ChartKind plain, laney;
};

/** Adds what decides between a chart of chance, Laney's, and none: how many events, and whether neighbours
 * differ more than chance. */
template <ChartPolicy P>
void choose_counts(const chart::Points& points, CountCharts charts, Suggestion& to) {
  const Neighbours found = neighbours<P>(points);
  to.kind = charts.plain;
  if (found.points == 0) return;
  const double size = static_cast<double>(found.points), events = found.level.sum_numerator / size;
  const double others = P::counts == Counts::binomial ? found.level.sum_denominator / size - events : events;
  const double fewest = std::min(events, others);
  if (fewest < 1.0) {
    to.grounds.push_back({Ground::few_events, fewest});
    to.others.push_back(ChartKind::g);
    to.others.push_back(ChartKind::t);
  }
  if (found.more_than_chance()) {
    const bool enough = fewest >= enough_for_laney;
    to.grounds.push_back(
        {enough ? Ground::overdispersed : Ground::overdispersed_small, enough ? found.ratio() : fewest});
    to.kind = enough ? charts.laney : charts.plain;
    to.others.push_back(enough ? charts.plain : charts.laney);
  }
  if (fewest >= 1.0 && to.kind == charts.plain && chart::counts_are_small<P>(found.level, found.points))
    to.grounds.push_back({Ground::small_counts, fewest});
}

/** Adds how alike the denominators are. */
inline void compare_sizes(const chart::Points& points, Suggestion& to) {
  double smallest = std::numeric_limits<double>::infinity(), largest = 0.0;
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (!points.present(k)) continue;
    smallest = std::min(smallest, points.series.denominator_at(k));
    largest = std::max(largest, points.series.denominator_at(k));
  }
  if (largest == 0.0) return;
  if (largest == smallest) to.grounds.push_back({Ground::equal_denominators, largest});
  else if (largest > unequal * smallest)
    to.grounds.push_back({Ground::unequal_denominators, largest / smallest});
}

/** Adds what an individuals chart should know of its values. */
inline void look_at_values(const chart::Points& points, Suggestion& to) {
  const std::size_t outliers = far_ranges(points);
  if (outliers > 0) to.grounds.push_back({Ground::outliers, static_cast<double>(outliers)});
  const double tied = share_on_median(points);
  if (tied > 0.5) to.grounds.push_back({Ground::ties, tied});
}

/** Are all numerators whole and not negative? */
[[nodiscard]] inline bool is_whole(std::span<const double> values) noexcept {
  return std::all_of(values.begin(), values.end(),
                     [](double x) { return std::isnan(x) || (x >= 0.0 && x == std::floor(x)); });
}

[[nodiscard]] inline bool is_zero_or_one(std::span<const double> values) noexcept {
  return std::all_of(values.begin(), values.end(),
                     [](double x) { return std::isnan(x) || x == 0.0 || x == 1.0; });
}

[[nodiscard]] inline bool fits(const Series& series, Domain domain) noexcept {
  for (std::size_t k = 0; k < series.size(); ++k) {
    const double x = series.numerator[k], n = series.denominator_at(k);
    if (!std::isnan(x) && !std::isnan(n) && x > n) return domain != Domain::proportions;
  }
  return is_whole(series.numerator) && (domain != Domain::proportions || is_whole(series.denominator));
}

/** What the numbers look like. */
[[nodiscard]] inline Measured look(const Series& series) noexcept {
  if (!series.has_denominator()) return is_whole(series.numerator) ? Measured::counts : Measured::values;
  if (!is_whole(series.numerator)) return Measured::values;
  return fits(series, Domain::proportions) ? Measured::shares : Measured::rates;
}

inline void begin(Suggestion& to, Ground ground, double value = no_figure) {
  to.grounds.push_back({ground, value});
}

inline void suggest_subgroups(const chart::Points& points, Suggestion& to) {
  const Neighbours found = neighbours<chart::Xbar>(points);
  begin(to, Ground::subgroups,
        found.level.sum_denominator / static_cast<double>(std::max<std::size_t>(found.points, 1)));
  to.kind = ChartKind::xbar;
  if (found.more_than_chance()) {
    to.grounds.push_back({Ground::moving_subgroups, found.ratio()});
    to.kind = ChartKind::ip;
    to.others.push_back(ChartKind::xbar);
  }
  compare_sizes(points, to);
  to.others.push_back(ChartKind::s);
}

inline void suggest_counts(const chart::Points& points, Measured what, Suggestion& to, bool told) {
  if (what == Measured::shares) {
    begin(to, Ground::shares);
    choose_counts<chart::P>(points, {ChartKind::p, ChartKind::pp}, to);
    const double level = neighbours<chart::P>(points).level.centre;
    if (!told && level < rare_share) {
      to.grounds.push_back({Ground::shares_or_rates, level});
      to.others.push_back(ChartKind::u);
    }
  } else if (what == Measured::rates && points.series.has_denominator()) {
    begin(to, Ground::rates);
    choose_counts<chart::U>(points, {ChartKind::u, ChartKind::up}, to);
  } else {
    begin(to, told ? Ground::counts : Ground::counts_or_values);
    choose_counts<chart::C>(points, {ChartKind::c, ChartKind::cp}, to);
    if (!told) to.others.push_back(ChartKind::i);
  }
  if (points.series.has_denominator()) compare_sizes(points, to);
  if (what == Measured::shares && to.grounds.back().ground == Ground::equal_denominators)
    to.others.push_back(ChartKind::np);
}

inline void suggest_values(const chart::Points& points, Measured what, Suggestion& to) {
  if (what == Measured::gaps || what == Measured::times) {
    begin(to, what == Measured::gaps ? Ground::gaps : Ground::times);
    to.kind = what == Measured::gaps ? ChartKind::g : ChartKind::t;
  } else if (points.series.has_denominator()) {
    begin(to, Ground::ratios);
    to.kind = ChartKind::ip;
    compare_sizes(points, to);
    if (to.grounds.back().ground != Ground::unequal_denominators) to.others.push_back(ChartKind::i);
  } else {
    begin(to, Ground::values);
    to.kind = ChartKind::i;
    look_at_values(points, to);
  }
}

/** @throws std::invalid_argument when the numbers are not what the caller says. */
inline void require_measured(const Series& series, Measured measured) {
  if (measured == Measured::shares && !series.has_denominator())
    detail::throw_invalid("what", "\"shares\" without denominators", "denominators");
  if (measured == Measured::shares) require_domain(series, Domain::proportions);
  if (measured == Measured::rates || measured == Measured::counts || measured == Measured::gaps)
    require_domain(series, Domain::counts);
  if (measured == Measured::times) require_domain(series, Domain::positive);
  if ((measured == Measured::gaps || measured == Measured::times || measured == Measured::counts) &&
      series.has_denominator()) {
    detail::throw_invalid(
        "what",
        "\"" + std::string(measured_names[static_cast<std::size_t>(measured)]) + "\" with denominators",
        "none");
  }
}

}  // namespace suggesting

/**
 * Suggests a chart for aggregated points; a run chart is right for any of them, and comes last among the
 * others.
 *
 * Numbers that are not finite must have been refused. Sources of the choices: Montgomery, Introduction to
 * Statistical Quality Control, ch. 6-7; Laney (2002); Benneyan (2001); docs/limits.md for the thresholds.
 *
 * @param series   with `within` where its points are subgroups of measurements (numerator = sum)
 * @param measured what the caller knows; `unknown` looks at the numbers
 * @throws std::invalid_argument when the numbers are not what `measured` says
 */
[[nodiscard]] inline Suggestion suggest(const Series& series, Measured measured = Measured::unknown) {
  using namespace suggesting;
  require_domain(series, Domain::values);
  require_measured(series, measured);
  const chart::Points points{series, {}};
  Suggestion to;
  const Measured what = measured == Measured::unknown ? look(series) : measured;
  if (!series.within.empty()) suggest_subgroups(points, to);
  else if (what == Measured::shares || what == Measured::rates || what == Measured::counts)
    suggest_counts(points, what, to, measured != Measured::unknown);
  else suggest_values(points, what, to);
  std::size_t count = 0;
  for (std::size_t k = 0; k < points.size(); ++k) count += points.present(k) ? 1U : 0U;
  if (static_cast<double>(count) < enough_points)
    to.grounds.push_back({Ground::few_points, static_cast<double>(count)});
  to.others.push_back(ChartKind::run);
  return to;
}

/**
 * The same for rows of which several share a period: rows [offsets[k], offsets[k + 1]) are those of point k.
 * Counts are added up, zeros and ones are events among their rows, and other values are subgroups of
 * measurements.
 */
[[nodiscard]] inline Suggestion suggest(const Series& rows, std::span<const std::int64_t> offsets,
                                        Measured measured = Measured::unknown) {
  require_offsets(offsets, rows.size());
  const bool told =
      measured == Measured::shares || measured == Measured::rates || measured == Measured::counts;
  const bool outcomes = (measured == Measured::unknown || measured == Measured::shares) &&
                        suggesting::is_zero_or_one(rows.numerator);
  const std::size_t points = offsets.size() - 1;
  if (points == rows.size()) return suggest(rows, measured);
  if (!rows.has_denominator() && !told && !outcomes) {
    const Subgroups g = subgroups(Within::sd, rows.numerator, offsets);
    return suggest({g.sum, g.size, g.within}, measured);
  }
  std::vector<double> sum(points), size(points);
  aggregate(Aggregate::sum, rows.numerator, offsets, sum);
  const std::vector<double> ones(rows.size(), 1.0);
  aggregate(Aggregate::sum, rows.has_denominator() ? rows.denominator : std::span<const double>(ones),
            offsets, size);
  if (!rows.has_denominator() && !outcomes) return suggest({sum}, measured);
  return suggest({sum, size}, measured);
}

}  // namespace kvalspc
