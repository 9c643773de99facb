/** @file The rank-sum test of two samples and the shifts that it does not reject. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/**
 * P(U <= u) for every u, with no difference between samples of m and n values: Mann and Whitney (1947), Ann.
 * Math. Stat. 18:50-60. Above `exact_pairs` pairs the normal approximation with continuity correction serves.
 */
class RankSum {
 public:
  static constexpr std::size_t exact_pairs = 4000;

  RankSum(std::size_t m, std::size_t n) : pairs_(m * n) {
    const double dm = static_cast<double>(m), dn = static_cast<double>(n);
    spread_ = std::sqrt(dm * dn * (dm + dn + 1.0) / 12.0);
    if (pairs_ > exact_pairs) return;
    // Coefficients of the Gaussian binomial: multiply by (1 - q^(n+i)), divide by (1 - q^i). Symmetric: half
    // will do.
    const std::size_t half = pairs_ / 2;
    std::vector<double> ways(half + 1, 0.0);
    ways[0] = 1.0;
    for (std::size_t i = 1; i <= m; ++i) {
      for (std::size_t u = half + 1; u-- > n + i;) ways[u] -= ways[u - n - i];
      for (std::size_t u = i; u <= half; ++u) ways[u] += ways[u - i];
    }
    cumulative_.resize(half + 1);
    double sum = 0.0;
    for (std::size_t u = 0; u <= half; ++u) cumulative_[u] = sum += ways[u];
    const double all = pairs_ % 2 == 1 ? 2.0 * sum : 2.0 * sum - ways[half];
    for (double& c : cumulative_) c /= all;
  }

  [[nodiscard]] std::size_t pairs() const noexcept { return pairs_; }

  [[nodiscard]] double at_most(std::size_t u) const noexcept {
    if (u >= pairs_) return 1.0;
    if (!cumulative_.empty()) return u <= pairs_ / 2 ? cumulative_[u] : 1.0 - cumulative_[pairs_ - u - 1];
    return normal_upper((0.5 * static_cast<double>(pairs_) - static_cast<double>(u) - 0.5) / spread_);
  }

  /** Two-sided p-value when at most `u` pairs go against the direction seen. */
  [[nodiscard]] double two_sided(std::size_t u) const noexcept { return std::min(1.0, 2.0 * at_most(u)); }

 private:
  std::size_t pairs_;
  double spread_{};
  std::vector<double> cumulative_;
};

/** p-value, shift and interval of one and the same test. */
struct Shift {
  double p;
  double estimate;
  Interval interval;
};

/**
 * Shift of `after` against `before`: the median of all pairwise differences with the interval of the rank-sum
 * test. Hodges and Lehmann (1963), Ann. Math. Stat. 34:598-611. Tied pairs count against the alternative,
 * which keeps the test valid and p-value and interval in agreement.
 */
[[nodiscard]] inline Shift shift_of(std::span<const double> before, std::span<const double> after,
                                    double alpha) {
  std::vector<double> differences;
  differences.reserve(before.size() * after.size());
  for (const double y : after) {
    for (const double x : before) differences.push_back(y - x);
  }
  std::sort(differences.begin(), differences.end());
  const std::size_t pairs = differences.size();
  const auto not_above = static_cast<std::size_t>(
      std::upper_bound(differences.begin(), differences.end(), 0.0) - differences.begin());
  const auto below = static_cast<std::size_t>(std::lower_bound(differences.begin(), differences.end(), 0.0) -
                                              differences.begin());
  const RankSum test(before.size(), after.size());
  Shift shift{};
  shift.p = test.two_sided(std::min(not_above, pairs - below));
  shift.estimate =
      pairs % 2 == 1 ? differences[pairs / 2] : 0.5 * (differences[pairs / 2 - 1] + differences[pairs / 2]);
  // The interval's lower end is the c-th difference where c - 1 pairs would still be significant.
  std::size_t c = 0;
  while (c < pairs / 2 + 1 && test.two_sided(c) < alpha) ++c;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (c == 0) shift.interval = {-infinity, infinity};
  else if (c > pairs / 2) shift.interval = {shift.estimate, shift.estimate};
  else shift.interval = {differences[c - 1], differences[pairs - c]};
  return shift;
}

}  // namespace kvalspc::math
