/** @file The curves of a funnel: the limits by denominator, through every unit's own. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/units/funnel.hpp>

namespace kvalspc::units {

/** Limits at rising denominators; `bands`: level by level, one entry a denominator each. */
struct FunnelCurve {
  std::vector<double> denominator;
  std::vector<std::vector<FunnelBand>> bands;
};

namespace detail {

/** The units' own denominators and others between and around them, even in their square roots, each once. */
template <class Family>
[[nodiscard]] std::vector<double> curve_denominators(const Series& units) {
  constexpr int between = 160;
  constexpr double room = 1.05, before = 0.5;
  std::vector<double> n;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (present(units, k)) n.push_back(units.denominator_at(k));
  }
  if (n.empty()) return n;
  const auto [least, most] = std::minmax_element(n.begin(), n.end());
  const double low = std::sqrt(before * *least), high = std::sqrt(room * *most);
  for (int k = 0; k <= between; ++k) {
    const double root = low + (high - low) * k / between;
    n.push_back(Family::bounded ? std::max(1.0, std::round(root * root)) : root * root);
  }
  std::sort(n.begin(), n.end());
  n.erase(std::unique(n.begin(), n.end()), n.end());
  return n;
}

}  // namespace detail

/** The curves that belong to `found`, the funnel of `units` with `settings`: the same limits by the same
 * function. */
template <class Family>
[[nodiscard]] FunnelCurve funnel_curve(const Series& units, const Funnel& found,
                                       const FunnelSettings& settings) {
  FunnelCurve curve{detail::curve_denominators<Family>(units), {}};
  for (const double level : settings.levels) {
    std::vector<FunnelBand>& bands = curve.bands.emplace_back();
    for (const double n : curve.denominator)
      bands.push_back(funnel_band<Family>(n, level, found.centre, settings, found.dispersion));
  }
  return curve;
}

}  // namespace kvalspc::units
