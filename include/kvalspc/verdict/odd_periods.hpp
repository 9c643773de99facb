/** @file Periods that do not belong with the others. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/math/moments.hpp>
#include <kvalspc/math/sample.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/gaps.hpp>
#include <kvalspc/verdict/gathered.hpp>
#include <kvalspc/verdict/measure.hpp>

namespace kvalspc::verdict {

namespace detail {

/** Two-sided p-value of one value among `m` of `size`: Student's t of the deleted residual (Cook and Weisberg
 * 1982, Residuals and Influence in Regression, sec. 2.2.2). */
[[nodiscard]] inline double oddness_of_value(double value, const math::Moments& m, double size) noexcept {
  if (size < 4.0 || !(m.variance > 0.0)) return 1.0;
  const double off = (value - m.mean) * size / (size - 1.0);  // from the mean of the others
  const double others = (m.variance * (size - 1.0) - off * off * (size - 1.0) / size) / (size - 2.0);
  const double error = std::sqrt(std::max(0.0, others) * size / (size - 1.0));
  return error > 0.0 ? math::students_t_two_sided(off / error, size - 2.0) : 0.0;
}

/** The same of one count or gap, against the sums of all. */
[[nodiscard]] inline double oddness_of_sum(Measure measure, double x, double n, double all_x,
                                           double all_n) noexcept {
  switch (measure) {
    case Measure::proportions:
      return math::two_sided(math::mid_p(math::Binomial{n, all_x / all_n}, x));
    case Measure::rates:
      return math::two_sided(math::mid_p(math::Poisson{n * all_x / all_n}, x));
    case Measure::times:
      return math::two_sided(Times::tails({all_x - x, all_n - n, x, n}));
    default:
      return math::two_sided(Cases::tails({all_x - x, all_n - n, x, n}));
  }
}

}  // namespace detail

/** Two-sided p-value of each point beside all of them; for counts the level of all is taken as known. */
[[nodiscard]] inline std::vector<double> oddness(Measure measure, const Gathered& g) {
  std::vector<double> p(g.x.size(), 1.0);
  if (p.size() < 2) return p;
  if (counts_events(measure) || counts_gaps(measure)) {
    double x = 0.0, n = 0.0;
    for (std::size_t k = 0; k < p.size(); ++k) x += g.x[k], n += g.n[k];
    if (x > 0.0 && (measure != Measure::proportions || x < n)) {
      for (std::size_t k = 0; k < p.size(); ++k) p[k] = detail::oddness_of_sum(measure, g.x[k], g.n[k], x, n);
    }
  } else {
    const math::Moments m = math::moments(g.x);
    for (std::size_t k = 0; k < p.size(); ++k)
      p[k] = detail::oddness_of_value(g.x[k], m, static_cast<double>(p.size()));
  }
  return p;
}

}  // namespace kvalspc::verdict
