/** @file More variation between units than chance alone gives: how much, with the extreme units held back. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/moments.hpp>
#include <kvalspc/math/quantile.hpp>

namespace kvalspc::units {

/** How extreme units are kept from making the limits so wide that nothing is extreme. */
enum class Trim : std::uint8_t { none, winsorise, truncate };

/** How the limits take up the dispersion. */
enum class Adjustment : std::uint8_t {
  none,
  additive,        ///< units differ: s^2 + tau2
  multiplicative,  ///< chance is inflated: s^2 phi
};

struct OverdispersionSettings {
  Adjustment adjustment = Adjustment::additive;
  Trim trim = Trim::winsorise;
  double share = 0.1;    ///< of the units, at each end
  bool rescale = false;  ///< divide phi by what trimming makes of it when there is chance alone
};

/** Below so many units the dispersion is not known well enough to adjust any limit. */
inline constexpr std::size_t units_for_dispersion = 10;

/** The dispersion of a set of units; NaN where there are none. */
struct Overdispersion {
  double raw_phi = std::numeric_limits<double>::quiet_NaN();  ///< mean of z^2, nothing held back
  double phi = std::numeric_limits<double>::quiet_NaN();      ///< mean of z^2 after trimming
  double expected_phi = 1.0;  ///< what trimming makes of phi when there is chance alone: the bias
  double tau2 = 0.0;          ///< variance between units, on the funnel's scale
  double unbiased_phi = std::numeric_limits<double>::quiet_NaN();  ///< phi / expected_phi
  double unbiased_tau2 = 0.0;                                      ///< tau2 from that
  Adjustment used = Adjustment::none;

  /** Are limits wider than chance alone makes them? */
  [[nodiscard]] bool widens() const noexcept {
    return (used == Adjustment::additive && tau2 > 0.0) || (used == Adjustment::multiplicative && phi > 1.0);
  }
  /** Standard deviation of a unit whose chance alone gives `deviation`; never smaller than that. */
  [[nodiscard]] double widened(double deviation) const noexcept {
    if (used == Adjustment::additive) return std::sqrt(deviation * deviation + tau2);
    return used == Adjustment::multiplicative ? deviation * std::sqrt(std::max(1.0, phi)) : deviation;
  }
};

/** The same without the bias of trimming. */
[[nodiscard]] inline Overdispersion unbiased(Overdispersion found) noexcept {
  found.phi = found.unbiased_phi;
  found.tau2 = found.unbiased_tau2;
  return found;
}

/** Mean of z^2 of a standard normal z of which a share is trimmed at each end. */
[[nodiscard]] inline double expected_phi(Trim trim, double share) noexcept {
  if (trim == Trim::none || share <= 0.0) return 1.0;
  const double q = math::normal_quantile_upper(share);
  const double kept = 1.0 - 2.0 * share;
  const double inside = kept - 2.0 * q * math::normal_density(q);
  return trim == Trim::truncate ? inside / kept : inside + 2.0 * share * q * q;
}

/** @throws std::invalid_argument for a share that leaves nothing in the middle */
inline void require_share(double share) {
  if (!(share >= 0.0 && share < 0.5))
    kvalspc::detail::throw_invalid("trim_share", kvalspc::detail::to_text(share), "at least 0 and below 0.5");
}

/**
 * Dispersion of units with standardised residuals `z` and standard deviations `deviation` (of chance alone).
 *
 * Winsorised: z beyond the share's quantiles (type 7) are moved there; truncated: the extreme units are
 * dropped. phi = mean z^2, tau2 by moments from K phi. Spiegelhalter (2005), Qual. Saf. Health Care
 * 14:347-351; Spiegelhalter et al. (2012), J. R. Stat. Soc. A 175:1-47. Trimming biases phi downwards:
 * `expected_phi` says how much for many units (for ten it is a little less).
 */
[[nodiscard]] inline Overdispersion overdispersion(std::span<const double> z,
                                                   std::span<const double> deviation,
                                                   const OverdispersionSettings& settings) {
  Overdispersion found;
  if (z.empty()) return found;
  std::vector<std::size_t> order(z.size());
  for (std::size_t k = 0; k < z.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return z[a] < z[b]; });
  std::vector<double> sorted;
  sorted.reserve(order.size());
  for (const std::size_t k : order) sorted.push_back(z[k]);
  const bool trims = settings.trim != Trim::none && settings.share > 0.0;
  const auto dropped = settings.trim != Trim::truncate
                           ? std::size_t{0}
                           : static_cast<std::size_t>(settings.share * static_cast<double>(z.size()));
  const bool moves = trims && settings.trim == Trim::winsorise;
  const double low = moves ? math::quantile_of_sorted(sorted, settings.share) : sorted.front();
  const double high = moves ? math::quantile_of_sorted(sorted, 1.0 - settings.share) : sorted.back();
  math::OrderedSum<double> raw, kept_squares;
  std::vector<double> weights;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const double value = sorted[place], inner = std::clamp(value, low, high);
    raw.add(place, value * value);
    if (place < dropped || place >= order.size() - dropped) continue;
    kept_squares.add(weights.size(), inner * inner);
    const double s = deviation[order[place]];
    weights.push_back(1.0 / (s * s));
  }
  const auto kept = static_cast<double>(weights.size());
  found.raw_phi = raw.total() / static_cast<double>(z.size());
  found.phi = kept_squares.total() / kept;
  found.expected_phi = expected_phi(settings.trim, settings.share);
  found.unbiased_phi = found.phi / found.expected_phi;
  if (settings.rescale) found.phi = found.unbiased_phi;
  if (z.size() < units_for_dispersion) return found;
  found.tau2 = math::moment_variance(kept * found.phi, kept - 1.0, weights);
  found.unbiased_tau2 = math::moment_variance(kept * found.unbiased_phi, kept - 1.0, weights);
  found.used = settings.adjustment;
  return found;
}

}  // namespace kvalspc::units
