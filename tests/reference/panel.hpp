/** @file Models with unit and period effects the slow way: every effect a dummy, dense normal equations. */
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

using Row = std::vector<long double>;

/** Solves a x = b by elimination with pivots. */
inline Row solve(std::vector<Row> a, Row b) {
  const std::size_t n = b.size();
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c; r < n; ++r)
      if (std::abs(a[r][c]) > std::abs(a[pivot][c])) pivot = r;
    std::swap(a[c], a[pivot]), std::swap(b[c], b[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const long double f = a[r][c] / a[c][c];
      for (std::size_t k = c; k < n; ++k) a[r][k] -= f * a[c][k];
      b[r] -= f * b[c];
    }
  }
  for (std::size_t k = 0; k < n; ++k) b[k] /= a[k][k];
  return b;
}

/** A design of dummies: units, periods but the first, then the given column. */
inline std::vector<Row> design(const std::vector<std::size_t>& unit, const std::vector<std::size_t>& period,
                               const std::vector<double>& column, std::size_t units, std::size_t periods) {
  std::vector<Row> rows;
  for (std::size_t k = 0; k < unit.size(); ++k) {
    Row row(units + periods, 0.0L);
    row[unit[k]] = 1.0L;
    if (period[k] > 0) row[units + period[k] - 1] = 1.0L;
    row.back() = column[k];
    rows.push_back(row);
  }
  return rows;
}

/** X'WX and X'Wz. */
inline void normal_equations(const std::vector<Row>& x, const Row& w, const Row& z, std::vector<Row>& a,
                             Row& b) {
  const std::size_t n = x[0].size();
  a.assign(n, Row(n, 0.0L)), b.assign(n, 0.0L);
  for (std::size_t k = 0; k < x.size(); ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      b[i] += w[k] * x[k][i] * z[k];
      for (std::size_t j = 0; j < n; ++j) a[i][j] += w[k] * x[k][i] * x[k][j];
    }
  }
}

/** Logistic regression by Newton's method; returns the coefficients. */
inline Row logistic(const std::vector<Row>& x, const std::vector<double>& value,
                    const std::vector<double>& n) {
  Row beta(x[0].size(), 0.0L);
  for (int step = 0; step < 50; ++step) {
    Row w(x.size()), z(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
      long double eta = 0.0L;
      for (std::size_t i = 0; i < beta.size(); ++i) eta += x[k][i] * beta[i];
      const long double p = 1.0L / (1.0L + std::exp(-eta));
      w[k] = n[k] * p * (1.0L - p);
      z[k] = eta + (value[k] - p) / (p * (1.0L - p));
    }
    std::vector<Row> a;
    Row b;
    normal_equations(x, w, z, a, b);
    beta = solve(a, b);
  }
  return beta;
}

}  // namespace reference
