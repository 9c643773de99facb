/** @file How much units differ: their standard deviation on the logit or log scale, and the median odds
 * ratio. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

#include <kvalspc/math/maximum.hpp>
#include <kvalspc/math/random_intercept.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/units/family.hpp>

namespace kvalspc::units {

/** Standard deviation between units with its interval; `level` is the typical unit's. NaN without two units.
 */
struct Between {
  double tau = std::numeric_limits<double>::quiet_NaN();
  double tau_lower = std::numeric_limits<double>::quiet_NaN();
  double tau_upper = std::numeric_limits<double>::quiet_NaN();
  double level = std::numeric_limits<double>::quiet_NaN();
};

/**
 * Median odds ratio (rate ratio) of two units drawn at random, the higher against the lower: exp(sqrt(2)
 * z(.75) tau). Larsen and Merlo (2005), Am. J. Epidemiol. 161:81-88.
 */
[[nodiscard]] inline double median_ratio(double tau) noexcept {
  constexpr double quarter = 0.25;
  return std::exp(std::numbers::sqrt2 * math::normal_quantile_upper(quarter) * tau);
}

/**
 * Standard deviation between units by restricted maximum likelihood, with its 95 % likelihood interval.
 *
 * Restricted: the likelihood of tau after the mean is integrated out, which takes most of the bias of few
 * units away (Harville 1977, J. Am. Stat. Assoc. 72:320-338; Cox and Reid 1987, J. R. Stat. Soc. B 49:1-39).
 */
template <class Family>
[[nodiscard]] Between between(const Series& units) {
  constexpr int bits = 16;  // no one reads tau to more than three figures
  constexpr double smallest = 1e-3, small = 0.0625, largest = 10.0;
  constexpr double drop = 1.920729410347062;  // half the 95 % point of chi-squared(1)
  std::vector<double> x, n;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    x.push_back(units.numerator[k]);
    n.push_back(units.denominator_at(k));
  }
  Between found;
  const double level = pooled_level(units);
  if (x.size() < 2 || !(Family::variance(level) > 0.0)) return found;
  math::RandomIntercept<std::conditional_t<Family::bounded, math::LogitLink, math::LogLink>> model(x, n,
                                                                                                   level);
  const auto likelihood = [&](double tau) { return model.log_likelihood(tau); };
  const double none = likelihood(smallest);
  double low = smallest, high = small;
  for (double before = likelihood(small); high < largest; low = 0.5 * high) {
    high = std::min(2.0 * high, largest);
    const double next = likelihood(high);
    if (next < before) break;
    before = next;
  }
  const auto peak = math::peak<bits>(likelihood, low, high);
  const bool varies = peak.second > none;
  const double best = varies ? peak.first : smallest;
  const double height = varies ? peak.second : none;
  const auto loss = [&](double tau) { return height - likelihood(tau) - drop; };
  found.tau = varies ? best : 0.0;
  const double lower = varies ? math::falling_root<bits>(loss, smallest, best) : smallest;
  found.tau_lower = lower > smallest ? lower : 0.0;
  low = best;
  high = std::max(best, small);
  while (high < largest && loss(high) < 0.0) {
    low = high;
    high = std::min(2.0 * high, largest);
  }
  found.tau_upper = math::falling_root<bits>([&](double tau) { return -loss(tau); }, low, high);
  (void)model.at(best);  // leaves the mean there
  found.level = model.level();
  return found;
}

}  // namespace kvalspc::units
