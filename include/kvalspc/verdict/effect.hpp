/** @file Did the level change, and by how much: an exact and a quasi test, each with its own interval. */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/family.hpp>
#include <kvalspc/verdict/shared_dispersion.hpp>
#include <kvalspc/verdict/split.hpp>

namespace kvalspc::verdict {

/** One test: p-value, and effect (after - before) and ratio (after / before) with the interval of that same
 * test. */
struct Test {
  double p = std::numeric_limits<double>::quiet_NaN();
  double effect = std::numeric_limits<double>::quiet_NaN();
  double effect_lower = std::numeric_limits<double>::quiet_NaN();
  double effect_upper = std::numeric_limits<double>::quiet_NaN();
  double ratio = std::numeric_limits<double>::quiet_NaN();
  double ratio_lower = std::numeric_limits<double>::quiet_NaN();
  double ratio_upper = std::numeric_limits<double>::quiet_NaN();
};

/** What the tests of one series say. */
struct Evidence {
  Test exact;
  Test quasi;
  double p_adjusted =
      std::numeric_limits<double>::quiet_NaN();  ///< quasi p when neighbouring periods correlate
  double dispersion = std::numeric_limits<double>::quiet_NaN();       ///< the series' own
  double dispersion_used = std::numeric_limits<double>::quiet_NaN();  ///< by the quasi test: own or moderated
  double degrees = 0.0;  ///< of freedom of the quasi test of counts
  double autocorrelation = std::numeric_limits<double>::quiet_NaN();
  double smallest_p = 0.0;  ///< that any outcome with these totals could give
};

/** The test with the larger p-value decides; its interval is the one that is shown. */
[[nodiscard]] inline const Test& deciding(const Evidence& evidence) noexcept {
  return evidence.quasi.p > evidence.exact.p || std::isnan(evidence.exact.p) ? evidence.quasi
                                                                             : evidence.exact;
}

/** Shares of patients. */
struct Proportions : BinomialFamily {
  [[nodiscard]] static math::Tails tails(const math::TwoCounts& t) noexcept {
    return math::mid_p(math::Hypergeometric{t.n0 + t.n1, t.x0 + t.x1, t.n1}, t.x1);
  }
  /** p of the most extreme outcome with these totals. */
  [[nodiscard]] static double smallest_p(const math::TwoCounts& t) noexcept {
    const math::Hypergeometric h{t.n0 + t.n1, t.x0 + t.x1, t.n1};
    return std::min(math::two_sided(math::mid_p(h, h.smallest())),
                    math::two_sided(math::mid_p(h, h.largest())));
  }
  [[nodiscard]] static bool constant(const math::TwoCounts& t) noexcept {
    return t.x0 + t.x1 == 0.0 || t.x0 + t.x1 == t.n0 + t.n1;
  }
  /** Miettinen and Nurminen's variance has N / (N - 1) where the pooled score test has 1. */
  [[nodiscard]] static double score_factor(const math::TwoCounts& t) noexcept {
    return (t.n0 + t.n1) / (t.n0 + t.n1 - 1.0);
  }
  [[nodiscard]] static math::Interval difference(const math::TwoCounts& t, double critical) {
    return math::difference_of_proportions(t, critical);
  }
  [[nodiscard]] static math::Interval ratio(const math::TwoCounts& t, double critical) {
    return math::ratio_of_proportions(t, critical);
  }
};

/** Events per exposure. */
struct Rates : PoissonFamily {
  [[nodiscard]] static math::Tails tails(const math::TwoCounts& t) noexcept {
    return math::mid_p(math::Binomial{t.x0 + t.x1, t.n1 / (t.n0 + t.n1)}, t.x1);
  }
  [[nodiscard]] static double smallest_p(const math::TwoCounts& t) noexcept {
    const math::Binomial b{t.x0 + t.x1, t.n1 / (t.n0 + t.n1)};
    return std::min(math::two_sided(math::mid_p(b, 0.0)), math::two_sided(math::mid_p(b, b.trials)));
  }
  [[nodiscard]] static bool constant(const math::TwoCounts& t) noexcept { return t.x0 + t.x1 == 0.0; }
  [[nodiscard]] static double score_factor(const math::TwoCounts&) noexcept { return 1.0; }
  [[nodiscard]] static math::Interval difference(const math::TwoCounts& t, double critical) {
    return math::difference_of_rates(t, critical);
  }
  [[nodiscard]] static math::Interval ratio(const math::TwoCounts& t, double critical) {
    return math::ratio_of_rates(t, critical);
  }
};

/** Two-sample score statistic with the pooled variance. */
template <class Family>
[[nodiscard]] double score_statistic(const math::TwoCounts& t) noexcept {
  return (t.level1() - t.level0()) /
         std::sqrt(math::difference_variance(Family::variance(t.pooled()), t.n0, t.n1));
}

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

/**
 * Tests two sides of counts.
 *
 * Exact: conditional mid-P (Fisher's, or the binomial share of events), with Miettinen and Nurminen's score
 * intervals; the ratio of rates by the mid-P interval. Quasi: the pooled score statistic over
 * sqrt(dispersion) against Student's t, with the score intervals at that critical value. Proportions' ratio
 * is the risk ratio.
 *
 * @param prior what the units scored together say about the dispersion; none: the series' own alone
 */
template <class Family>
[[nodiscard]] Evidence test_counts(const chart::Points& points, Split split, const Side& before,
                                   const Side& after, double alpha,
                                   const std::optional<DispersionPrior>& prior = {}) {
  const math::TwoCounts t = two_counts(before, after);
  Evidence evidence;
  const double effect = t.level1() - t.level0();
  const double ratio = t.x0 > 0.0 ? t.level1() / t.level0() : std::numeric_limits<double>::quiet_NaN();
  evidence.smallest_p = Family::constant(t) ? 1.0 : Family::smallest_p(t);
  const Residuals residuals = residuals_of_counts<Family>(points, split, before, after);
  evidence.dispersion = evidence.dispersion_used = residuals.dispersion(fitted_levels);
  evidence.autocorrelation = residuals.autocorrelation();
  if (Family::constant(t)) {
    evidence.exact.p = evidence.quasi.p = evidence.p_adjusted = 1.0;
    evidence.exact.effect = evidence.quasi.effect = effect;
    return evidence;
  }
  const double statistic = score_statistic<Family>(t);
  const double critical = math::normal_quantile_upper(0.5 * alpha);

  Test& exact = evidence.exact;
  exact.p = math::two_sided(Family::tails(t));
  exact.effect = effect;
  exact.ratio = ratio;
  const double factor = std::sqrt(Family::score_factor(t));
  const auto difference = [&](double c) { return Family::difference(t, c * factor); };
  const math::Interval shown =
      detail::agreeing(difference, critical, statistic / factor, exact.p, alpha, 0.0);
  exact.effect_lower = shown.lower;
  exact.effect_upper = shown.upper;
  math::Interval ratios;
  if constexpr (std::is_same_v<Family, Rates>) {
    ratios = detail::settled(math::mid_p_ratio_of_rates(t, 0.5 * alpha), exact.p<alpha, effect> 0.0, 1.0);
  } else {
    const auto make = [&](double c) { return Family::ratio(t, c * factor); };
    ratios = detail::agreeing(make, critical, statistic / factor, exact.p, alpha, 1.0);
  }
  exact.ratio_lower = ratios.lower;
  exact.ratio_upper = ratios.upper;

  if (residuals.n <= fitted_levels) return evidence;
  Dispersion used{evidence.dispersion, static_cast<double>(residuals.n - fitted_levels)};
  if (prior) used = prior->moderated(used);
  evidence.dispersion_used = used.value;
  const double degrees = evidence.degrees = used.degrees;
  const double inflation = std::sqrt(std::max(1.0, used.value));
  Test& quasi = evidence.quasi;
  quasi.p = math::students_t_two_sided(statistic / inflation, degrees);
  quasi.effect = effect;
  quasi.ratio = ratio;
  const double wide = math::students_t_quantile_upper(0.5 * alpha, degrees) * inflation;
  const math::Interval quasi_difference =
      detail::settled(Family::difference(t, wide), quasi.p<alpha, effect> 0.0, 0.0);
  quasi.effect_lower = quasi_difference.lower;
  quasi.effect_upper = quasi_difference.upper;
  const math::Interval quasi_ratio = detail::settled(Family::ratio(t, wide), quasi.p<alpha, effect> 0.0, 1.0);
  quasi.ratio_lower = quasi_ratio.lower;
  quasi.ratio_upper = quasi_ratio.upper;
  evidence.p_adjusted = math::students_t_two_sided(
      statistic / (inflation * std::sqrt(residuals.autocorrelation_factor())), degrees);
  return evidence;
}

}  // namespace kvalspc::verdict
