/** @file When did the level change? The most likely date, how sure that is, and whether there was a change at
 * all. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <kvalspc/math/variance.hpp>
#include <kvalspc/verdict/gathered.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/permutation.hpp>
#include <kvalspc/verdict/scan.hpp>
#include <kvalspc/verdict/split.hpp>

namespace kvalspc::verdict {

/** A search for one change of level. Positions are those of the series. */
struct ChangePoint {
  std::size_t at{};     ///< first position after the most likely change
  std::size_t lower{};  ///< 95 % set of positions, as a range
  std::size_t upper{};
  std::size_t latest{};                                          ///< end of the 99 % set
  double p = std::numeric_limits<double>::quiet_NaN();           ///< of no change at all, whatever the date
  double p_permuted = std::numeric_limits<double>::quiet_NaN();  ///< the same when the periods' own variation
                                                                 ///< is the yardstick
  double p_adjusted =
      std::numeric_limits<double>::quiet_NaN();  ///< the same when neighbouring periods correlate
  bool found = false;                            ///< enough points to search
  double log_likelihood_ratio = std::numeric_limits<double>::quiet_NaN();  ///< two levels against one
  double bayes_factor = std::numeric_limits<double>::quiet_NaN();  ///< a change at some date against none;
                                                                   ///< shares, and gaps counted in cases
};

/** Periods with data that a search needs. */
inline constexpr std::size_t scan_periods = 10;

/** The range of the smallest set of splits that holds `content` of the weight exp(log_weight). */
[[nodiscard]] inline std::pair<std::size_t, std::size_t> likely_range(const std::vector<double>& log_weight,
                                                                      double content) {
  std::vector<std::size_t> order(log_weight.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return log_weight[a] > log_weight[b]; });
  double total = 0.0, held = 0.0;
  for (const std::size_t k : order) total += std::exp(log_weight[k] - log_weight[order[0]]);
  std::size_t lower = order[0], upper = order[0];
  for (const std::size_t k : order) {
    if (held >= content * total) break;
    held += std::exp(log_weight[k] - log_weight[order[0]]);
    lower = std::min(lower, k);
    upper = std::max(upper, k);
  }
  return {lower, upper};
}

/** Bayes factor of a change at some split, each as likely before the data, against none. Smith (1975),
 * Biometrika 62:407-416. */
[[nodiscard]] inline double bayes_factor_of_change(const std::vector<double>& log_weights,
                                                   double log_weight_of_none) noexcept {
  double sum = 0.0;
  for (const double weight : log_weights) sum += std::exp(weight - log_weight_of_none);
  return sum / static_cast<double>(log_weights.size());
}

/** Contents of the set of dates that is shown, and of the one that says "surely not later". */
inline constexpr double date_content = 0.95;
inline constexpr double sure_content = 0.99;

namespace detail {

inline void set_dates(ChangePoint& change, const Gathered& g, std::size_t split,
                      const std::vector<double>& log_weights) {
  const auto [lower, upper] = likely_range(log_weights, date_content);
  change.found = true;
  change.at = g.position[split + 1];
  change.lower = g.position[lower + 1];
  change.upper = g.position[upper + 1];
  change.latest = g.position[likely_range(log_weights, sure_content).second + 1];
}

}  // namespace detail

/** Standardised residuals of counts around the two levels that a split after point `last` leaves. */
template <class Model>
[[nodiscard]] Residuals residuals_around(const Gathered& g, std::size_t last) noexcept {
  double s0 = 0.0, m0 = 0.0, s1 = 0.0, m1 = 0.0;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    (k <= last ? s0 : s1) += g.x[k];
    (k <= last ? m0 : m1) += g.n[k];
  }
  Residuals residuals;
  double before = 0.0;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    const double level = k <= last ? s0 / m0 : s1 / m1;
    const double variance = Model::variance(level);
    const double z = variance > 0.0 ? math::standardised_count(g.x[k], g.n[k], level, variance) : 0.0;
    residuals.sum_of_squares += z * z;
    const bool neighbour = k > 0 && g.position[k] == g.position[k - 1] + 1 && k != last + 1;
    if (neighbour) residuals.sum_of_products += z * before;
    ++residuals.n;
    before = z;
  }
  return residuals;
}

/**
 * Searches counts for a change: Worsley's exact scan, and where asked (`robust`) the permutation scan and the
 * p-value when neighbours correlate. The dates are
 * weighted by their marginal likelihood under Jeffreys' priors (Smith 1975, Biometrika 62:407-416), tempered
 * by the dispersion around the two levels where that is above 1: counts that vary more than chance tell less
 * of the date. The Bayes factor, like Worsley's p, takes chance as the only variation.
 */
template <class Model>
[[nodiscard]] ChangePoint find_change(const Gathered& g, bool robust) {
  ChangePoint change;
  if (g.x.size() < scan_periods) return change;
  const Scan<Model> scan(g.x, g.n);
  if (scan.constant()) return change;
  const Residuals residuals = residuals_around<Model>(g, scan.split());
  const double dispersion = std::max(1.0, residuals.dispersion(2));
  std::vector<double> log_weights = scan.log_weights();
  change.log_likelihood_ratio = scan.statistic();
  change.bayes_factor = bayes_factor_of_change(log_weights, scan.log_weight_of_none());
  for (double& weight : log_weights) weight /= dispersion;
  detail::set_dates(change, g, scan.split(), log_weights);
  change.p = scan.p(scan.statistic());
  if (!robust) return change;
  change.p_permuted = permuted_p(g, search_permutations);
  change.p_adjusted = scan.p(scan.statistic() / (dispersion * residuals.autocorrelation_factor()));
  return change;
}

namespace detail {

/** Where the mean of values most likely changes, and the dates' weights: normal values, marginal over their
 * variance. */
struct ValueSplits {
  std::size_t best{};
  std::vector<double> log_weights;
  double log_likelihood_ratio = 0.0;
  double bayes_factor = std::numeric_limits<double>::quiet_NaN();
};

[[nodiscard]] inline ValueSplits splits_of_values(std::span<const double> values, double mean,
                                                  double squares) {
  ValueSplits splits;
  const std::size_t size = values.size();
  double sum = 0.0, largest = -1.0, least_rest = squares;
  for (std::size_t k = 0; k + 1 < size; ++k) {
    sum += values[k] - mean;
    const double before = static_cast<double>(k + 1), after = static_cast<double>(size - k - 1);
    const double explained = sum * sum * static_cast<double>(size) / (before * after);
    const double rest = std::max(squares - explained, 1e-12 * squares);
    splits.log_weights.push_back(-0.5 * static_cast<double>(size - 2) * std::log(rest) -
                                 0.5 * std::log(before * after));
    if (explained > largest) {
      largest = explained;
      least_rest = rest;
      splits.best = k;
    }
  }
  splits.log_likelihood_ratio = 0.5 * static_cast<double>(size) * std::log(squares / least_rest);
  return splits;
}

/** The same for gaps between events: their events per exposure are rates (times) or shares of all cases. */
template <class Model>
[[nodiscard]] ValueSplits splits_of_gaps(std::span<const double> gaps) {
  // An event and the cases before it are 1 + gap cases, one of them with the event.
  constexpr double own = std::is_same_v<Model, ScanProportions> ? 1.0 : 0.0;
  std::vector<double> events(gaps.size(), 1.0), exposure(gaps.begin(), gaps.end());
  for (double& e : exposure) e += own;
  const Scan<Model> scan(events, exposure);
  std::vector<double> log_weights = scan.log_weights();
  const double factor = bayes_factor_of_change(log_weights, scan.log_weight_of_none());
  return {scan.split(), std::move(log_weights), scan.statistic(), factor};
}

}  // namespace detail

/** Searches values or gaps for a change of their mean, by permutation; of more orders where a search asks
 * (`robust`). */
[[nodiscard]] inline ChangePoint find_change_of_values(Measure measure, const Gathered& g, bool robust) {
  ChangePoint change;
  const std::size_t size = g.x.size();
  if (size < scan_periods) return change;
  double total = 0.0, squares = 0.0;
  for (const double x : g.x) total += x;
  const double mean = total / static_cast<double>(size);
  for (const double x : g.x) squares += (x - mean) * (x - mean);
  if (!(squares > 0.0)) return change;
  const detail::ValueSplits splits = measure == Measure::times ? detail::splits_of_gaps<ScanRates>(g.x)
                                     : measure == Measure::cases
                                         ? detail::splits_of_gaps<ScanProportions>(g.x)
                                         : detail::splits_of_values(g.x, mean, squares);
  detail::set_dates(change, g, splits.best, splits.log_weights);
  change.log_likelihood_ratio = splits.log_likelihood_ratio;
  change.bayes_factor = splits.bayes_factor;
  change.p = change.p_permuted = permuted_p(g, robust ? search_permutations : check_permutations);
  return change;
}

/** Searches any series for a change; see the two above. */
[[nodiscard]] inline ChangePoint find_change(Measure measure, const Gathered& g, bool robust) {
  switch (measure) {
    case Measure::proportions:
      return find_change<ScanProportions>(g, robust);
    case Measure::rates:
      return find_change<ScanRates>(g, robust);
    default:
      return find_change_of_values(measure, g, robust);
  }
}

}  // namespace kvalspc::verdict
