/** @file When did the level change? The most likely date, how sure that is, and whether there was a change at
 * all. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <kvalspc/chart/points.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/math/variance.hpp>
#include <kvalspc/verdict/scan.hpp>
#include <kvalspc/verdict/split.hpp>

namespace kvalspc::verdict {

/** A search for one change of level. Positions are those of the series. */
struct ChangePoint {
  std::size_t at{};     ///< first position after the most likely change
  std::size_t lower{};  ///< 95 % set of positions, as a range
  std::size_t upper{};
  double p = std::numeric_limits<double>::quiet_NaN();           ///< of no change at all, whatever the date
  double p_permuted = std::numeric_limits<double>::quiet_NaN();  ///< the same when the periods' own variation
                                                                 ///< is the yardstick
  double p_adjusted =
      std::numeric_limits<double>::quiet_NaN();  ///< the same when neighbouring periods correlate
  bool found = false;                            ///< enough points to search
};

/** Periods with data that a search needs. */
inline constexpr std::size_t scan_periods = 10;

/** The points that count, gathered: numerators, denominators and their positions in the series. */
struct Gathered {
  std::vector<double> x, n;
  std::vector<std::size_t> position;
};

[[nodiscard]] inline Gathered gather(const chart::Points& points, std::size_t first, std::size_t end) {
  Gathered g;
  for (std::size_t k = first; k < end; ++k) {
    if (!points.counts(k)) continue;
    g.x.push_back(points.series.numerator[k]);
    g.n.push_back(points.series.denominator_at(k));
    g.position.push_back(k);
  }
  return g;
}

/** Are all values the same (counts: no events at all, or, among `n`, only events)? */
[[nodiscard]] inline bool is_constant(const Gathered& g, bool shares, bool counts) noexcept {
  double x = 0.0, n = 0.0;
  bool same = true;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    x += g.x[k];
    n += g.n[k];
    same = same && g.x[k] * g.n[0] == g.x[0] * g.n[k];
  }
  return counts ? x == 0.0 || (shares && x == n) : same;
}

namespace detail {

/** Largest standardised difference between the periods before and after a split, whichever split. */
[[nodiscard]] inline double largest_split(const std::vector<double>& residual,
                                          const std::vector<double>& weight, double total) noexcept {
  double sum = 0.0, size = 0.0, largest = 0.0;
  for (std::size_t k = 0; k + 1 < residual.size(); ++k) {
    sum += residual[k];
    size += weight[k];
    largest = std::max(largest, sum * sum / (size * (total - size)));
  }
  return largest;
}

}  // namespace detail

/**
 * Permutation p-value of the largest split: periods are exchanged with their weights, so dispersion does not
 * matter.
 *
 * A fixed seed, and a generator and shuffle that give the same sequence everywhere.
 */
[[nodiscard]] inline double permuted_p(const Gathered& g) {
  constexpr int permutations = 999;
  constexpr int enough = 100;  // exceedances after which p is surely far above any level
  const std::size_t size = g.x.size();
  double x = 0.0, n = 0.0;
  for (std::size_t k = 0; k < size; ++k) x += g.x[k], n += g.n[k];
  std::vector<double> residual(size), weight = g.n;
  for (std::size_t k = 0; k < size; ++k) residual[k] = g.x[k] - g.n[k] * (x / n);
  const double observed = detail::largest_split(residual, weight, n) * (1.0 - 1e-9);
  std::mt19937_64 random(20240917);
  math::SimulatedP simulated(permutations, enough);
  while (simulated.unfinished()) {
    for (std::size_t k = size - 1; k > 0; --k) {
      const auto j = static_cast<std::size_t>(random() % (k + 1));
      std::swap(residual[k], residual[j]);
      std::swap(weight[k], weight[j]);
    }
    simulated.add(detail::largest_split(residual, weight, n) >= observed);
  }
  return simulated.p();
}

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

/** Content of the set of dates. */
inline constexpr double date_content = 0.95;

namespace detail {

inline void set_dates(ChangePoint& change, const Gathered& g, std::size_t split,
                      const std::vector<double>& log_weights) {
  const auto [lower, upper] = likely_range(log_weights, date_content);
  change.found = true;
  change.at = g.position[split + 1];
  change.lower = g.position[lower + 1];
  change.upper = g.position[upper + 1];
}

}  // namespace detail

/**
 * Searches counts for a change: Worsley's exact scan, and where asked the permutation scan. The dates are
 * weighted by their marginal likelihood under Jeffreys' priors (Smith 1975, Biometrika 62:407-416).
 */
template <class Model>
[[nodiscard]] ChangePoint find_change(const Gathered& g, bool permute) {
  ChangePoint change;
  if (g.x.size() < scan_periods) return change;
  const Scan<Model> scan(g.x, g.n);
  if (scan.constant()) return change;
  detail::set_dates(change, g, scan.split(), scan.log_weights());
  change.p = scan.p(scan.statistic());
  if (permute) change.p_permuted = permuted_p(g);

  // Around the two levels that the split leaves: how much more than chance the periods vary, and how alike
  // neighbours are.
  double s0 = 0.0, m0 = 0.0, s1 = 0.0, m1 = 0.0;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    (k <= scan.split() ? s0 : s1) += g.x[k];
    (k <= scan.split() ? m0 : m1) += g.n[k];
  }
  double squares = 0.0, products = 0.0, before = 0.0;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    const double level = k <= scan.split() ? s0 / m0 : s1 / m1;
    const double variance = Model::variance(level);
    const double z = variance > 0.0 ? math::standardised_count(g.x[k], g.n[k], level, variance) : 0.0;
    squares += z * z;
    const bool neighbour = k > 0 && g.position[k] == g.position[k - 1] + 1 && k != scan.split() + 1;
    if (neighbour) products += z * before;
    before = z;
  }
  const Residuals residuals{squares, products, g.x.size()};
  const double inflation = std::max(1.0, residuals.dispersion(2)) * residuals.autocorrelation_factor();
  change.p_adjusted = scan.p(scan.statistic() / inflation);
  return change;
}

/** Searches measured values for a change of their mean, by permutation. */
[[nodiscard]] inline ChangePoint find_change_of_values(const Gathered& g) {
  ChangePoint change;
  const std::size_t size = g.x.size();
  if (size < scan_periods) return change;
  double total = 0.0, squares = 0.0;
  for (const double x : g.x) total += x;
  const double mean = total / static_cast<double>(size);
  for (const double x : g.x) squares += (x - mean) * (x - mean);
  if (!(squares > 0.0)) return change;
  std::vector<double> log_weights;
  std::size_t split = 0;
  double sum = 0.0, largest = -1.0;
  for (std::size_t k = 0; k + 1 < size; ++k) {
    sum += g.x[k] - mean;
    const double before = static_cast<double>(k + 1), after = static_cast<double>(size - k - 1);
    const double explained = sum * sum * static_cast<double>(size) / (before * after);
    const double rest = std::max(squares - explained, 1e-12 * squares);
    log_weights.push_back(-0.5 * static_cast<double>(size - 2) * std::log(rest) -
                          0.5 * std::log(before * after));
    if (explained > largest) {
      largest = explained;
      split = k;
    }
  }
  detail::set_dates(change, g, split, log_weights);
  Gathered unweighted = g;
  std::fill(unweighted.n.begin(), unweighted.n.end(), 1.0);
  change.p = change.p_permuted = permuted_p(unweighted);
  return change;
}

}  // namespace kvalspc::verdict
