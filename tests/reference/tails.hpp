/** @file Probabilities of counts by their definitions: one outcome at a time, in long double. */
#pragma once

#include <algorithm>
#include <cmath>

namespace reference {

inline long double log_choose(long double n, long double k) {
  return std::lgamma(n + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(n - k + 1.0L);
}

/** P(X = x) of a binomial count. */
inline long double binomial(long double x, long double n, long double p) {
  if (x < 0 || x > n) return 0;
  if (p <= 0) return x == 0 ? 1 : 0;
  if (p >= 1) return x == n ? 1 : 0;
  return std::exp(log_choose(n, x) + x * std::log(p) + (n - x) * std::log1p(-p));
}

/** P(X = x) of a Poisson count. */
inline long double poisson(long double x, long double mean) {
  if (x < 0) return 0;
  return std::exp(x * std::log(mean) - mean - std::lgamma(x + 1.0L));
}

/** P(X = x) of the events among `sample` drawn from `population` with `events` events. */
inline long double hypergeometric(long double x, long double population, long double events,
                                  long double sample) {
  if (x < 0 || x > events || x > sample || sample - x > population - events) return 0;
  return std::exp(log_choose(events, x) + log_choose(population - events, sample - x) -
                  log_choose(population, sample));
}

/** P(X < x) + P(X = x) / 2 and P(X > x) + P(X = x) / 2 of a count in [0, largest]. */
struct MidP {
  long double lower = 0, upper = 0;
  [[nodiscard]] long double two_sided() const { return std::min(1.0L, 2 * std::min(lower, upper)); }
};

template <class Probability>
MidP mid_p(long double x, long double largest, Probability probability) {
  MidP tails;
  for (long double k = 0; k < x; ++k) tails.lower += probability(k);
  for (long double k = largest; k > x; --k) tails.upper += probability(k);  // small terms first
  tails.lower += probability(x) / 2;
  tails.upper += probability(x) / 2;
  return tails;
}

inline MidP binomial_mid_p(long double x, long double n, long double p) {
  return mid_p(x, n, [&](long double k) { return binomial(k, n, p); });
}

inline MidP poisson_mid_p(long double x, long double mean) {
  const long double far = std::ceil(std::max(x, mean) + 40 * std::sqrt(mean + 1) + 60);
  return mid_p(x, far, [&](long double k) { return poisson(k, mean); });
}

/** Fisher's mid-P: x1 of n1 after, given the totals. */
inline MidP fisher_mid_p(long double x0, long double n0, long double x1, long double n1) {
  return mid_p(x1, std::min(n1, x0 + x1),
               [&](long double k) { return hypergeometric(k, n0 + n1, x0 + x1, n1); });
}

/** The conditional mid-P of two rates: x1 of the events, each with probability n1 / (n0 + n1). */
inline MidP rates_mid_p(long double x0, long double n0, long double x1, long double n1) {
  return binomial_mid_p(x1, x0 + x1, n1 / (n0 + n1));
}

/** Smallest k with P(X <= k) >= level, for a fair coin tossed n times: exact up to the rounding of powers of
 * two.
 */
inline int fair_quantile(int n, long double level) {
  long double sum = 0, way = 1;  // number of ways, relative to 2^n
  const long double all = std::pow(2.0L, static_cast<long double>(n));
  for (int k = 0; k <= n; ++k) {
    sum += way;
    if (sum >= level * all) return k;
    way = way * static_cast<long double>(n - k) / static_cast<long double>(k + 1);
  }
  return n;
}

}  // namespace reference
