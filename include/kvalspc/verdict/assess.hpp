/** @file Could a relevant change be seen, and if not, how many more periods would it take? */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <type_traits>

#include <kvalspc/verdict/comparison.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/power.hpp>

namespace kvalspc::verdict {

inline constexpr double enough_power = 0.80;
inline constexpr double hopeless_power = 0.30;
inline constexpr std::size_t most_periods_ahead = 120;

/** Power as a function of the volume after the start, for one series and one direction of change. */
struct PowerModel {
  Measure measure;
  double level0, level1;  ///< counts: before, and after a relevant change; values: 0 and the change
  double n0;              ///< exposure (values: periods) before
  double inflation;       ///< dispersion, at least 1 (values: variance of a period)
  double alpha;
  std::optional<DispersionPrior> prior{};

  /** @param n1 exposure after; @param periods with data, before and after */
  [[nodiscard]] double at(double n1, std::size_t periods) const {
    const double degrees = static_cast<double>(periods) - 2.0;
    const double shift = level1 - level0;
    switch (measure) {
      case Measure::proportions:
        return of_counts<Proportions>(shift, n1, periods);
      case Measure::rates:
        return of_counts<Rates>(shift, n1, periods);
      case Measure::times:
        return of_gaps<Times>(n1, degrees);
      case Measure::cases:
        return of_gaps<Cases>(n1, degrees);
      default:
        return quasi_power(shift, std::sqrt(math::difference_variance(inflation, n0, n1)), degrees, alpha);
    }
  }

 private:
  /** The smaller of expected events and, for shares, expected non-events. */
  template <class Family>
  [[nodiscard]] double few(double n1) const noexcept {
    const double events = level0 * n0 + level1 * n1;
    return std::is_same_v<Family, Proportions> ? std::min(events, n0 + n1 - events) : events;
  }

  /** The log of a mean of m gaps varies by about their squared coefficient of variation over m. */
  template <class Family>
  [[nodiscard]] double of_gaps(double gaps, double degrees) const noexcept {
    if (!(level0 > 0.0)) return 0.0;
    const double variation = inflation * Family::variation(std::min(level0, level1));
    return quasi_power(std::log(level1 / level0), std::sqrt(math::difference_variance(variation, n0, gaps)),
                       degrees, alpha);
  }

  /** Of the dispersion, as the quasi test has them. */
  template <class Family>
  [[nodiscard]] double degrees_of_counts(double n1, std::size_t periods) const noexcept {
    const double all = static_cast<double>(periods) - 2.0;
    if (prior) return prior->moderated({inflation, all}).degrees;
    const math::TwoCounts expected{level0 * n0, n0, level1 * n1, n1};
    return degrees_of_dispersion<Family>(all, inflation, expected.pooled(),
                                         (n0 + n1) / static_cast<double>(periods));
  }

  template <class Family>
  [[nodiscard]] double of_counts(double shift, double n1, std::size_t periods) const {
    const double quasi = quasi_power(shift, error_of_difference<Family>(level0, level1, n0, n1, inflation),
                                     degrees_of_counts<Family>(n1, periods), alpha);
    if (few<Family>(n1) > exact_power_events) return quasi;
    return std::min(quasi, exact_power<Family>(level0, level1, n0, n1, alpha));
  }
};

/** The power model for a relevant change up or down. */
[[nodiscard]] inline PowerModel power_model(Measure measure, const Comparison& c, bool up, double given,
                                            double spread, double alpha) {
  const double level = c.baseline.level;
  const double inflation =
      std::max(1.0, std::isnan(c.evidence.dispersion_used) ? 1.0 : c.evidence.dispersion_used);
  switch (measure) {
    case Measure::proportions:
      return {measure, level, relevant_share(level, up, given), c.baseline.denominator, inflation, alpha};
    case Measure::rates:
    case Measure::times:
    case Measure::cases:
      return {measure, level, relevant_rate(level, up, given), c.baseline.denominator, inflation, alpha};
    default:
      break;
  }
  const double change = given > 0.0 ? given : relevant::standard_deviations * std::sqrt(spread);
  return {measure, 0.0, up ? change : -change, static_cast<double>(c.baseline.n), spread, alpha};
}

/** The smallest number of periods from `least` to `most` with enough power; none when `most` is too few. */
template <class PowerIn>
[[nodiscard]] std::optional<std::size_t> first_enough(std::size_t least, std::size_t most, double enough,
                                                      PowerIn power_in) {
  if (power_in(most) < enough) return {};
  while (least < most) {
    const std::size_t middle = (least + most) / 2;
    if (power_in(middle) >= enough) most = middle;
    else least = middle + 1;
  }
  return most;
}

/** Sets relevant_change, power and periods_needed; with no wished direction, the harder one counts. */
inline void assess_power(Comparison& c, Measure measure, double spread, const CompareSettings& settings) {
  const bool values = !counts_events(measure);
  if (c.baseline.n == 0) return;
  const std::size_t counted = std::max<std::size_t>(c.after.n, 1);
  const double volume_after = values ? static_cast<double>(c.after.n) : c.after.denominator;
  const double one_period = values          ? 1.0
                            : c.after.n > 0 ? c.after.denominator / static_cast<double>(counted)
                                            : c.baseline.denominator / static_cast<double>(c.baseline.n);
  std::optional<PowerModel> hardest;
  for (const bool up : {true, false}) {
    if (settings.better == (up ? Better::lower : Better::higher)) continue;
    PowerModel model = power_model(measure, c, up, settings.relevant_change, spread, settings.alpha);
    if (counts_events(measure)) model.prior = settings.prior;
    const double power = c.after.n > 0 ? model.at(volume_after, c.baseline.n + c.after.n) : 0.0;
    if (hardest && !(power < c.power)) continue;
    hardest = model;
    c.power = power;
    c.relevant_change = std::abs(model.level1 - model.level0);
  }
  if (c.power >= enough_power) return;
  c.periods_needed = first_enough(1, most_periods_ahead, enough_power, [&](std::size_t more) {
    return hardest->at(volume_after + one_period * static_cast<double>(more),
                       c.baseline.n + c.after.n + more);
  });
}

}  // namespace kvalspc::verdict
