/** @file Power by every pair of outcomes. */
#pragma once

#include "reference/tails.hpp"

namespace reference {

inline long double power_of_proportions(double p0, double p1, int n0, int n1, double alpha) {
  long double power = 0;
  for (int x0 = 0; x0 <= n0; ++x0) {
    for (int x1 = 0; x1 <= n1; ++x1) {
      if (x0 + x1 == 0 || x0 + x1 == n0 + n1) continue;
      if (fisher_mid_p(x0, n0, x1, n1).two_sided() < alpha)
        power += binomial(x0, n0, p0) * binomial(x1, n1, p1);
    }
  }
  return power;
}

inline long double power_of_rates(double r0, double r1, double n0, double n1, double alpha, int most) {
  long double power = 0;
  for (int x0 = 0; x0 <= most; ++x0) {
    for (int x1 = 0; x1 <= most; ++x1) {
      if (x0 + x1 == 0) continue;
      if (rates_mid_p(x0, n0, x1, n1).two_sided() < alpha)
        power += poisson(x0, r0 * n0) * poisson(x1, r1 * n1);
    }
  }
  return power;
}

}  // namespace reference
