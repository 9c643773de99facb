/** @file How much neighbouring points of a series differ: more than chance, far from the rest, or not at all.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/chart/fit.hpp>
#include <kvalspc/chart/mr.hpp>
#include <kvalspc/chart/run.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc {

/** Points in standard deviations of chance, compared with the point before. */
struct Neighbours {
  Level<double> level{};
  std::size_t points{};  ///< that count
  std::size_t pairs{};   ///< of neighbours; none over a gap
  double dispersion =
      std::numeric_limits<double>::quiet_NaN();  ///< half the mean squared difference: 1 by chance

  /** Sigma, as neighbours have it, over that of chance. */
  [[nodiscard]] double ratio() const noexcept { return math::root(dispersion); }

  /**
   * Do neighbours differ more than chance, at 1 %? By chance the dispersion of m pairs has mean 1 and
   * variance (3 m - 1) / m^2 (von Neumann 1941, Ann. Math. Stat. 12:367-395); a lasting shift of the level
   * hardly moves it.
   */
  [[nodiscard]] bool more_than_chance() const noexcept {
    constexpr double one_percent = 2.326;
    const double m = static_cast<double>(pairs);
    return pairs > 0 && dispersion > 1.0 + one_percent * math::root(3.0 * m - 1.0) / m;
  }
};

/** Compares neighbours on the scale of chart P's sigma, all points being the baseline. */
template <ChartPolicy P>
[[nodiscard]] Neighbours neighbours(const chart::Points& points) {
  std::vector<double> scratch(points.size());
  const Phase all{0, points.size(), points.size()};
  const auto fit = chart::fit<P, double>(points, all, {}, std::span<double>(scratch));
  Neighbours found{fit.level, fit.points};
  math::OrderedSum<double> squares;
  const auto z = [&](std::size_t k) {
    const double n = points.series.denominator_at(k);
    return (P::point(points.series.numerator[k], n) - fit.level.centre) /
           P::sigma(fit.level, n, constants::field);
  };
  for (std::size_t k = 1; k < points.size(); ++k) {
    if (!points.counts(k) || !points.counts(k - 1)) continue;
    const double step = z(k) - z(k - 1);
    if (!std::isfinite(step)) continue;
    squares.add(k, step * step);
    ++found.pairs;
  }
  if (found.pairs > 0) found.dispersion = squares.total() / (2.0 * static_cast<double>(found.pairs));
  return found;
}

/** How many moving ranges lie above the upper limit of ranges. */
[[nodiscard]] inline std::size_t far_ranges(const chart::Points& points) {
  std::vector<double> ranges(points.size()), scratch(points.size());
  const Phase all{0, points.size(), points.size()};
  chart::moving_ranges<chart::Mr>(points, std::span<const Phase>(&all, 1), {}, ranges, {});
  const chart::Points shown{{ranges}, {}};
  const auto fit = chart::fit<chart::Mr, double>(shown, all, {}, std::span<double>(scratch));
  std::size_t far = 0;
  for (const double range : ranges)
    far += chart::Mr::beyond(range, 1.0, fit.level, constants::field) ? 1U : 0U;
  return far;
}

/** The share of the points that lie on their median. */
[[nodiscard]] inline double share_on_median(const chart::Points& points) {
  std::vector<double> scratch(points.size());
  const Phase all{0, points.size(), points.size()};
  const auto fit = chart::fit<chart::Run, double>(points, all, {}, std::span<double>(scratch));
  std::size_t on = 0;
  for (std::size_t k = 0; k < points.size(); ++k)
    on += points.counts(k) && points.series.numerator[k] == fit.level.centre * points.series.denominator_at(k)
              ? 1U
              : 0U;
  return fit.points == 0 ? 0.0 : static_cast<double>(on) / static_cast<double>(fit.points);
}

}  // namespace kvalspc
