/** @file The tail of a count whose probability changes slowly from one outcome to the next: an integral in
 * place of millions of terms. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <kvalspc/math/quadrature.hpp>

namespace kvalspc::math {

/** On which side of an outcome. */
enum class Beyond : unsigned char { below, above };

/**
 * P(X = x) / 2 + P(X beyond x) of a count whose probability is smooth: `Count` has the ratios up and down, a
 * variance, and log_probability of x and any number `further`, which together may have more digits than one
 * number holds. `side` leads away from the mean.
 *
 * By Euler and Maclaurin's formula the sum is the integral from x on, less f'/12 and plus f'''/720 at x; what
 * is left out is about h^6 / 30240 of the tail, where f falls by exp(-h) a step (1e-13 at h = .04). The
 * integral is taken in panels, none longer than three standard deviations, than a fall by exp(-8), or than
 * two thirds of the way to the last outcome; the last thousand outcomes are added one by one, since a
 * probability may be steep there.
 */
template <class Count>
[[nodiscard]] double mid_tail(const Count& count, double x, Beyond side) noexcept {
  constexpr double near = 1024.0, negligible = 1e-18, deviations = 3.0, fall = 8.0, way = 2.0 / 3.0;
  constexpr int most_panels = 400;  // fifty do; the end where numbers have no fractions left
  const bool above = side == Beyond::above;
  const double end = above ? count.largest() : count.smallest(), away = above ? 1.0 : -1.0;
  const double curvature = 1.0 / count.variance(), deviation = std::sqrt(count.variance());
  // Places are counted from x on: as numbers of their own, large ones would be rounded to some of a whole.
  const auto ratio = [&](double at) { return above ? count.up(x + at) : count.down(x + at); };
  const auto height = [&](double at) { return std::exp(count.log_probability(x, at)); };
  static const Quadrature rule = gauss_legendre_or_nan(16, -1.0, 1.0);
  const auto integral = [&](double from, double to) {
    const double half = 0.5 * (to - from), middle = 0.5 * (to + from);
    double total = 0.0;
    for (std::size_t k = 0; k < rule.nodes.size(); ++k)
      total += rule.weights[k] * height(middle + half * rule.nodes[k]);
    return total * std::abs(half);
  };
  const auto correction = [&](double at) {
    const double up = count.up(x + at), down = count.down(x + at);
    const double slope = 0.5 * away * (std::log(up) - std::log(down));
    return height(at) * slope * ((slope * slope - 3.0 * curvature) / 720.0 - 1.0 / 12.0);
  };
  if (!(height(0.0) > 0.0)) return 0.0;
  double at = 0.0, sum = 0.0, rest = std::abs(end - x);
  if (rest > near) {
    sum = correction(0.0);
    bool last = false;
    for (int panel = 0; panel < most_panels && !last; ++panel) {
      const double longest = std::min(deviations * deviation, fall / std::abs(std::log(ratio(at))));
      const double length = std::min(longest, way * rest);
      last = rest - length < near;
      const double next = last ? (end - x) - away * near : at + away * length;
      const double part = integral(at, next);
      sum += part;
      at = next;
      rest = std::abs((end - x) - at);
      if (!(part > negligible * sum)) return sum;
    }
    if (!last) return sum;
    sum -= correction(at);
  }
  double term = height(at);
  sum += 0.5 * term;
  for (; rest >= 1.0 && term > negligible * sum; rest -= 1.0, at += away) sum += term *= ratio(at);
  return sum;
}

}  // namespace kvalspc::math
