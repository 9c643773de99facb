/** @file Score statistics of two proportions under a constraint, with the constrained maximum found by
 * search. */
#pragma once

#include <algorithm>
#include <cmath>

namespace reference {

/** Where a unimodal function is largest: ternary search. */
template <class Function>
long double largest_at(Function f, long double low, long double high) {
  for (int k = 0; k < 400; ++k) {
    const long double a = low + (high - low) / 3, b = high - (high - low) / 3;
    if (f(a) < f(b)) low = a;
    else high = b;
  }
  return (low + high) / 2;
}

inline long double log_likelihood(long double x, long double n, long double p) {
  const auto part = [](long double count, long double q) {
    if (count == 0) return 0.0L;
    return q > 0 ? count * std::log(q) : -1e30L + q;
  };
  return part(x, p) + part(n - x, 1 - p);
}

/** z of H0: p1 - p0 = delta. Mee (1984); Farrington and Manning (1990). */
inline long double difference_z(long double x0, long double n0, long double x1, long double n1,
                                long double delta) {
  const long double p0 =
      largest_at([&](long double p) { return log_likelihood(x0, n0, p) + log_likelihood(x1, n1, p + delta); },
                 std::max(0.0L, -delta), std::min(1.0L, 1 - delta));
  const long double p1 = p0 + delta;
  return (x1 / n1 - x0 / n0 - delta) / std::sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1);
}

/** z of H0: p1 / p0 = theta. Koopman (1984); Miettinen and Nurminen (1985). */
inline long double ratio_z(long double x0, long double n0, long double x1, long double n1,
                           long double theta) {
  const long double p0 =
      largest_at([&](long double p) { return log_likelihood(x0, n0, p) + log_likelihood(x1, n1, theta * p); },
                 0.0L, std::min(1.0L, 1 / theta));
  const long double p1 = p0 * theta;
  return (x1 / n1 - theta * x0 / n0) / std::sqrt(theta * theta * p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1);
}

/** z of H0: r1 - r0 = delta, Poisson counts. */
inline long double rate_difference_z(long double x0, long double n0, long double x1, long double n1,
                                     long double delta) {
  const auto part = [](long double count, long double mean) {
    if (count == 0) return -mean;
    return mean > 0 ? count * std::log(mean) - mean : -1e30L + mean;
  };
  const long double top = 2 * (x0 + x1 + 10) / std::min(n0, n1) + 2 * std::abs(delta);
  const long double r0 =
      largest_at([&](long double r) { return part(x0, n0 * r) + part(x1, n1 * (r + delta)); },
                 std::max(0.0L, -delta), top);
  return (x1 / n1 - x0 / n0 - delta) / std::sqrt(r0 / n0 + (r0 + delta) / n1);
}

}  // namespace reference
