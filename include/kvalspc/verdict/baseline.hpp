/** @file Was the time before the start stable? A change, odd periods and a trend inside the baseline. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/verdict/change_point.hpp>
#include <kvalspc/verdict/family.hpp>
#include <kvalspc/verdict/measure.hpp>
#include <kvalspc/verdict/odd_periods.hpp>
#include <kvalspc/verdict/trend.hpp>

namespace kvalspc::verdict {

/** A stable baseline gets a finding in 5 % of the cases: half for a change of level, half for odd periods. */
inline constexpr double baseline_alpha = 0.025;

/** Periods that a project may have been started for; the guard against regression to the mean leaves them
 * out. */
inline constexpr std::size_t trigger_periods = 3;

/** What was found inside the baseline. Findings are remarks; compare() says whether its verdict depends on
 * them. */
struct BaselineCheck {
  ChangePoint change;                                          ///< the most likely change inside the baseline
  double change_p = std::numeric_limits<double>::quiet_NaN();  ///< the larger of exact and permutation
  bool changed = false;
  std::vector<std::size_t> odd;  ///< positions of the periods that do not belong with the others
  double odd_p =
      std::numeric_limits<double>::quiet_NaN();  ///< smallest p-value of a period, before Bonferroni
  Trend trend;
  bool trending = false;
  double p_without_last =
      std::numeric_limits<double>::quiet_NaN();  ///< verdict's p without the last three periods
};

namespace detail {

/** Variance of chance of one unit of the denominator, at the level of all; values have none. */
[[nodiscard]] inline double chance_variance(Measure measure, const Gathered& g) noexcept {
  if (!counts_events(measure)) return 0.0;
  double x = 0.0, n = 0.0;
  for (std::size_t k = 0; k < g.x.size(); ++k) x += g.x[k], n += g.n[k];
  return measure == Measure::proportions ? BinomialFamily::variance(x / n) : PoissonFamily::variance(x / n);
}

}  // namespace detail

/**
 * Looks for a change (10 periods or more: Worsley's exact scan, and the permutation scan so that
 * overdispersion is not taken for one), for odd periods (Bonferroni) and for a trend among the points of the
 * baseline.
 */
[[nodiscard]] inline BaselineCheck check_baseline(Measure measure, const Gathered& baseline) {
  BaselineCheck check;
  if (baseline.x.empty()) return check;
  check.change = find_change(measure, baseline, false);
  check.change_p = check.change.p;
  if (check.change.p < baseline_alpha) {
    check.change.p_permuted = permuted_p(baseline, check_permutations);
    check.change_p = std::max(check.change.p, check.change.p_permuted);
  }
  check.changed = check.change_p < baseline_alpha;

  const std::vector<double> p = oddness(measure, baseline);
  check.odd_p = *std::min_element(p.begin(), p.end());
  const double allowed = baseline_alpha / static_cast<double>(p.size());
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (p[k] < allowed) check.odd.push_back(baseline.position[k]);
  }
  check.trend =
      trend_of(baseline.x, baseline.n, baseline.position, detail::chance_variance(measure, baseline));
  check.trending = check.trend.p < baseline_alpha;
  return check;
}

}  // namespace kvalspc::verdict
