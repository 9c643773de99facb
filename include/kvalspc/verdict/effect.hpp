/** @file Did the level of counts change, and by how much: an exact and a quasi test, each with its own
 * intervals. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <type_traits>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/counts.hpp>
#include <kvalspc/verdict/degrees.hpp>
#include <kvalspc/verdict/shared_dispersion.hpp>
#include <kvalspc/verdict/split.hpp>
#include <kvalspc/verdict/test.hpp>

namespace kvalspc::verdict {

namespace detail {

/**
 * `interval` with its end moved to the side of `no_effect` that the p-value says, where rounding left it on
 * the other: at p = alpha the end is found by search and lies a few bits to either side.
 */
[[nodiscard]] inline math::Interval settled(math::Interval interval, bool significant, bool rise,
                                            double no_effect) noexcept {
  if (!significant)
    return {std::min(interval.lower, no_effect), std::max(interval.upper, no_effect)};  // NaN stays NaN
  if (interval.lower > no_effect || interval.upper < no_effect) return interval;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (rise) interval.lower = std::nextafter(no_effect, infinity);
  else interval.upper = std::nextafter(no_effect, -infinity);
  return interval;
}

/**
 * A score interval that says the same as the exact p-value about `no_effect`. Where the two disagree (both
 * are then near alpha), the critical value is scaled by the two tests' ratio at no effect, which makes them
 * agree.
 */
template <class MakeInterval>
[[nodiscard]] math::Interval agreeing(MakeInterval make, double critical, double statistic, double p,
                                      double alpha, double no_effect) {
  math::Interval interval = make(critical);
  const bool excludes = interval.lower > no_effect || interval.upper < no_effect;
  if (excludes != (p < alpha)) {
    const double exact_statistic = math::normal_quantile_upper(0.5 * p);
    const double nominal = math::normal_quantile_upper(0.5 * alpha);
    interval = make(critical * (std::abs(statistic) / critical) * (nominal / exact_statistic));
  }
  return settled(interval, p<alpha, statistic> 0.0, no_effect);
}

}  // namespace detail

/** Levels that the residuals are taken around: one a side. */
inline constexpr std::size_t fitted_levels = 2;

/** The residuals of counts around the levels of their sides. */
template <class Family>
[[nodiscard]] Residuals residuals_of_counts(const chart::Points& points, Split split, const Side& before,
                                            const Side& after) {
  Residuals residuals;
  add_count_residuals<Family>(residuals, points, 0, split.start, before);
  add_count_residuals<Family>(residuals, points, split.start, split.end, after);
  return residuals;
}

/** What the exact and the quasi test of counts rest on. */
template <class Family>
struct CountsTest {
  math::TwoCounts counts;
  double statistic;  ///< two-sample score statistic, pooled variance
  double inflation;  ///< of the standard error, by the dispersion
  double degrees;    ///< of freedom of the dispersion; 0: none is known
};

/**
 * The p-values of two sides of counts, without intervals. Exact: conditional mid-P (Fisher's, or the binomial
 * share of events). Quasi: the pooled score statistic over sqrt(dispersion) against Student's t.
 *
 * @param prior what the units scored together say about the dispersion; none: the series' own alone
 */
template <class Family>
CountsTest<Family> test_counts(Evidence& evidence, const chart::Points& points, Split split,
                               const Side& before, const Side& after,
                               const std::optional<DispersionPrior>& prior) {
  const math::TwoCounts t = two_counts(before, after);
  const Residuals residuals = residuals_of_counts<Family>(points, split, before, after);
  evidence.dispersion = evidence.dispersion_used = residuals.dispersion(fitted_levels);
  evidence.autocorrelation = residuals.autocorrelation();
  evidence.exact.effect = evidence.quasi.effect = t.level1() - t.level0();
  CountsTest<Family> test{t, 0.0, 1.0, 0.0};
  if (Family::constant(t)) {
    evidence.smallest_p = evidence.exact.p = evidence.quasi.p = evidence.p_adjusted = 1.0;
    return test;
  }
  evidence.smallest_p = Family::smallest_p(t);
  evidence.exact.p = math::two_sided(Family::tails(t));
  test.statistic = score_statistic<Family>(t);
  if (residuals.n <= fitted_levels) return test;
  Dispersion used{evidence.dispersion, static_cast<double>(residuals.n - fitted_levels)};
  if (prior) used = prior->moderated(used);
  else
    used.degrees = degrees_of_dispersion<Family>(used.degrees, used.value, t.pooled(),
                                                 (t.n0 + t.n1) / static_cast<double>(residuals.n));
  evidence.dispersion_used = used.value;
  test.degrees = evidence.degrees = used.degrees;
  test.inflation = std::sqrt(std::max(1.0, used.value));
  evidence.quasi.p = math::students_t_two_sided(test.statistic / test.inflation, test.degrees);
  evidence.p_adjusted = math::students_t_two_sided(
      test.statistic / (test.inflation * std::sqrt(residuals.autocorrelation_factor())), test.degrees);
  return test;
}

namespace detail {

inline void set_effect(Test& test, math::Interval interval) noexcept {
  test.effect_lower = interval.lower;
  test.effect_upper = interval.upper;
}
inline void set_ratio(Test& test, math::Interval interval) noexcept {
  test.ratio_lower = interval.lower;
  test.ratio_upper = interval.upper;
}
inline void set_odds_ratio(Test& test, math::Interval interval) noexcept {
  test.odds_ratio_lower = interval.lower;
  test.odds_ratio_upper = interval.upper;
}

/** Ratio of the second to the first; NaN where the first is 0. */
[[nodiscard]] inline double ratio_or_nan(double first, double second) noexcept {
  return first > 0.0 ? second / first : std::numeric_limits<double>::quiet_NaN();
}

template <class Family>
void estimate_ratios(Test& test, const math::TwoCounts& t) noexcept {
  test.ratio = ratio_or_nan(t.level0(), t.level1());
  if constexpr (std::is_same_v<Family, Proportions>)
    test.odds_ratio = ratio_or_nan(t.x0 * (t.n1 - t.x1), t.x1 * (t.n0 - t.x0));
}

}  // namespace detail

/** Miettinen and Nurminen's score intervals for the exact test; the ratio of rates by the mid-P interval. */
template <class Family>
void add_exact_intervals(Test& exact, const CountsTest<Family>& test, double alpha) {
  const math::TwoCounts& t = test.counts;
  const double critical = math::normal_quantile_upper(0.5 * alpha);
  const double factor = std::sqrt(Family::score_factor(t));
  const auto agreeing = [&](auto make, double no_effect) {
    return detail::agreeing([&](double c) { return make(t, c * factor); }, critical, test.statistic / factor,
                            exact.p, alpha, no_effect);
  };
  detail::estimate_ratios<Family>(exact, t);
  detail::set_effect(exact, agreeing(Family::difference, 0.0));
  if constexpr (std::is_same_v<Family, Rates>) {
    const math::Interval ratio = math::mid_p_ratio_of_rates(t, 0.5 * alpha);
    detail::set_ratio(exact, detail::settled(ratio, exact.p<alpha, test.statistic> 0.0, 1.0));
  } else {
    detail::set_ratio(exact, agreeing(Family::ratio, 1.0));
    detail::set_odds_ratio(exact, agreeing(math::odds_ratio_of_proportions, 1.0));
  }
}

/** The score intervals at the quasi test's critical value. */
template <class Family>
void add_quasi_intervals(Test& quasi, const CountsTest<Family>& test, double alpha) {
  const math::TwoCounts& t = test.counts;
  const double wide = math::students_t_quantile_upper(0.5 * alpha, test.degrees) * test.inflation;
  const auto settled = [&](math::Interval interval, double no_effect) {
    return detail::settled(interval, quasi.p<alpha, test.statistic> 0.0, no_effect);
  };
  detail::estimate_ratios<Family>(quasi, t);
  detail::set_effect(quasi, settled(Family::difference(t, wide), 0.0));
  detail::set_ratio(quasi, settled(Family::ratio(t, wide), 1.0));
  if constexpr (std::is_same_v<Family, Proportions>)
    detail::set_odds_ratio(quasi, settled(math::odds_ratio_of_proportions(t, wide), 1.0));
}

/** Tests two sides of counts, with intervals. Proportions' ratio is the risk ratio. Parameters as for the
 * p-values. */
template <class Family>
[[nodiscard]] Evidence test_counts(const chart::Points& points, Split split, const Side& before,
                                   const Side& after, double alpha,
                                   const std::optional<DispersionPrior>& prior = {}) {
  Evidence evidence;
  const CountsTest<Family> test = test_counts<Family>(evidence, points, split, before, after, prior);
  if (test.statistic == 0.0 && Family::constant(test.counts)) return evidence;
  add_exact_intervals(evidence.exact, test, alpha);
  if (test.degrees > 0.0) add_quasi_intervals(evidence.quasi, test, alpha);
  return evidence;
}

}  // namespace kvalspc::verdict
