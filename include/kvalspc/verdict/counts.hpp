/** @file Two sides of counts: their conditional distributions and score intervals. */
#pragma once

#include <algorithm>
#include <cmath>

#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/family.hpp>

namespace kvalspc::verdict {

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

}  // namespace kvalspc::verdict
