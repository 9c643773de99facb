/** @file The baseline of a phase -> its centre line and spread. */
#pragma once

#include <cstddef>
#include <span>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/chart/points.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/status.hpp>

namespace kvalspc::chart {

/** A level and what it rests on. */
template <Real R>
struct Fit {
  Level<R> level;
  std::size_t points;           ///< baseline points that count
  std::size_t ranges;           ///< moving ranges used
  std::size_t ranges_screened;  ///< moving ranges left out by screening
  Status status;
};

namespace detail {

template <Real R>
struct RangeMean {
  R mean;
  std::size_t used;
};

/** Mean moving range over [first, end), without those above `largest`. */
template <ChartPolicy P, Real R>
[[nodiscard]] RangeMean<R> mean_range(const Points& points, std::size_t first, std::size_t end,
                                      const Conventions& conventions, const R& largest,
                                      bool screen) noexcept {
  math::OrderedSum<R> sum;
  std::size_t used = 0;
  const auto value = [&](std::size_t k) {
    return P::point(R(points.series.numerator[k]), R(points.series.denominator_at(k)));
  };
  for (std::size_t k = first; k < end; ++k) {
    const std::size_t before = range_partner(points, k, first, conventions);
    if (before == no_point) continue;
    const R range = math::magnitude(R(value(k) - value(before)));
    if (screen && largest < range) continue;
    sum.add(k - first, range);
    ++used;
  }
  return {used == 0 ? R(0.0) : R(sum.total() / R(static_cast<double>(used))), used};
}

}  // namespace detail

/**
 * Fits chart P to the baseline [first, end).
 *
 * @param scratch room for `end - first` numbers; only median charts use it.
 */
template <ChartPolicy P, Real R>
[[nodiscard]] Fit<R> fit(const Points& points, std::size_t first, std::size_t end,
                         const Conventions& conventions, std::span<R> scratch) noexcept {
  math::OrderedSum<R> numerators, denominators, values;
  std::size_t count = 0;
  bool varies = false;
  R first_value(0.0);
  for (std::size_t k = first; k < end; ++k) {
    if (!points.counts(k)) continue;
    const R numerator(points.series.numerator[k]);
    const R denominator(points.series.denominator_at(k));
    const R value = P::point(numerator, denominator);
    if constexpr (P::centre == Centre::ratio) {
      numerators.add(k - first, numerator);
      denominators.add(k - first, denominator);
    } else if constexpr (P::centre == Centre::mean) {
      values.add(k - first, value);
    } else {
      scratch[count] = value;
    }
    if (count == 0) first_value = value;
    varies = varies || value != first_value;
    ++count;
  }
  Fit<R> result{
      {R(0.0), R(0.0), R(std::numeric_limits<double>::quiet_NaN()), R(0.0)}, count, 0, 0, Status::no_data};
  if (count == 0) return result;

  Level<R>& level = result.level;
  if constexpr (P::centre == Centre::ratio) {
    level.sum_numerator = numerators.total();
    level.sum_denominator = denominators.total();
    level.centre = P::point(level.sum_numerator, level.sum_denominator);
  } else {
    if constexpr (P::centre == Centre::mean) {
      // Equal values are their own mean; summing and dividing would leave rounding that looks like variation.
      level.centre = varies ? R(values.total() / R(static_cast<double>(count))) : first_value;
    } else {
      level.centre = math::median_in_place(scratch.first(count));
    }
    level.sum_numerator = level.centre;
    level.sum_denominator = R(1.0);
  }
  result.status = Status::ok;
  if constexpr (P::spread == Spread::moving_range) {
    auto ranges = detail::mean_range<P, R>(points, first, end, conventions, R(0.0), false);
    if (conventions.screen && ranges.used > 0) {
      const auto all = ranges;
      ranges = detail::mean_range<P, R>(points, first, end, conventions,
                                        R(conventions.constants.D4) * all.mean, true);
      result.ranges_screened = all.used - ranges.used;
    }
    level.spread = ranges.mean;
    result.ranges = ranges.used;
    if (ranges.used == 0) {
      level.spread = R(std::numeric_limits<double>::quiet_NaN());
      result.status = Status::too_few_points;
    }
  }
  if constexpr (P::spread == Spread::none) {
    if (!varies) result.status = Status::no_variation;
  } else if (result.status == Status::ok) {
    if (!(R(0.0) < P::sigma(level, R(1.0), conventions.constants))) result.status = Status::no_variation;
  }
  return result;
}

}  // namespace kvalspc::chart
