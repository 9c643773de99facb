/**
 * @file Score intervals for two proportions or two rates, before (0) and after (1).
 *
 * An interval holds every effect that the score test with constrained variance does not reject at |z| <=
 * `critical`, so a test at "no effect" and its interval agree by construction. With `critical` from Student's
 * t times sqrt(dispersion) the same functions give the quasi intervals.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <kvalspc/math/root.hpp>
#include <kvalspc/math/single_interval.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc::math {

/** Events and patients (or exposure) before (0) and after (1). */
struct TwoCounts {
  double x0, n0, x1, n1;

  [[nodiscard]] double level0() const noexcept { return x0 / n0; }
  [[nodiscard]] double level1() const noexcept { return x1 / n1; }
  [[nodiscard]] double pooled() const noexcept { return (x0 + x1) / (n0 + n1); }
};

namespace score {

/** Variance of the difference when p1 - p0 = delta, at the maximum-likelihood proportions under that
 * constraint. Farrington and Manning (1990), Stat. Med. 9:1447-1454. */
[[nodiscard]] inline double difference_variance_proportions(const TwoCounts& t, double delta) noexcept {
  const double theta = t.n0 / t.n1;
  const double p1 = t.level1(), p0 = t.level0();
  const double a = 1.0 + theta;
  const double b = -(1.0 + theta + p1 + theta * p0 + delta * (theta + 2.0));
  const double c = delta * delta + delta * (2.0 * p1 + theta + 1.0) + p1 + theta * p0;
  const double d = -p1 * delta * (1.0 + delta);
  const double v = b * b * b / (27.0 * a * a * a) - b * c / (6.0 * a * a) + d / (2.0 * a);
  const double u = std::copysign(std::sqrt(std::max(0.0, b * b / (9.0 * a * a) - c / (3.0 * a))), v);
  const double cosine = u == 0.0 ? 1.0 : std::clamp(v / (u * u * u), -1.0, 1.0);
  const double w = (std::numbers::pi + std::acos(cosine)) / 3.0;
  const double m1 =
      std::clamp(2.0 * u * std::cos(w) - b / (3.0 * a), std::max(0.0, delta), std::min(1.0, 1.0 + delta));
  const double m0 = std::clamp(m1 - delta, 0.0, 1.0);
  return bernoulli_variance(m1) / t.n1 + bernoulli_variance(m0) / t.n0;
}

/** Variance of r1 - r0 when the rates differ by delta, at the maximum-likelihood rates under that constraint.
 */
[[nodiscard]] inline double difference_variance_rates(const TwoCounts& t, double delta) noexcept {
  const double n = t.n0 + t.n1;
  const double half = t.x0 + t.x1 - n * delta;
  const double m0 = (half + std::sqrt(std::max(0.0, half * half + 4.0 * n * t.x0 * delta))) / (2.0 * n);
  const double r0 = std::max({m0, 0.0, -delta});
  return (r0 + delta) / t.n1 + r0 / t.n0;
}

/** Variance of p1 - theta p0 when p1 / p0 = theta. Miettinen and Nurminen (1985), Stat. Med. 4:213-226;
 * Koopman (1984), Biometrics 40:513-517. */
[[nodiscard]] inline double ratio_variance_proportions(const TwoCounts& t, double theta) noexcept {
  const double a = (t.n0 + t.n1) * theta;
  const double b = t.n1 * theta + t.x1 + t.n0 + t.x0 * theta;
  const double c = t.x0 + t.x1;
  const double m0 = std::clamp(2.0 * c / divisor_of_root(-a, b, c), 0.0, std::min(1.0, 1.0 / theta));
  const double m1 = theta * m0;
  return bernoulli_variance(m1) / t.n1 + theta * theta * bernoulli_variance(m0) / t.n0;
}

/** Maximum-likelihood proportion before (0) when the odds ratio is psi. Miettinen and
 * Nurminen (1985), Stat. Med. 4:213-226, appendix. */
[[nodiscard]] inline double share0_at_odds_ratio(const TwoCounts& t, double psi) noexcept {
  const double events = t.x0 + t.x1;
  const double a = t.n0 * (psi - 1.0);
  const double b = t.n1 * psi + t.n0 - events * (psi - 1.0);
  return 2.0 * events / divisor_of_root(a, b, events);
}

}  // namespace score

/** All differences p1 - p0 that the score test does not reject. */
[[nodiscard]] inline Interval difference_of_proportions(const TwoCounts& t, double critical) {
  const double estimate = t.level1() - t.level0();
  const auto margin = [&](double delta) {
    return critical * std::sqrt(score::difference_variance_proportions(t, delta));
  };
  // At a difference of -1 or 1 the variance vanishes: the search begins just inside.
  constexpr double inside = 1.0 - 1e-9;
  return {falling_root([&](double d) { return estimate - d - margin(d); }, -1.0, std::min(estimate, inside)),
          falling_root([&](double d) { return estimate - d + margin(d); }, std::max(estimate, -inside), 1.0)};
}

/** The difference of two levels from the interval of each: method of variance estimates recovery, Zou and
 * Donner (2008), Stat. Med. 27:1693-1702. */
[[nodiscard]] inline Interval difference_of_levels(double level0, const Interval& before, double level1,
                                                   const Interval& after) noexcept {
  const double difference = level1 - level0;
  return {difference - std::hypot(level1 - after.lower, before.upper - level0),
          difference + std::hypot(after.upper - level1, level0 - before.lower)};
}

/** Newcombe's hybrid score interval of p1 - p0, from the score interval of each share: his method 10 (1998),
 * Stat. Med. 17:873-890. It inverts no test: it and a p-value may disagree on whether there is an effect. */
[[nodiscard]] inline Interval hybrid_difference_of_proportions(const TwoCounts& t, double critical) noexcept {
  return difference_of_levels(t.level0(), score_share(t.x0, t.n0, critical), t.level1(),
                              score_share(t.x1, t.n1, critical));
}

/** All differences r1 - r0 that the score test does not reject. */
[[nodiscard]] inline Interval difference_of_rates(const TwoCounts& t, double critical) {
  const double estimate = t.level1() - t.level0();
  const auto margin = [&](double delta) {
    return critical * std::sqrt(score::difference_variance_rates(t, delta));
  };
  const auto lower = [&](double d) { return estimate - d - margin(d); };
  const auto upper = [&](double d) { return estimate - d + margin(d); };
  double step = std::max({t.level0(), t.level1(), 1.0 / t.n0, 1.0 / t.n1});
  double low = estimate - step, high = estimate + step;
  for (int k = 0; k < 200 && !(lower(low) > 0.0); ++k) low = estimate - (step *= 2.0);
  for (int k = 0; k < 200 && !(upper(high) < 0.0); ++k) high = estimate + (step *= 2.0);
  return {falling_root(lower, low, estimate), falling_root(upper, estimate, high)};
}

/** All ratios p1 / p0 that the score test does not reject; 0 and infinity where an end has no events. */
[[nodiscard]] inline Interval ratio_of_proportions(const TwoCounts& t, double critical) {
  const double p0 = t.level0(), p1 = t.level1();
  const auto gap = [&](double log_theta) { return p1 - std::exp(log_theta) * p0; };
  const auto margin = [&](double log_theta) {
    return critical * std::sqrt(score::ratio_variance_proportions(t, std::exp(log_theta)));
  };
  constexpr double reach = 60.0;  // exp(60): beyond any ratio of counts
  const double middle = t.x0 > 0.0 && t.x1 > 0.0 ? std::log(p1 / p0) : 0.0;
  Interval interval{0.0, std::numeric_limits<double>::infinity()};
  const double low = t.x1 > 0.0 && t.x0 > 0.0 ? middle : reach;
  if (t.x1 > 0.0)
    interval.lower = std::exp(falling_root([&](double g) { return gap(g) - margin(g); }, -reach, low));
  const double start = t.x1 > 0.0 && t.x0 > 0.0 ? middle : -reach;
  if (t.x0 > 0.0)
    interval.upper = std::exp(falling_root([&](double g) { return gap(g) + margin(g); }, start, reach));
  return interval;
}

/** All odds ratios that the score test does not reject; 0 and infinity where a side has no events or only
 * events. */
[[nodiscard]] inline Interval odds_ratio_of_proportions(const TwoCounts& t, double critical) {
  // Shares of events and of none are each computed as such: near 1 their complements would be noise.
  const TwoCounts none{t.n0 - t.x0, t.n0, t.n1 - t.x1, t.n1};
  const auto statistic = [&](double log_psi) {
    const double psi = std::exp(log_psi);
    const double p0 = score::share0_at_odds_ratio(t, psi), q0 = score::share0_at_odds_ratio(none, 1.0 / psi);
    const double p1 = psi * p0 / (q0 + psi * p0), q1 = q0 / (q0 + psi * p0);
    const double precision = 1.0 / (t.n1 * p1 * q1) + 1.0 / (t.n0 * p0 * q0);
    return (t.x1 * q1 - none.x1 * p1) * std::sqrt(precision);
  };
  constexpr double reach = 30.0;  // exp(30): beyond any odds ratio of counts
  const bool can_fall = t.x1 > 0.0 && t.x0<t.n0, can_rise = t.x0> 0.0 && t.x1 < t.n1;
  Interval interval{0.0, std::numeric_limits<double>::infinity()};
  if (can_fall)
    interval.lower = std::exp(falling_root([&](double g) { return statistic(g) - critical; }, -reach, reach));
  if (can_rise)
    interval.upper = std::exp(falling_root([&](double g) { return statistic(g) + critical; }, -reach, reach));
  return interval;
}

namespace detail {

/** The ratios r1 / r0 that go with an interval of the share of events that came after. */
[[nodiscard]] inline Interval ratio_of_share(const TwoCounts& t, const Interval& share) noexcept {
  const double scale = t.n0 / t.n1;
  const auto ratio = [&](double pi) {
    return pi >= 1.0 ? std::numeric_limits<double>::infinity() : odds(pi) * scale;
  };
  return {ratio(share.lower), ratio(share.upper)};
}

}  // namespace detail

/** All ratios r1 / r0 that the score test on the share of events after does not reject. */
[[nodiscard]] inline Interval ratio_of_rates(const TwoCounts& t, double critical) noexcept {
  return detail::ratio_of_share(t, score_share(t.x1, t.x0 + t.x1, critical));
}

/** All ratios r1 / r0 whose conditional mid-P tails are at least `tail` each. Agresti (2001), Stat. Med.
 * 20:2709-2722. */
[[nodiscard]] inline Interval mid_p_ratio_of_rates(const TwoCounts& t, double tail) {
  return detail::ratio_of_share(t, mid_p_share(t.x1, t.x0 + t.x1, tail));
}

}  // namespace kvalspc::math
