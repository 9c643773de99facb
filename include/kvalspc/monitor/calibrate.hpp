/** @file Thresholds for what a reference leaves in doubt. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/jeffreys.hpp>
#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/monitor/aims.hpp>
#include <kvalspc/monitor/reference.hpp>
#include <kvalspc/monitor/threshold.hpp>

namespace kvalspc::monitor {

/** The threshold for counts whose level the baseline leaves in doubt. */
[[nodiscard]] inline double threshold_of_counts(bool shares, const Reference& reference, const Aims& aims,
                                                const Aim& aim) {
  std::vector<double> volumes = reference.volumes;
  std::sort(volumes.begin(), volumes.end());
  volumes.erase(std::unique(volumes.begin(), volumes.end()), volumes.end());
  std::vector<Slot> slots;
  slots.reserve(volumes.size());
  for (const double volume : volumes) slots.push_back({volume, aims.up, aims.down});
  std::vector<std::size_t> order;
  order.reserve(reference.volumes.size());
  for (const double volume : reference.volumes) {
    const auto place = std::lower_bound(volumes.begin(), volumes.end(), volume);
    order.push_back(static_cast<std::size_t>(place - volumes.begin()));
  }
  const auto level_in = [&](double probability, double dispersion) {
    if (reference.known) return reference.level;
    // A quarter of an event outwards: half-way from Jeffreys' distribution to the two ends of Clopper and
    // Pearson. Jeffreys' own leaves a few events too sure of themselves: 7 % instead of 5 alerted
    // (tests/long/monitor).
    const double further = probability < 0.5 ? -0.25 : 0.25, n = reference.denominator / dispersion;
    const double counted = reference.numerator / dispersion + further;
    const double x = std::max(0.0, shares ? std::min(n, counted) : counted);
    return shares ? math::share_quantile(x, n, probability) : math::rate_quantile(x, n, probability);
  };
  return threshold_of(slots, order, aim, [&](std::size_t stratum, const Slot& slot) {
    const double dispersion = reference.dispersion.quantile(stratum_partner(stratum));
    const double level = level_in(stratum_middle(stratum), dispersion);
    return shares ? math::Outcomes::share(slot.volume, level, dispersion)
                  : math::Outcomes::rate(slot.volume, level, dispersion);
  });
}

/** The threshold for normal values: mean and standard deviation of n values are wrong by chance, whatever
 * they are. Jones, Champ and Rigdon (2004). */
[[nodiscard]] inline double threshold_of_values(const Reference& reference, const Aims& aims,
                                                const Aim& aim) {
  const Slot slot{1.0, aims.up, aims.down};
  const std::vector<std::size_t> order{0};
  return threshold_of(std::span(&slot, 1), order, aim, [&](std::size_t stratum, const Slot&) {
    if (reference.known) return math::Outcomes::normal(0.0, 1.0);
    const double n = static_cast<double>(reference.n);
    const double chi_squared = math::chi_squared_quantile(stratum_partner(stratum), n - 1.0);
    const double sigma = math::root((n - 1.0) / chi_squared);
    const double mean = math::normal_quantile_upper(stratum_middle(stratum)) * sigma / math::root(n);
    return math::Outcomes::normal(mean, sigma);
  });
}

/** The threshold for the aim. */
[[nodiscard]] inline double calibrate(verdict::Measure measure, const Reference& reference, const Aims& aims,
                                      const Aim& aim) {
  if (!verdict::counts_events(measure)) return threshold_of_values(reference, aims, aim);
  return threshold_of_counts(measure == verdict::Measure::proportions, reference, aims, aim);
}

}  // namespace kvalspc::monitor
