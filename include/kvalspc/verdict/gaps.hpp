/** @file Did the gaps between events change: an exact test of their sums (F, or negative hypergeometric) and
 * a quasi test. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/gamma.hpp>
#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/effect.hpp>
#include <kvalspc/verdict/split.hpp>
#include <kvalspc/verdict/test.hpp>

namespace kvalspc::verdict {

/** Times between events at a constant rate: exponential. */
struct Times {
  /** Squared coefficient of variation of one gap of that mean. */
  [[nodiscard]] static double variation(double /*mean*/) noexcept { return 1.0; }
  /** Both tails of the sum after, given the sum of all: its share is beta distributed. */
  [[nodiscard]] static math::Tails tails(const math::TwoCounts& sums) noexcept {
    return math::beta_tails(sums.n1, sums.n0, sums.x1 / (sums.x0 + sums.x1));
  }
};

/** Cases without the event between two with it, at a constant share: geometric. */
struct Cases {
  [[nodiscard]] static double variation(double mean) noexcept { return 1.0 + 1.0 / mean; }
  [[nodiscard]] static math::Tails tails(const math::TwoCounts& sums) noexcept {
    return math::mid_p(math::NegativeHypergeometric{sums.x0 + sums.x1, sums.n1, sums.n0}, sums.x1);
  }
};

namespace detail {

/** The ratio of two means of gaps, each gap with that squared coefficient of variation: F with as many
 * degrees of freedom as make the variances right (2 a gap for exponential ones). */
[[nodiscard]] inline math::Interval ratio_of_gaps(const math::TwoCounts& sums, double variation,
                                                  double tail) noexcept {
  const double ratio = sums.level1() / sums.level0();
  const double before = 2.0 * sums.n0 / variation, after = 2.0 * sums.n1 / variation;
  return {ratio / math::f_quantile_upper(tail, after, before),
          ratio * math::f_quantile_upper(tail, before, after)};
}

/** The difference of two means from the interval of each. */
[[nodiscard]] inline math::Interval difference_of_gaps(const math::TwoCounts& sums, double variation,
                                                       double tail) noexcept {
  const auto mean_between = [&](double mean, double gaps) {
    const double shape = gaps / variation;
    return math::Interval{mean * shape / math::gamma_quantile_upper(tail, shape),
                          mean * shape / math::gamma_quantile_lower(tail, shape)};
  };
  const double mean0 = sums.level0(), mean1 = sums.level1();
  const math::Interval before = mean_between(mean0, sums.n0), after = mean_between(mean1, sums.n1);
  return math::difference_of_levels(mean0, before, mean1, after);
}

/** Both intervals, on the side of no effect that the p-value says. */
inline void set_gap_intervals(Test& test, const math::TwoCounts& sums, double variation, double tail,
                              bool significant) {
  const bool rise = sums.level1() > sums.level0();
  test.effect = sums.level1() - sums.level0();
  test.ratio = sums.level1() / sums.level0();
  set_ratio(test, settled(ratio_of_gaps(sums, variation, tail), significant, rise, 1.0));
  set_effect(test, settled(difference_of_gaps(sums, variation, tail), significant, rise, 0.0));
}

}  // namespace detail

/**
 * Dispersion of gaps without the bias of measuring each against the mean of its own side.
 *
 * The squared coefficient of variation of m gamma distributed gaps does not depend on their mean (Basu 1955,
 * Sankhya 15:377-380), so that of v is expected to come out as v / (1 + v / m): a fifth too small with eight
 * lumpy gaps. The dispersion is the one for which the sum of squares is what was to be expected.
 *
 * @param squares sum of squared residuals of both sides, whose means are above 0
 */
template <class Family>
[[nodiscard]] double dispersion_of_gaps(double squares, const Side& before, const Side& after) noexcept {
  const double m0 = static_cast<double>(before.n), m1 = static_cast<double>(after.n);
  const double bias0 = Family::variation(before.level) / m0, bias1 = Family::variation(after.level) / m1;
  const double quadratic = std::max(0.0, (m0 - 1.0) * bias1 + (m1 - 1.0) * bias0 - squares * bias0 * bias1);
  const double linear = m0 + m1 - 2.0 - squares * (bias0 + bias1);
  const double divisor = math::divisor_of_root(quadratic, linear, squares);
  // Where one gap is nearly all of its side no dispersion is large enough: the sum itself is the bound.
  return divisor > 2.0 ? 2.0 * squares / divisor : squares;
}

/**
 * Tests two sides of gaps. Exact: the sum after, given the sum of all (Cox 1953, Biometrika 40:354-360; for
 * cases by mid-P), with the F interval of the ratio. Quasi: the F test's normal score over sqrt(dispersion)
 * against Student's t, and the F interval at that critical value.
 */
template <class Family>
[[nodiscard]] Evidence test_gaps(const chart::Points& points, Split split, const Side& before,
                                 const Side& after, double alpha) {
  const math::TwoCounts sums = two_counts(before, after);
  Evidence evidence;
  if (!(sums.x0 + sums.x1 > 0.0)) {
    evidence.smallest_p = evidence.exact.p = evidence.quasi.p = evidence.p_adjusted = 1.0;
    evidence.exact.effect = evidence.quasi.effect = 0.0;
    return evidence;
  }
  Residuals residuals;
  const auto add = [&](std::size_t first, std::size_t end, const Side& side) {
    if (!(side.level > 0.0)) {
      residuals.n += side.n;
      return;
    }
    const double deviation = side.level * std::sqrt(Family::variation(side.level));
    add_residuals(residuals, points, first, end,
                  [&](std::size_t k) { return (points.series.numerator[k] - side.level) / deviation; });
  };
  add(0, split.start, before);
  add(split.start, split.end, after);
  evidence.dispersion = evidence.dispersion_used = residuals.dispersion(fitted_levels);
  evidence.autocorrelation = residuals.autocorrelation();
  evidence.exact.p = math::two_sided(Family::tails(sums));
  if (!(sums.x0 > 0.0) || !(sums.x1 > 0.0)) {
    evidence.exact.effect = sums.level1() - sums.level0();
    return evidence;
  }
  const double tail = 0.5 * alpha;
  const double chance = Family::variation(sums.pooled());
  detail::set_gap_intervals(evidence.exact, sums, chance, tail, evidence.exact.p < alpha);
  if (residuals.n <= fitted_levels) return evidence;
  evidence.dispersion = evidence.dispersion_used =
      dispersion_of_gaps<Family>(residuals.sum_of_squares, before, after);
  const double degrees = static_cast<double>(residuals.n - fitted_levels);
  const double inflation = std::sqrt(std::max(1.0, evidence.dispersion));
  const math::Tails by_chance =
      math::beta_tails(sums.n1 / chance, sums.n0 / chance, sums.x1 / (sums.x0 + sums.x1));
  const double statistic =
      math::normal_quantile_upper(std::min(by_chance.lower, by_chance.upper)) / inflation;
  evidence.quasi.p = math::students_t_two_sided(std::max(0.0, statistic), degrees);
  const double wide = math::students_t_quantile_upper(tail, degrees) * inflation;
  detail::set_gap_intervals(evidence.quasi, sums, chance, math::normal_upper(wide), evidence.quasi.p < alpha);
  evidence.p_adjusted = math::students_t_two_sided(
      std::max(0.0, statistic) / std::sqrt(residuals.autocorrelation_factor()), degrees);
  return evidence;
}

}  // namespace kvalspc::verdict
