/** @file A suggested chart with its reasons as data; words for them stand elsewhere. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <kvalspc/chart/all.hpp>

namespace kvalspc {

/** What the numbers are, where the caller knows: numbers alone do not always tell. */
enum class Measured : std::uint8_t { unknown, shares, rates, counts, values, gaps, times };

inline constexpr std::array<std::string_view, 7> measured_names{"unknown", "shares", "rates", "counts",
                                                                "values",  "gaps",   "times"};

/** One reason; the figure that goes with it stands in Because::value. */
enum class Ground : std::uint8_t {
  shares,                ///< whole numbers, none above its denominator
  rates,                 ///< whole numbers over exposures
  counts,                ///< whole numbers without denominators
  ratios,                ///< numbers that are not whole over denominators
  values,                ///< single numbers that are not whole
  subgroups,             ///< several measurements a period: how many, typically
  gaps,                  ///< what passes between events, counted
  times,                 ///< time between events
  shares_or_rates,       ///< shares so rare (their level) that they may be rates
  counts_or_values,      ///< whole numbers that may be counted, or measured in whole units
  few_events,            ///< fewer than one event expected a point: how many
  small_counts,          ///< so few events, or non-events, that limits are exact: how many a point
  overdispersed,         ///< neighbours differ more than chance: sigma over that of chance
  overdispersed_small,   ///< the same, but counts too small for Laney's limits: how many a point
  moving_subgroups,      ///< the level itself moves between subgroups: sigma over that within them
  unequal_denominators,  ///< largest over smallest
  equal_denominators,    ///< the size they share
  outliers,              ///< moving ranges far above the rest: how many
  ties,                  ///< share of the points on the median
  few_points,            ///< how many points there are: limits rest on little
};

inline constexpr std::array<std::string_view, 20> ground_names{"shares",
                                                               "rates",
                                                               "counts",
                                                               "ratios",
                                                               "values",
                                                               "subgroups",
                                                               "gaps",
                                                               "times",
                                                               "shares_or_rates",
                                                               "counts_or_values",
                                                               "few_events",
                                                               "small_counts",
                                                               "overdispersed",
                                                               "overdispersed_small",
                                                               "moving_subgroups",
                                                               "unequal_denominators",
                                                               "equal_denominators",
                                                               "outliers",
                                                               "ties",
                                                               "few_points"};

[[nodiscard]] constexpr std::string_view name(Ground ground) noexcept {
  return ground_names[static_cast<std::size_t>(ground)];
}

struct Because {
  Ground ground;
  double value;  ///< see Ground; NaN where there is no figure
};

/** A chart, the reasons in the order in which they decide, and charts that can be right too. */
struct Suggestion {
  ChartKind kind = ChartKind::run;
  std::vector<Because> grounds;
  std::vector<ChartKind> others;
};

}  // namespace kvalspc
