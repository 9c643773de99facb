/** @file What is gathered from a baseline's points -> its level; the status that goes with it. */
#pragma once

#include <cstddef>
#include <limits>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/status.hpp>

namespace kvalspc::chart {

/** A level and what it rests on. */
template <Real R>
struct Fit {
  Level<R> level;
  std::size_t points;           ///< baseline points that count
  std::size_t ranges;           ///< moving ranges used, or subgroups of two or more
  std::size_t ranges_screened;  ///< moving ranges left out by screening
  Status status;
};

/** Does the centre line rest on sums of numerators and denominators? */
template <class P>
inline constexpr bool rests_on_sums = P::centre == Centre::ratio || P::centre == Centre::spread;

/// @cond  the reference's tools cannot read such an initial value
/** Are its points the ranges between the points given? */
template <class P>
inline constexpr bool shows_ranges = requires {
  P::of_ranges;
};
/// @endcond

/** What the baseline's points that count add up to. */
template <Real R>
struct Gathered {
  R numerators, denominators;  ///< sums; denominators only of charts that rest on sums
  R values;                    ///< sum of the values of the others
  R points;                    ///< how many
  R first_value;
  R median;                            ///< where it is asked for
  decltype(R(0.0) < R(0.0)) varies{};  ///< do the values differ?
};

/** No level yet. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE Fit<R> no_fit(std::size_t points, const Conventions& conventions) {
  return {
      {R(0.0), R(0.0), R(std::numeric_limits<double>::quiet_NaN()), R(0.0), conventions.constants.printed},
      points,
      0,
      0,
      Status::no_data};
}

/** Sums and centre line of chart P; `given` has points. */
template <class P, Real R>
KVALSPC_INLINE void set_centre(Level<R>& level, const Gathered<R>& given, bool median) {
  if constexpr (rests_on_sums<P>) {
    level.sum_numerator = given.numerators;
    level.sum_denominator = given.denominators;
    level.centre = level.sum_numerator / level.sum_denominator;
  } else {
    // Equal values are their own mean; summing and dividing would leave rounding that looks like variation.
    using math::select;
    if (median) level.centre = given.median;
    else level.centre = select(given.varies, R(given.values / given.points), given.first_value);
    constexpr bool beside = P::counts != Counts::none;  // exact limits rest on the mean of what was counted
    level.sum_numerator = beside ? given.numerators : level.centre;
    level.sum_denominator = beside ? given.points : R(1.0);
  }
}

/** The spread from moving ranges: their average, or none (NaN). */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R range_spread(const R& average, const R& used) {
  using math::select;
  return select(R(0.0) < used, average, R(std::numeric_limits<double>::quiet_NaN()));
}
/** It, and what it says of the fit. */
template <Real R>
KVALSPC_INLINE void set_ranges(Fit<R>& fit, const R& average, std::size_t used) {
  fit.level.spread = range_spread(average, R(static_cast<double>(used)));
  fit.ranges = used;
  if (used == 0) fit.status = Status::too_few_points;
}
/** No larger range counts, if those that are too large are to be left out. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R largest_range(const R& average, const RangeConstants& constants) {
  return R(constants.D4) * average;
}

/** Is its spread above zero? Where a chart knows its variance, no root need be taken to see it: asked at 1,
 * where that of np is that of p, and not of Laney's charts, which inherit that of others. */
template <class P, Real R>
[[nodiscard]] KVALSPC_INLINE auto has_spread(const Level<R>& level, const RangeConstants& constants) {
  if constexpr (P::spread == Spread::within) return R(0.0) < level.spread;
  else if constexpr (P::spread == Spread::theoretical && requires { P::variance(level, R(1.0)); }) {
    return R(0.0) < P::variance(level, R(1.0));
  } else return R(0.0) < P::sigma(level, R(1.0), constants);
}

/** Has it any variation? A chart without a spread has it if its values differ. */
template <class P, Real R, class Answer>
[[nodiscard]] KVALSPC_INLINE auto shows_variation(const Level<R>& level, Answer varies,
                                                  const RangeConstants& constants) {
  if constexpr (P::spread == Spread::none) return varies;
  else return has_spread<P>(level, constants);
}

/** Is there any variation, when nothing graver was found? */
template <class P, Real R>
[[nodiscard]] KVALSPC_INLINE Status status_of(const Fit<R>& fit, bool varies,
                                              const RangeConstants& constants) {
  if (fit.status != Status::ok) return fit.status;
  return shows_variation<P>(fit.level, varies, constants) ? Status::ok : Status::no_variation;
}

}  // namespace kvalspc::chart
