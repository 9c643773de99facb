/** @file Is a level above or below a given bound? An exact and a quasi test, the more cautious of which
 * counts.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/single_interval.hpp>
#include <kvalspc/verdict/evidence.hpp>

namespace kvalspc::verdict {

/** Dispersion of counts, and its degrees of freedom (0: not known). */
struct Variation {
  double dispersion = std::numeric_limits<double>::quiet_NaN();
  double degrees = 0.0;
};

/** One-sided p-values of a level against a bound, and the interval of the test that gave the larger. */
struct LevelTest {
  double p_above = 1.0;  ///< of a level this high, were it the bound
  double p_below = 1.0;  ///< of a level this low
  math::Interval interval;
  Variation variation{};
};

namespace detail {

[[nodiscard]] inline math::Tails level_tails(Proportions, double x, double n, double bound) noexcept {
  return math::mid_p(math::Binomial{n, bound}, x);
}
[[nodiscard]] inline math::Tails level_tails(Rates, double x, double n, double bound) noexcept {
  return bound > 0.0 ? math::mid_p(math::Poisson{n * bound}, x)
                     : math::Tails{x > 0.0 ? 1.0 : 0.5, x > 0.0 ? 0.0 : 0.5};
}
[[nodiscard]] inline math::Interval exact_level(Proportions, const Side& s, double alpha) {
  return math::mid_p_share(s.numerator, s.denominator, alpha);
}
[[nodiscard]] inline math::Interval exact_level(Rates, const Side& s, double alpha) {
  return math::mid_p_rate(s.numerator, s.denominator, alpha);
}
[[nodiscard]] inline math::Interval score_level(Proportions, const Side& s, double critical) noexcept {
  return math::score_share(s.numerator, s.denominator, critical);
}
[[nodiscard]] inline math::Interval score_level(Rates, const Side& s, double critical) noexcept {
  return math::score_rate(s.numerator, s.denominator, critical);
}

}  // namespace detail

/** How counts vary around the level of [first, end) and, beside it, of the periods before a start. */
template <class Family>
[[nodiscard]] Variation variation_of_counts(const chart::Points& points, std::size_t before,
                                            std::size_t first, std::size_t end) {
  Residuals residuals;
  std::size_t levels = 0;
  for (const auto& [from, to] : {std::pair{std::size_t{0}, before}, std::pair{first, end}}) {
    const Side side = sum_side(points, from, to);
    if (side.n < 2) continue;
    add_count_residuals<Family>(residuals, points, from, to, side);
    ++levels;
  }
  return {residuals.dispersion(levels), static_cast<double>(residuals.n) - static_cast<double>(levels)};
}

/** Counts: exact mid-P; quasi: the score statistic over sqrt(dispersion), against Student's t. */
template <class Family>
[[nodiscard]] LevelTest test_level_of_counts(const Side& s, const Variation& variation, double bound,
                                             double alpha) {
  const math::Tails exact = detail::level_tails(Family{}, s.numerator, s.denominator, bound);
  LevelTest test{exact.upper, exact.lower, detail::exact_level(Family{}, s, alpha), variation};
  const double unit = Family::variance(bound);
  if (!(variation.degrees > 0.0) || !(unit > 0.0)) return test;
  const double inflation = std::sqrt(std::max(1.0, variation.dispersion));
  const double t = math::standardised_count(s.numerator, s.denominator, bound, unit) / inflation;
  const double critical = math::students_t_quantile_upper(alpha, variation.degrees) * inflation;
  const math::Interval quasi = detail::score_level(Family{}, s, critical);
  test.p_above = std::max(test.p_above, math::students_t_upper(t, variation.degrees));
  test.p_below = std::max(test.p_below, math::students_t_upper(-t, variation.degrees));
  test.interval = {std::min(test.interval.lower, quasi.lower), std::max(test.interval.upper, quasi.upper)};
  return test;
}

/** Means of periods: Student's t (1908), Biometrika 6:1-25. */
[[nodiscard]] inline LevelTest test_mean(std::span<const double> values, double bound, double alpha) {
  LevelTest test;
  if (values.size() < 2) return test;
  const math::Moments m = math::moments(values);
  const double degrees = static_cast<double>(values.size()) - 1.0;
  const double error = std::sqrt(m.variance / static_cast<double>(values.size()));
  if (!(error > 0.0)) return test;
  const double margin = math::students_t_quantile_upper(alpha, degrees) * error;
  test.p_above = math::students_t_upper((m.mean - bound) / error, degrees);
  test.p_below = math::students_t_upper((bound - m.mean) / error, degrees);
  test.interval = {m.mean - margin, m.mean + margin};
  return test;
}

/** Medians of periods: the sign test (mid-P) and the order statistics that it does not reject. Dixon and Mood
 * (1946), J. Am. Stat. Assoc. 41:557-566. A period at the bound speaks for neither side. */
[[nodiscard]] inline LevelTest test_median(std::vector<double> values, double bound, double alpha) {
  LevelTest test;
  std::sort(values.begin(), values.end());
  const auto below = std::lower_bound(values.begin(), values.end(), bound) - values.begin();
  const auto not_above = std::upper_bound(values.begin(), values.end(), bound) - values.begin();
  const auto size = static_cast<double>(values.size());
  const auto tail = [&](double signs) { return math::mid_p_upper(math::Binomial{size, 0.5}, signs); };
  test.p_above = tail(size - static_cast<double>(not_above));
  test.p_below = tail(static_cast<double>(below));
  std::size_t beyond = 0;  // values on each side that the test finds too few
  while (2 * (beyond + 1) <= values.size() && tail(size - static_cast<double>(beyond)) < alpha) ++beyond;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  test.interval = beyond == 0 ? math::Interval{-infinity, infinity}
                              : math::Interval{values[beyond - 1], values[values.size() - beyond]};
  return test;
}

/**
 * Tests the level of periods [first, end) against a bound, one-sided; the interval covers 1 - 2 alpha.
 *
 * Counts: their dispersion is that of these periods around their level and of the periods [0, before) around
 * theirs; a level that moves between them has no say.
 */
[[nodiscard]] inline LevelTest test_level(Measure measure, const chart::Points& points, std::size_t before,
                                          std::size_t first, std::size_t end, double bound, double alpha) {
  switch (measure) {
    case Measure::proportions:
      return test_level_of_counts<Proportions>(sum_side(points, first, end),
                                               variation_of_counts<Proportions>(points, before, first, end),
                                               bound, alpha);
    case Measure::rates:
      return test_level_of_counts<Rates>(
          sum_side(points, first, end), variation_of_counts<Rates>(points, before, first, end), bound, alpha);
    case Measure::means:
      return test_mean(values_of(points, first, end), bound, alpha);
    default:
      return test_median(values_of(points, first, end), bound, alpha);
  }
}

}  // namespace kvalspc::verdict
