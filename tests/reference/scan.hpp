/** @file Change-point scans by listing every outcome with the same total. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

#include "reference/tails.hpp"

namespace reference {

inline long double x_log_x(long double x, long double expected) {
  return x > 0 ? x * std::log(x / expected) : 0;
}

/** Largest log-likelihood ratio of one change of a proportion (or, `rates`, of a rate), and where. */
struct BestSplit {
  long double ratio = 0;
  std::size_t before = 0;  ///< points before the change
};

inline BestSplit best_split(const std::vector<double>& x, const std::vector<double>& n, bool rates) {
  long double total = 0, size = 0;
  for (std::size_t k = 0; k < x.size(); ++k) total += x[k], size += n[k];
  BestSplit best;
  for (std::size_t split = 1; split < x.size(); ++split) {
    long double s = 0, m = 0;
    for (std::size_t k = 0; k < split; ++k) s += x[k], m += n[k];
    if (m == 0 || m == size) continue;
    long double ratio = x_log_x(s, m * total / size) + x_log_x(total - s, (size - m) * total / size);
    if (!rates) {
      ratio += x_log_x(m - s, m * (size - total) / size) +
               x_log_x(size - m - total + s, (size - m) * (size - total) / size);
    }
    if (ratio > best.ratio) best = {ratio, split};
  }
  return best;
}

/** Calls visit(outcome, probability given the total) for every outcome. */
inline void each_outcome(const std::vector<double>& n, int total, bool rates,
                         const std::function<void(const std::vector<double>&, long double)>& visit) {
  long double size = 0;
  for (const double m : n) size += m;
  std::vector<double> outcome(n.size(), 0.0);
  const std::function<void(std::size_t, int, long double)> next = [&](std::size_t k, int left,
                                                                      long double weight) {
    if (k + 1 == n.size()) {
      if (!rates && left > n[k]) return;
      if (rates && n[k] == 0 && left > 0) return;
      outcome[k] = left;
      const long double own = rates ? std::pow(static_cast<long double>(n[k]) / size, left) /
                                          std::tgamma(static_cast<long double>(left) + 1)
                                    : std::exp(log_choose(n[k], left));
      visit(outcome, weight * own);
      return;
    }
    for (int count = 0; count <= left; ++count) {
      if (!rates && count > n[k]) break;
      if (rates && n[k] == 0 && count > 0) break;
      outcome[k] = count;
      const long double own = rates ? std::pow(static_cast<long double>(n[k]) / size, count) /
                                          std::tgamma(static_cast<long double>(count) + 1)
                                    : std::exp(log_choose(n[k], count));
      next(k + 1, left - count, weight * own);
    }
  };
  // Given the total: multinomial (rates) or multivariate hypergeometric (proportions).
  const long double all =
      rates ? 1 / std::tgamma(static_cast<long double>(total) + 1) : std::exp(log_choose(size, total));
  next(0, total, 1 / all);
}

/** P(the best split is at least as good as that of x), given the total. */
inline long double scan_p(const std::vector<double>& x, const std::vector<double>& n, bool rates) {
  int total = 0;
  for (const double v : x) total += static_cast<int>(v);
  const long double observed = best_split(x, n, rates).ratio;
  long double p = 0;
  each_outcome(n, total, rates, [&](const std::vector<double>& outcome, long double probability) {
    if (best_split(outcome, n, rates).ratio >= observed * (1 - 1e-10L)) p += probability;
  });
  return p;
}

}  // namespace reference
