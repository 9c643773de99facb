/**
 * @file Counts in draws without replacement: their probabilities by the ratios of neighbours, and their mid-P
 * tails.
 */
#pragma once

#include <algorithm>
#include <cmath>

#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/deviance.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/**
 * Events in a sample drawn without replacement: `sample` out of `population`, of which `events` are events.
 * The null distribution of the events after a change, given the total (Fisher 1935).
 *
 * Weights relative to the mode by the ratio of neighbours; every sum adds positive terms, so small tails keep
 * their relative accuracy.
 */
struct Hypergeometric {
  double population;
  double events;
  double sample;

  [[nodiscard]] double mean() const noexcept { return sample * (events / population); }
  [[nodiscard]] double variance() const noexcept {
    return mean() * (1.0 - events / population) * ((population - sample) / (population - 1.0));
  }
  [[nodiscard]] double smallest() const noexcept { return std::max(0.0, sample + events - population); }
  [[nodiscard]] double largest() const noexcept { return std::min(sample, events); }
  [[nodiscard]] double mode() const noexcept {
    const double m = std::floor((sample + 1.0) * (events + 1.0) / (population + 2.0));
    return std::clamp(m, smallest(), largest());
  }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept {
    return (events - x) * (sample - x) / ((x + 1.0) * (population - events - sample + x + 1.0));
  }
  /** P(x - 1) / P(x) */
  [[nodiscard]] double down(double x) const noexcept {
    return x * (population - events - sample + x) / ((events - x + 1.0) * (sample - x + 1.0));
  }
  /** log P(x + further) */
  [[nodiscard]] double log_probability(double x, double further = 0.0) const noexcept {
    const double at = x + further;
    if (!(population < many)) {
      // Of the events some are in the sample, and of the others the rest: two binomial counts, given their
      // sum.
      const double off = difference_of_products(x, population, sample, events) / population + further;
      return log_split(at, events - at, off) +
             log_split(sample - at, population - events - sample + at, -off) -
             log_split(sample, population - sample, 0.0);
    }
    return log_choose(events, at) + log_choose(population - events, sample - at) -
           log_choose(population, sample);
  }
};

/**
 * The failures before the `first`-th success when `failures` failures and first + second successes come in
 * random order and a success comes last. The null distribution of a sum of `first` geometric gaps, given the
 * sum of all.
 */
struct NegativeHypergeometric {
  double failures;
  double first;
  double second;

  [[nodiscard]] double smallest() const noexcept { return 0.0; }
  [[nodiscard]] double largest() const noexcept { return failures; }
  [[nodiscard]] double mode() const noexcept {
    const double successes = first + second - 2.0;
    return successes > 0.0
               ? std::clamp(std::floor((first - 1.0) * (failures + 1.0) / successes), 0.0, failures)
               : 0.0;
  }
  /** P(x + 1) / P(x) */
  [[nodiscard]] double up(double x) const noexcept {
    return (x + first) / (x + 1.0) * ((failures - x) / (failures - x - 1.0 + second));
  }
  /** P(x - 1) / P(x) */
  [[nodiscard]] double down(double x) const noexcept { return 1.0 / up(x - 1.0); }
};

/** Both mid-P tails of `x`, a possible outcome of a distribution that is known by the ratios of its
 * neighbours. */
template <class Count>
[[nodiscard]] Tails mid_p_by_ratios(const Count& h, double x) noexcept {
  constexpr double negligible = 1e-18;
  const double mode = h.mode();
  // Weights from the mode outwards; `beyond` collects what lies strictly on the far side of x.
  double at_x = x == mode ? 1.0 : 0.0;
  double above_x = 0.0, below_x = 0.0, total = 1.0;
  if (mode > x) above_x += 1.0;
  if (mode < x) below_x += 1.0;
  double weight = 1.0;
  for (double k = mode; k < h.largest(); k += 1.0) {
    weight *= h.up(k);
    const double at = k + 1.0;
    total += weight;
    if (at > x) above_x += weight;
    else if (at < x) below_x += weight;
    else at_x = weight;
    if (at > x && weight < negligible * above_x && weight < negligible * total) break;
  }
  weight = 1.0;
  for (double k = mode; k > h.smallest(); k -= 1.0) {
    weight *= h.down(k);
    const double at = k - 1.0;
    total += weight;
    if (at > x) above_x += weight;
    else if (at < x) below_x += weight;
    else at_x = weight;
    if (at < x && weight < negligible * below_x && weight < negligible * total) break;
  }
  return {(below_x + 0.5 * at_x) / total, (above_x + 0.5 * at_x) / total};
}

/** Both mid-P tails of `x`, a possible outcome of `h`. */
[[nodiscard]] inline Tails mid_p(const Hypergeometric& h, double x) noexcept {
  // So many outcomes from the mode a logarithm is cheaper than the way there, which ends next to 0 all the
  // same.
  constexpr double far = 4096.0;
  constexpr double vanished = -800.0;  // exp() of it is below the smallest double by far
  if (is_smooth(h)) return {detail::smooth_mid_lower(h, x), detail::smooth_mid_upper(h, x)};
  if (h.population > constants::uncountable && 2.0 * h.events > h.population) {
    const Tails others = mid_p(Hypergeometric{h.population, h.population - h.events, h.sample}, h.sample - x);
    return {others.upper, others.lower};
  }
  if (h.population > constants::uncountable && 2.0 * h.sample > h.population) {
    const Tails left = mid_p(Hypergeometric{h.population, h.events, h.population - h.sample}, h.events - x);
    return {left.upper, left.lower};
  }
  const double mode = h.mode();
  if (std::abs(x - mode) > far && h.log_probability(x) - h.log_probability(mode) < vanished)
    return x > mode ? Tails{1.0, 0.0} : Tails{0.0, 1.0};
  return mid_p_by_ratios(h, x);
}

/** Both mid-P tails of `x`, a possible outcome of `h`. */
[[nodiscard]] inline Tails mid_p(const NegativeHypergeometric& h, double x) noexcept {
  if (h.failures < many) return mid_p_by_ratios(h, x);
  return mid_p(BetaBinomial{h.failures, {h.first, h.second}}, x);  // the same probabilities
}

}  // namespace kvalspc::math
