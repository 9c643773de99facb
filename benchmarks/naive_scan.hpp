// Worsley's exact scan as a textbook has it: every count of every period, and no table of anything.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace naive {

inline double log_choose(double n, double k) {
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

inline double x_log_x(double x, double expected) { return x > 0.0 ? x * std::log(x / expected) : 0.0; }

/** P(the best split of shares reaches that of x), given the total, which lies between 0 and the sum of n. */
inline double scan_p(const std::vector<double>& x, const std::vector<double>& n) {
  double total = 0.0, size = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) total += x[k], size += n[k];
  const double p = total / size;
  const auto ratio = [&](double s, double m) {
    return x_log_x(s, m * p) + x_log_x(m - s, m * (1.0 - p)) + x_log_x(total - s, (size - m) * p) +
           x_log_x(size - m - total + s, (size - m) * (1.0 - p));
  };
  double best = 0.0, s = 0.0, m = 0.0;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) best = std::max(best, ratio(s += x[k], m += n[k]));
  const auto chance = [&](double count, double j) {
    return std::exp(log_choose(count, j) + j * std::log(p) + (count - j) * std::log1p(-p));
  };
  std::vector<double> state{1.0};
  m = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    m += n[k];
    std::vector<double> next(state.size() + static_cast<std::size_t>(n[k]), 0.0);
    for (double j = 0.0; j <= n[k]; j += 1.0) {
      const double weight = chance(n[k], j);
      for (std::size_t i = 0; i < state.size(); ++i)
        next[i + static_cast<std::size_t>(j)] += weight * state[i];
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
      const double count = static_cast<double>(i);
      const bool possible = count <= total && total - count <= size - m;
      if (!possible || (k + 1 < x.size() && ratio(count, m) >= best * (1.0 - 1e-10))) next[i] = 0.0;
    }
    state = next;
  }
  return 1.0 - state[static_cast<std::size_t>(total)] / chance(size, total);
}

}  // namespace naive
