/** @file Laney's u' chart. */
#pragma once

#include <kvalspc/chart/u.hpp>

namespace kvalspc::chart {

/**
 * u' chart: rates around their centre, limits by the variation between neighbouring points (see Laney).
 *
 * Choose it when large exposures make the u chart's limits too narrow. Not with small denominators (below
 * about 50): there it hides and invents signals (docs/limits.md).
 */
struct Up : Laney<U> {
  static constexpr std::string_view name = "up";
};

}  // namespace kvalspc::chart
