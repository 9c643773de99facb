/** @file What a chart is: a stateless policy over a number type. A formula stands in its policy and nowhere
 * else. */
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>

#include <kvalspc/limits.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc {

/** How a chart finds its centre line from the baseline's points. */
enum class Centre : std::uint8_t {
  ratio,   ///< sum of numerators / sum of denominators
  mean,    ///< mean of the values, each point counting the same
  median,  ///< median of the values
};

/** How a chart finds its spread from the baseline's points. */
enum class Spread : std::uint8_t {
  none,          ///< it has none (run chart)
  theoretical,   ///< it follows from the centre line and the denominator
  moving_range,  ///< mean moving range / d2
};

/** The distribution of a point's count, for exact limits. */
enum class Counts : std::uint8_t { none, binomial, poisson };

/** What the baseline of a phase says: all that a formula may use beside the point itself. */
template <Real R>
struct Level {
  R sum_numerator;  ///< over the baseline's points (mean and median charts: centre, with sum_denominator 1)
  R sum_denominator;
  R centre;
  R spread;  ///< mean moving range; 0 where the chart needs none
};

/** A chart's traits and formulas. `examples/04_own_chart.cpp` adds one. */
template <class P>
concept ChartPolicy = requires(double x, const Level<double>& level, const RangeConstants& constants) {
  { P::name } -> std::convertible_to<std::string_view>;
  { P::domain } -> std::convertible_to<Domain>;
  { P::bounds } -> std::convertible_to<Bounds>;
  { P::centre } -> std::convertible_to<Centre>;
  { P::spread } -> std::convertible_to<Spread>;
  { P::counts } -> std::convertible_to<Counts>;
  { P::point(x, x) } -> std::same_as<double>;
  { P::deviation(x, x, level) } -> std::same_as<double>;
  { P::sigma(level, x, constants) } -> std::same_as<double>;
  { P::beyond(x, x, level, constants) } -> std::convertible_to<bool>;
};

namespace chart {

/** Width of the 3-sigma band, squared and with the slack of "beyond". */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R squared_width() {
  return R(constants::shewhart_width * constants::shewhart_width) * R(1.0 + 2.0 * constants::limit_slack);
}

/** Is a deviation of `d` more than three standard deviations `s`? */
template <Real R>
[[nodiscard]] KVALSPC_INLINE auto beyond_width(R d, R s) {
  return R(constants::shewhart_width * (1.0 + constants::limit_slack)) * s < math::magnitude(d);
}

/** Formulas that all charts of single values share: the point is the value, and the level is a position. */
struct ValueFormulas {
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R point(R numerator, R denominator) {
    return numerator / denominator;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return point(numerator, denominator) - level.centre;
  }
};

/** Formulas that all charts of ratios share. */
struct RatioFormulas {
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R point(R numerator, R denominator) {
    return numerator / denominator;
  }
  /** Sign of point - centre, without division: exact for counts, so that a tie with the centre line is a tie.
   */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return numerator * level.sum_denominator - denominator * level.sum_numerator;
  }
};

}  // namespace chart
}  // namespace kvalspc
