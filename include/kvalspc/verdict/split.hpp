/** @file A series split at the start of an intervention, and what each side adds up to. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include <kvalspc/chart/points.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc::verdict {

/** One side: its level, what it rests on, and how many periods had data. */
struct Side {
  double level = std::numeric_limits<double>::quiet_NaN();
  double numerator{};
  double denominator{};
  std::size_t n{};
};

/** Positions [0, start) are before, [start, end) after. */
struct Split {
  std::size_t start;
  std::size_t end;
};

/** Sums over [first, end): numerators, denominators and periods with data; level = their ratio. */
[[nodiscard]] inline Side sum_side(const chart::Points& points, std::size_t first, std::size_t end) noexcept {
  math::OrderedSum<double> numerators, denominators;
  Side side;
  for (std::size_t k = first; k < end; ++k) {
    if (!points.counts(k)) continue;
    numerators.add(k - first, points.series.numerator[k]);
    denominators.add(k - first, points.series.denominator_at(k));
    ++side.n;
  }
  side.numerator = numerators.total();
  side.denominator = denominators.total();
  if (side.n > 0) side.level = side.numerator / side.denominator;
  return side;
}

[[nodiscard]] inline math::TwoCounts two_counts(const Side& before, const Side& after) noexcept {
  return {before.numerator, before.denominator, after.numerator, after.denominator};
}

/** Residuals of both sides around their own levels, standardised: how much they vary, and how alike
 * neighbours are. */
struct Residuals {
  double sum_of_squares{};
  double sum_of_products{};  ///< of neighbouring periods on the same side
  std::size_t n{};

  /** Pearson's dispersion with `fitted` levels estimated: McCullagh and Nelder (1989), Generalized Linear
   * Models, ch. 4.5. */
  [[nodiscard]] double dispersion(std::size_t fitted) const noexcept {
    return n > fitted ? sum_of_squares / static_cast<double>(n - fitted)
                      : std::numeric_limits<double>::quiet_NaN();
  }

  /** Lag-1 autocorrelation, corrected for its bias in short series and held in [0, .8]; `fitted` coefficients
   * make it lower by about fitted / n. */
  [[nodiscard]] double autocorrelation(double fitted = 1.0) const noexcept {
    if (n == 0 || !(sum_of_squares > 0.0)) return 0.0;
    const double r = sum_of_products / sum_of_squares;
    const double size = static_cast<double>(n);
    constexpr double highest = 0.8;
    return std::clamp(r + (1.0 + 3.0 * r) / size + fitted / size, 0.0, highest);
  }

  /** Factor on the variance of a mean when neighbours correlate: (1 + r) / (1 - r). */
  [[nodiscard]] double autocorrelation_factor(double fitted = 1.0) const noexcept {
    const double r = autocorrelation(fitted);
    return (1.0 + r) / (1.0 - r);
  }
};

/** Adds the residuals of [first, end); `residual(k)` standardises the point at k. */
template <class Residual>
void add_residuals(Residuals& sums, const chart::Points& points, std::size_t first, std::size_t end,
                   Residual residual) {
  double before = 0.0;
  bool joined = false;
  for (std::size_t k = first; k < end; ++k) {
    if (!points.counts(k)) {
      joined = false;
      continue;
    }
    const double here = residual(k);
    sums.sum_of_squares += here * here;
    if (joined) sums.sum_of_products += here * before;
    ++sums.n;
    before = here;
    joined = true;
  }
}

/** Adds the residuals of counts in [first, end) around the level of `side`. */
template <class Family>
void add_count_residuals(Residuals& sums, const chart::Points& points, std::size_t first, std::size_t end,
                         const Side& side) {
  const double unit = Family::variance(side.level);
  if (!(unit > 0.0)) {
    sums.n += side.n;  // no events, or only events: residuals are zero
    return;
  }
  add_residuals(sums, points, first, end, [&](std::size_t k) {
    const double n = points.series.denominator_at(k);
    return math::standardised_count(points.series.numerator[k], n, side.level, unit);
  });
}

}  // namespace kvalspc::verdict
