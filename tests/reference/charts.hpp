/** @file Textbook charts of a whole series in long double: one loop for each number, no phases, no gaps. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

struct Limits {
  long double centre, lower, upper;
};

inline long double sum(const std::vector<double>& x) {
  long double total = 0;
  for (const double v : x) total += v;
  return total;
}

/** Montgomery, ch. 7: centre pbar, 3 sqrt(pbar (1 - pbar) / n). */
inline Limits p_chart(const std::vector<double>& x, const std::vector<double>& n, std::size_t k) {
  const long double p = sum(x) / sum(n), width = 3 * std::sqrt(p * (1 - p) / n[k]);
  return {p, p - width, p + width};
}

inline Limits u_chart(const std::vector<double>& x, const std::vector<double>& n, std::size_t k) {
  const long double u = sum(x) / sum(n), width = 3 * std::sqrt(u / n[k]);
  return {u, u - width, u + width};
}

inline long double mean_moving_range(const std::vector<double>& x) {
  long double total = 0;
  for (std::size_t k = 1; k < x.size(); ++k)
    total += std::abs(static_cast<long double>(x[k]) - static_cast<long double>(x[k - 1]));
  return total / static_cast<long double>(x.size() - 1);
}

/** Montgomery, ch. 6.4, with the constant 1.128. */
inline Limits i_chart(const std::vector<double>& x) {
  const long double mean = sum(x) / static_cast<long double>(x.size());
  const long double width = 3 * mean_moving_range(x) / 1.128L;
  return {mean, mean - width, mean + width};
}

inline double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  const std::size_t half = x.size() / 2;
  return x.size() % 2 == 1 ? x[half] : 0.5 * (x[half - 1] + x[half]);
}

}  // namespace reference
