/** @file What kind of level a chart's series has. */
#pragma once

#include <cstdint>
#include <string>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc::verdict {

/** What kind of level a chart's series has. */
enum class Measure : std::uint8_t {
  proportions,
  rates,
  means,
  medians,
  times,  ///< between events, one a point
  cases,  ///< without the event between two with it, one count a point
};

[[nodiscard]] inline Measure measure_of(ChartKind kind) {
  switch (kind) {
    case ChartKind::p:
    case ChartKind::pp:
    case ChartKind::np:
      return Measure::proportions;
    case ChartKind::u:
    case ChartKind::up:
    case ChartKind::c:
    case ChartKind::cp:
      return Measure::rates;
    case ChartKind::i:
      return Measure::means;
    case ChartKind::run:
      return Measure::medians;
    case ChartKind::t:
      return Measure::times;
    case ChartKind::g:
      return Measure::cases;
    case ChartKind::mr:
    case ChartKind::ip:
    case ChartKind::xbar:
    case ChartKind::s:
    case ChartKind::r:
      break;
  }
  kvalspc::detail::throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                                 "a chart of levels: p, pp, np, u, up, c, cp, i, run, g or t");
}

[[nodiscard]] constexpr Domain domain_of(Measure measure) noexcept {
  switch (measure) {
    case Measure::proportions:
      return Domain::proportions;
    case Measure::rates:
    case Measure::cases:
      return Domain::counts;
    case Measure::times:
      return Domain::positive;
    case Measure::means:
    case Measure::medians:
      break;
  }
  return Domain::values;
}

/** Are the numerators counts of events (and not values)? */
[[nodiscard]] constexpr bool counts_events(Measure measure) noexcept {
  return measure == Measure::proportions || measure == Measure::rates;
}

/** Is a point what passed between two events (and not a period)? */
[[nodiscard]] constexpr bool counts_gaps(Measure measure) noexcept {
  return measure == Measure::times || measure == Measure::cases;
}

/**
 * The kind of level of a chart whose points are periods.
 * @throws std::invalid_argument for charts of gaps between events, and of no level.
 */
[[nodiscard]] inline Measure measure_of_periods(ChartKind kind) {
  const Measure measure = measure_of(kind);
  if (measure == Measure::times || measure == Measure::cases) {
    kvalspc::detail::throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                                   "a chart of periods: p, pp, np, u, up, c, cp, i or run");
  }
  return measure;
}

}  // namespace kvalspc::verdict
