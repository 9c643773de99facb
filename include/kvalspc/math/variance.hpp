/** @file Variances of shares and of differences: small formulas that charts, tests and intervals share. */
#pragma once

#include <cmath>

#include <kvalspc/math/real.hpp>

namespace kvalspc::math {

/** Variance of one yes-or-no with probability p. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R bernoulli_variance(R p) {
  return p * (R(1.0) - p);
}

/** Odds of probability p. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R odds(R p) {
  return p / (R(1.0) - p);
}

/** Probability at these odds. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R share_of_odds(R odds) {
  return odds / (R(1.0) + odds);
}

/** The probability whose log odds are `eta`. */
[[nodiscard]] inline double probability_of(double eta) noexcept { return 1.0 / (1.0 + std::exp(-eta)); }

/** Variance of the difference of two means of n0 and n1 things that vary by `unit` each. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R difference_variance(R unit, R n0, R n1) {
  return unit * (R(1.0) / n0 + R(1.0) / n1);
}

/** (x - n level) in standard deviations of a count whose variance is n times `unit`. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R standardised_count(R x, R n, R level, R unit) {
  return (x - n * level) / root(R(n * unit));
}

}  // namespace kvalspc::math
