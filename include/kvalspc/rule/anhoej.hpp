/**
 * @file The Anhoej rules: an unusually long run, or unusually few crossings of the centre line.
 *
 * Anhoej and Olesen (2014), PLoS ONE 9(11):e113825; Anhoej (2015), PLoS ONE 10(3):e0121349. Longest run:
 * Schilling (2012), Math. Mag. 85:141-149. Crossings: Chen (2010), IIE Trans. 42:751-764.
 */
#pragma once

#include <cmath>
#include <cstdint>

#include <kvalspc/math/tails.hpp>
#include <kvalspc/rule/run_thresholds.hpp>

namespace kvalspc::rule {

/** round(log2 n) + 3, and the 5 % quantile of Binomial(n - 1, 1/2); zeros when there is no useful point. */
[[nodiscard]] inline RunThresholds anhoej_thresholds(std::int32_t useful) noexcept {
  if (useful < 1) return {};
  constexpr double level = 0.05;
  const auto longest = static_cast<std::int32_t>(std::nearbyint(std::log2(static_cast<double>(useful)))) + 3;
  const math::Binomial crossings{static_cast<double>(useful - 1), 0.5};
  // Smallest k with P(X <= k) >= 5 %, found from the normal approximation and settled by the cdf itself.
  double k = std::floor(crossings.mean() - 1.6448536269514722 * std::sqrt(crossings.variance()));
  if (k < 0.0) k = 0.0;
  while (k > 0.0 && crossings.at_most(k - 1.0) >= level) k -= 1.0;
  while (crossings.at_most(k) < level) k += 1.0;
  return {longest, static_cast<std::int32_t>(k)};
}

}  // namespace kvalspc::rule
