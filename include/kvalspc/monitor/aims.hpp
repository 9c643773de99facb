/** @file Which changes a monitor is to find fast, and the scores that find them. */
#pragma once

#include <algorithm>

#include <kvalspc/math/variance.hpp>
#include <kvalspc/monitor/reference.hpp>
#include <kvalspc/monitor/score.hpp>
#include <kvalspc/verdict/measure.hpp>

namespace kvalspc::monitor {

/** Default for "a change to be found fast": the odds, or the rate, doubled or halved (as in Steiner et al.
 * 2000), or one standard deviation. */
inline constexpr double default_ratio = 2.0;

/** Both scores, and the levels that they stand for. */
struct Aims {
  Score up{}, down{};
  double level_up{}, level_down{};
};

[[nodiscard]] inline Aims aims_of_shares(double level, double change) noexcept {
  // A wished level beyond what is possible stops a tenth short of the end.
  constexpr double nearest = 0.1;
  const double odds = math::odds(level);
  const double high = change > 0.0 ? std::min(level + change, 1.0 - nearest * (1.0 - level))
                                   : math::share_of_odds(default_ratio * odds);
  const double low =
      change > 0.0 ? std::max(level - change, nearest * level) : math::share_of_odds(odds / default_ratio);
  return {score_of_share(level, math::odds(high) / odds), score_of_share(level, math::odds(low) / odds), high,
          low};
}

[[nodiscard]] inline Aims aims_of_rates(double level, double change) noexcept {
  const double ratio = change > 0.0 ? change : default_ratio;
  return {score_of_rate(level, ratio), score_of_rate(level, 1.0 / ratio), level * ratio, level / ratio};
}

/** Values are scored in standard deviations from the level. */
[[nodiscard]] inline Aims aims_of_values(double level, double sigma, double change) noexcept {
  const double shift = change > 0.0 ? change / sigma : 1.0;
  return {score_of_value(shift), score_of_value(-shift), level + shift * sigma, level - shift * sigma};
}

[[nodiscard]] inline Aims aims_of(verdict::Measure measure, const Reference& reference,
                                  double change) noexcept {
  if (measure == verdict::Measure::proportions) return aims_of_shares(reference.level, change);
  if (measure == verdict::Measure::rates) return aims_of_rates(reference.level, change);
  return aims_of_values(reference.level, reference.sigma, change);
}

}  // namespace kvalspc::monitor
