/** @file What kind of level a chart's series has. */
#pragma once

#include <cstdint>
#include <string>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc::verdict {

/** What kind of level a chart's series has. */
enum class Measure : std::uint8_t { proportions, rates, means, medians };

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
    case ChartKind::mr:
    case ChartKind::ip:
    case ChartKind::g:
    case ChartKind::t:
      break;
  }
  kvalspc::detail::throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                                 "a chart of levels: p, pp, np, u, up, c, cp, i or run");
}

[[nodiscard]] constexpr Domain domain_of(Measure measure) noexcept {
  return measure == Measure::proportions ? Domain::proportions
         : measure == Measure::rates     ? Domain::counts
                                         : Domain::values;
}

/** Are the numerators counts of events (and not values)? */
[[nodiscard]] constexpr bool counts_events(Measure measure) noexcept {
  return measure == Measure::proportions || measure == Measure::rates;
}

}  // namespace kvalspc::verdict
