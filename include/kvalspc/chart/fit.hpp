/** @file The baseline of a phase -> its centre line and spread. */
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/chart/level.hpp>
#include <kvalspc/chart/points.hpp>
#include <kvalspc/chart/within.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/math/sample.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/weibull.hpp>
#include <kvalspc/phase.hpp>

namespace kvalspc::chart {

namespace detail {

template <Real R>
struct RangeAverage {
  R average;
  std::size_t used;
};

/** Which points moving ranges are taken from. */
struct RangeRows {
  std::size_t first, end;
  bool all;  ///< excluded points too
};

/** Mean or median of P::range() over neighbouring points, without those above `largest` (negative: no such
 * limit). */
template <ChartPolicy P, Real R>
[[nodiscard]] RangeAverage<R> average_range(const Points& points, const RangeRows& rows,
                                            const Conventions& conventions, const Level<R>& level,
                                            const R& largest, std::span<R> scratch) noexcept {
  const Points used_points = rows.all ? Points{points.series, {}} : points;
  math::OrderedSum<R> sum;
  std::size_t used = 0;
  const auto size = [&](std::size_t k) { return R(points.series.denominator_at(k)); };
  const auto value = [&](std::size_t k) {
    return P::scaled(P::point(R(points.series.numerator[k]), size(k)));
  };
  for (std::size_t k = rows.first; k < rows.end; ++k) {
    const std::size_t before = range_partner(used_points, k, rows.first, conventions);
    if (before == no_point) continue;
    const R range = P::range(value(before), size(before), value(k), size(k), level);
    if (!(largest < R(0.0)) && largest < range) continue;
    sum.add(k - rows.first, range);
    if (conventions.median_ranges) scratch[used] = range;
    ++used;
  }
  if (used == 0) return {R(0.0), 0};
  if (conventions.median_ranges) return {math::median_in_place(scratch.first(used)), used};
  return {R(sum.total() / R(static_cast<double>(used))), used};
}

/** Average of the moving ranges into `result`, screened once where the conventions say so. */
template <ChartPolicy P, Real R>
void fit_ranges(const Points& points, const RangeRows& rows, const Conventions& conventions, Fit<R>& result,
                std::span<R> scratch) noexcept {
  const R no_limit(-1.0);
  RangeAverage<R> ranges = average_range<P, R>(points, rows, conventions, result.level, no_limit, scratch);
  if (conventions.screen && ranges.used > 0) {
    const std::size_t all = ranges.used;
    const R largest = largest_range(ranges.average, conventions.factors());
    ranges = average_range<P, R>(points, rows, conventions, result.level, largest, scratch);
    result.ranges_screened = all - ranges.used;
  }
  set_ranges(result, ranges.average, ranges.used);
}

/**
 * Spread of points without an order (categories side by side) into `result`: the standard deviation of the
 * standardised points, as the mean range that goes with it.
 */
template <ChartPolicy P, Real R>
void fit_unordered(const Points& points, const Phase& phase, const Conventions& conventions, Fit<R>& result,
                   std::span<R> scratch) noexcept {
  std::size_t used = 0;
  for (std::size_t k = phase.first; k < phase.baseline_end; ++k) {
    if (!points.counts(k)) continue;
    const R size(points.series.denominator_at(k));
    scratch[used++] =
        P::standardised(P::scaled(P::point(R(points.series.numerator[k]), size)), size, result.level);
  }
  result.level.spread = R(conventions.factors().d2) * math::spread_of<R>(scratch.first(used));
  result.ranges = used;
  if (used < 2) result.status = Status::too_few_points;
}

/** Shape and scale of the baseline's times into `level`. */
template <ChartPolicy P>
void fit_times(const Points& points, const Phase& phase, Level<double>& level,
               std::span<double> scratch) noexcept {
  std::size_t used = 0;
  for (std::size_t k = phase.first; k < phase.baseline_end; ++k) {
    if (points.counts(k))
      scratch[used++] = P::point(points.series.numerator[k], points.series.denominator_at(k));
  }
  const math::Weibull times = math::fit_weibull(scratch.first(used));
  level.shape = times.shape;
  level.scale = times.scale;
}

/** Sigma of the subgroups into `result`. */
template <ChartPolicy P, Real R>
void fit_within(const Points& points, const Phase& phase, const Conventions& conventions,
                Fit<R>& result) noexcept {
  const WithinFit<R> found = P::within(conventions) == Within::range
                                 ? sigma_of_ranges<R>(points, phase, conventions)
                                 : sigma_of_deviations<R>(points, phase, conventions);
  result.level.spread = found.sigma;
  result.level.pooled = found.pooled;
  result.ranges = found.used;
  if (found.used == 0) result.status = Status::too_few_points;
}

}  // namespace detail

/**
 * Fits chart P to the baseline of a phase.
 *
 * @param scratch room for as many numbers as the baseline has points; only medians use it.
 */
template <ChartPolicy P, Real R>
[[nodiscard]] Fit<R> fit(const Points& points, const Phase& phase, const Conventions& conventions,
                         std::span<R> scratch) noexcept {
  const bool median = P::takes_median(conventions);
  math::OrderedSum<R> numerators, denominators, values;
  Gathered<R> gathered{R(0.0), R(0.0), R(0.0), R(0.0), R(0.0), R(0.0)};
  std::size_t found = 0;
  for (std::size_t k = phase.first; k < phase.baseline_end; ++k) {
    if (!points.counts(k)) continue;
    const R numerator(points.series.numerator[k]);
    const R denominator(points.series.denominator_at(k));
    const R value = P::scaled(P::point(numerator, denominator));
    numerators.add(k - phase.first, numerator);
    if constexpr (rests_on_sums<P>) denominators.add(k - phase.first, denominator);
    else values.add(k - phase.first, value);
    if (median) scratch[found] = value;
    if (found == 0) gathered.first_value = value;
    gathered.varies = gathered.varies || value != gathered.first_value;
    ++found;
  }
  Fit<R> result = no_fit<R>(found, conventions);
  if (found == 0) return result;
  gathered.points = R(static_cast<double>(found));
  gathered.numerators = numerators.total();
  if constexpr (rests_on_sums<P>) gathered.denominators = denominators.total();
  else gathered.values = values.total();
  if (median) gathered.median = math::median_in_place(scratch.first(found));
  set_centre<P>(result.level, gathered, median);
  result.status = Status::ok;
  if constexpr (P::spread == Spread::within) detail::fit_within<P, R>(points, phase, conventions, result);
  if constexpr (P::centre == Centre::spread) result.level.centre = result.level.spread;
  if constexpr (P::spread == Spread::moving_range) {
    const bool all = conventions.ip_ranges_of_all && P::name == std::string_view("ip");
    if (conventions.unordered && P::takes_unordered) {
      if constexpr (P::takes_unordered)
        detail::fit_unordered<P, R>(points, phase, conventions, result, scratch);
    } else {
      detail::fit_ranges<P, R>(points, {phase.first, all ? phase.end : phase.baseline_end, all}, conventions,
                               result, scratch);
    }
  }
  if constexpr (P::counts == Counts::exponential && std::is_same_v<R, double>) {
    if (conventions.weibull_times && gathered.varies)
      detail::fit_times<P>(points, phase, result.level, scratch);
  }
  result.status = status_of<P>(result, gathered.varies, conventions.factors());
  return result;
}

}  // namespace kvalspc::chart
