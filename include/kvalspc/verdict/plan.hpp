/** @file Planning: how long until a change is seen, and in which periods to count. */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/verdict/assess.hpp>

namespace kvalspc {

/** What one unit (or several, added up) has to go by. */
struct UnitVolume {
  double volume{};  ///< patients or exposure a month (values: not used)
  double level{};   ///< before
};

/** What is planned for. */
struct PlanSettings {
  CompareSettings compare{};      ///< alpha, better, relevant_change, min_baseline, min_after
  std::size_t months_before{12};  ///< of baseline
  double dispersion = 1.0;        ///< counts: variance of the months over that of chance
  double spread = 0.0;            ///< values: standard deviation of a month's value
  double power = verdict::enough_power;
};

/** One length of period. */
struct PlanRow {
  std::size_t months{};          ///< length of a period
  std::size_t periods_before{};  ///< whole periods in the baseline
  double events{};  ///< expected in a period before: events, or non-events where those are fewer; NaN: values
  bool readable{};  ///< enough events for a chart that means something (always for values)
  std::optional<std::size_t> months_after{};  ///< until the power is enough; none: the baseline is too short,
                                              ///< or more than ten years
};

/** The answer: a row for each length of period, and the lengths to use. */
struct PlanAnswer {
  std::vector<PlanRow> rows;
  std::size_t chart_months{};  ///< the shortest readable period
  std::optional<std::size_t>
      months_after{};     ///< judged in months (see docs/verdict.md), months until it is seen
  double change{};        ///< the change planned for, absolute
  UnitVolume together{};  ///< all units as one
};

namespace verdict {

inline constexpr std::array<std::size_t, 5> period_lengths{1, 3, 4, 6, 12};
inline constexpr double readable_events = 5.0;
inline constexpr std::size_t most_months_ahead = 120;
inline constexpr std::size_t year = 12;
inline constexpr std::size_t min_years_before = 3, min_years_after = 2;

/** Volume and level of several units together. */
[[nodiscard]] inline UnitVolume together(std::span<const UnitVolume> units) noexcept {
  UnitVolume all;
  double events = 0.0;
  for (const UnitVolume& unit : units) {
    all.volume += unit.volume;
    events += unit.volume * unit.level;
  }
  all.level = events / all.volume;
  return all;
}

/** The power model of a planned comparison; with no wished direction, of the change that is harder to see. */
[[nodiscard]] inline PowerModel planned(Measure measure, const UnitVolume& unit, const PlanSettings& settings,
                                        std::size_t length, std::size_t periods, bool up) {
  Comparison c;
  c.baseline.level = unit.level;
  c.baseline.n = periods;
  c.baseline.denominator = unit.volume * static_cast<double>(length * periods);
  c.evidence.dispersion_used = settings.dispersion;
  const double variance = settings.spread * settings.spread;
  PowerModel model =
      power_model(measure, c, up, settings.compare.relevant_change, variance, settings.compare.alpha);
  // The change is that of a month's standard deviation; longer periods vary less.
  if (!counts_events(measure)) model.inflation = variance / static_cast<double>(length);
  return model;
}

/** Months after the start until the power is enough, in periods of `length` months. */
[[nodiscard]] inline std::optional<std::size_t> months_until(Measure measure, const UnitVolume& unit,
                                                             const PlanSettings& settings,
                                                             std::size_t length) {
  const std::size_t periods = settings.months_before / length;
  const bool yearly = length == year;
  const std::size_t least_before = yearly ? min_years_before : settings.compare.min_baseline;
  const std::size_t least_after = yearly ? min_years_after : settings.compare.min_after;
  if (periods < least_before) return {};
  std::optional<std::size_t> longest;
  for (const bool up : {true, false}) {
    if (settings.compare.better == (up ? Better::lower : Better::higher)) continue;
    const PowerModel model = planned(measure, unit, settings, length, periods, up);
    const auto needed =
        first_enough(least_after, most_months_ahead / length, settings.power, [&](std::size_t after) {
          const double volume = counts_events(measure) ? unit.volume * static_cast<double>(length) : 1.0;
          return model.at(volume * static_cast<double>(after), periods + after);
        });
    if (!needed) return {};
    longest = std::max(longest.value_or(0), *needed * length);
  }
  return longest;
}

[[nodiscard]] inline double fewest_events(Measure measure, const UnitVolume& unit,
                                          std::size_t length) noexcept {
  const double exposure = unit.volume * static_cast<double>(length);
  switch (measure) {
    case Measure::proportions:
      return exposure * std::min(unit.level, 1.0 - unit.level);
    case Measure::rates:
      return exposure * unit.level;
    default:
      return std::numeric_limits<double>::quiet_NaN();
  }
}

[[nodiscard]] inline PlanAnswer plan(Measure measure, const UnitVolume& unit, const PlanSettings& settings) {
  PlanAnswer answer;
  answer.together = unit;
  for (const std::size_t length : period_lengths) {
    PlanRow row{length, settings.months_before / length, fewest_events(measure, unit, length), false, {}};
    row.readable = !(row.events < readable_events);
    row.months_after = months_until(measure, unit, settings, length);
    if (answer.chart_months == 0 && row.readable) answer.chart_months = length;
    answer.rows.push_back(row);
  }
  if (answer.chart_months == 0) answer.chart_months = year;
  answer.months_after = answer.rows.front().months_after;
  const bool up = settings.compare.better != Better::lower;
  const PowerModel model = planned(measure, unit, settings, 1, settings.months_before, up);
  answer.change = std::abs(model.level1 - model.level0);
  return answer;
}

}  // namespace verdict

/**
 * Plans a comparison of units that are added up: how long until a change is seen with `settings.power`
 * probability, by the power of compare()'s own tests.
 *
 * @param units one entry a unit; several are judged by their sums
 * @throws std::invalid_argument for no units, a volume that is not above 0, a level or a spread outside what
 * the chart can have.
 */
[[nodiscard]] inline PlanAnswer plan(ChartKind kind, std::span<const UnitVolume> units,
                                     const PlanSettings& settings = {}) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  const bool counts = verdict::counts_events(measure);
  if (units.empty()) detail::throw_invalid("volume", "no units", "at least one");
  for (const UnitVolume& unit : units) {
    if (counts && !(unit.volume > 0.0)) {
      detail::throw_invalid("volume", detail::to_text(unit.volume), "a number above 0");
    }
    const bool inside = measure == verdict::Measure::proportions ? unit.level > 0.0 && unit.level < 1.0
                        : counts                                 ? unit.level > 0.0
                                                                 : true;
    if (!inside) {
      detail::throw_invalid(
          "level", detail::to_text(unit.level),
          measure == verdict::Measure::proportions ? "a share between 0 and 1" : "a rate above 0");
    }
  }
  if (!counts && !(settings.spread > 0.0)) {
    detail::throw_invalid("spread", detail::to_text(settings.spread),
                          "the standard deviation of a month's value, above 0");
  }
  if (!(settings.power > 0.0 && settings.power < 1.0)) {
    detail::throw_invalid("power", detail::to_text(settings.power), "a number between 0 and 1");
  }
  return verdict::plan(measure, verdict::together(units), settings);
}

}  // namespace kvalspc
