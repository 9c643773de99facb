/** @file Laney's p' chart. */
#pragma once

#include <kvalspc/chart/p.hpp>

namespace kvalspc::chart {

/**
 * p' chart: shares around their centre, limits by the variation between neighbouring points (see Laney).
 *
 * Choose it when months of thousands of patients scatter more than chance. Not with small denominators (below
 * about 50): there it hides and invents signals (docs/limits.md).
 */
struct Pp : Laney<P> {
  static constexpr std::string_view name = "pp";
};

}  // namespace kvalspc::chart
