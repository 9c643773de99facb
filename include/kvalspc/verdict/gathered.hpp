/** @file The points of a series that count, side by side. */
#pragma once

#include <cstddef>
#include <vector>

#include <kvalspc/chart/points.hpp>
#include <kvalspc/verdict/measure.hpp>

namespace kvalspc::verdict {

/** The points that count, gathered: numerators, denominators and their positions in the series. */
struct Gathered {
  std::vector<double> x, n;
  std::vector<std::size_t> position;
};

[[nodiscard]] inline Gathered gather(const chart::Points& points, std::size_t first, std::size_t end) {
  Gathered g;
  for (std::size_t k = first; k < end; ++k) {
    if (!points.counts(k)) continue;
    g.x.push_back(points.series.numerator[k]);
    g.n.push_back(points.series.denominator_at(k));
    g.position.push_back(k);
  }
  return g;
}

/** The same for what has no numerator and denominator of its own: one value a point. */
[[nodiscard]] inline Gathered gather(Measure measure, const chart::Points& points, std::size_t first,
                                     std::size_t end) {
  Gathered g = gather(points, first, end);
  if (counts_events(measure)) return g;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    g.x[k] /= g.n[k];
    g.n[k] = 1.0;
  }
  return g;
}

/** Are all values the same (counts: no events at all, or, among `n`, only events)? */
[[nodiscard]] inline bool is_constant(const Gathered& g, bool shares, bool counts) noexcept {
  double x = 0.0, n = 0.0;
  bool same = true;
  for (std::size_t k = 0; k < g.x.size(); ++k) {
    x += g.x[k];
    n += g.n[k];
    same = same && g.x[k] * g.n[0] == g.x[0] * g.n[k];
  }
  return counts ? x == 0.0 || (shares && x == n) : same;
}

}  // namespace kvalspc::verdict
