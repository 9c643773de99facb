/** @file Counts that vary more than chance. */
#pragma once

#include <algorithm>
#include <cmath>

#include "reference/random.hpp"

namespace reference {

/** Marsaglia and Tsang (2000), ACM Trans. Math. Softw. 26:363-372. */
inline double gamma_variate(Random& random, double shape) {
  if (shape < 1.0) {
    const double lift = std::log(1.0 - random.uniform()) / shape;
    return gamma_variate(random, shape + 1.0) * std::exp(lift);
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = random.normal(), v = std::pow(std::max(0.0, 1.0 + c * x), 3.0);
    if (v > 0.0 && std::log(1.0 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

/** Events among n patients when each period draws its own level around p: variance phi times that of chance.
 */
inline double beta_binomial(Random& random, int n, double p, double phi) {
  if (phi <= 1.0 || n < 2) return random.binomial(n, p);
  const double rho = (phi - 1.0) / (n - 1.0), size = (1.0 - rho) / rho;
  const double a = gamma_variate(random, size * p), b = gamma_variate(random, size * (1.0 - p));
  return a + b > 0.0 ? random.binomial(n, a / (a + b)) : 0.0;
}

}  // namespace reference
