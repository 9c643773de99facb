/** @file Laney's c' chart. */
#pragma once

#include <kvalspc/chart/c.hpp>

namespace kvalspc::chart {

/**
 * c' chart: counts around their centre, limits by the variation between neighbouring points (see Laney).
 *
 * Choose it when large counts scatter more than chance. Not with few expected events: there it invents
 * signals (docs/limits.md).
 */
struct Cp : Laney<C> {
  static constexpr std::string_view name = "cp";
};

}  // namespace kvalspc::chart
