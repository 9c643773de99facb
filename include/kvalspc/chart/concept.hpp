/** @file What a chart is: a stateless policy over a number type. A formula stands in its policy and nowhere
 * else. */
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string_view>

#include <kvalspc/chart/conventions.hpp>
#include <kvalspc/limits.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc {

/** How a chart finds its centre line from the baseline's points. */
enum class Centre : std::uint8_t {
  ratio,               ///< sum of numerators / sum of denominators
  mean,                ///< mean of the values, each point counting the same
  median,              ///< median of the values
  median_beside_mean,  ///< median shown and judged for runs; limits from the mean (skewed values)
  spread,              ///< it follows from the spread (charts of subgroups' standard deviations or ranges)
};

/** How a chart finds its spread from the baseline's points. */
enum class Spread : std::uint8_t {
  none,          ///< it has none (run chart)
  theoretical,   ///< it follows from the centre line and the denominator
  moving_range,  ///< mean of P::range() over neighbouring points
  within,        ///< how the measurements of a subgroup differ from each other
};

/** The distribution of a point, for exact limits. */
enum class Counts : std::uint8_t { none, binomial, poisson, geometric, exponential };

/** What a chart asks of its denominator. */
enum class DenominatorUse : std::uint8_t { optional, needed, none };

/** What the baseline of a phase says: all that a formula may use beside the point itself. */
template <Real R>
struct Level {
  R sum_numerator;  ///< over the baseline's points (mean and median charts: centre, with sum_denominator 1)
  R sum_denominator;
  R centre;
  R spread;  ///< mean (or median) of the moving ranges; sigma of subgroups; 0 where the chart needs none
  bool printed = true;  ///< are factors of ranges those printed (RangeConstants)?
  bool pooled = false;  ///< is the spread a plain pooled one (Conventions::pooled_within)?
  R shape = R(1.0);     ///< of Weibull times (Conventions::weibull_times)
  R scale = R(0.0);     ///< of Weibull times; 0: exponential
};

/** A chart's traits and formulas. `examples/04_own_chart.cpp` adds one. */
template <class P>
concept ChartPolicy = requires(double x, const Level<double>& level, const RangeConstants& constants,
                               const Conventions& conventions) {
  { P::name } -> std::convertible_to<std::string_view>;
  { P::domain } -> std::convertible_to<Domain>;
  { P::bounds } -> std::convertible_to<Bounds>;
  { P::centre } -> std::convertible_to<Centre>;
  { P::spread } -> std::convertible_to<Spread>;
  { P::counts } -> std::convertible_to<Counts>;
  { P::denominator_use } -> std::convertible_to<DenominatorUse>;
  { P::takes_median(conventions) } -> std::same_as<bool>;
  { P::takes_median_ranges } -> std::convertible_to<bool>;
  { P::takes_unordered } -> std::convertible_to<bool>;
  { P::point(x, x) } -> std::same_as<double>;
  { P::scaled(x) } -> std::same_as<double>;
  { P::shown(x) } -> std::same_as<double>;
  { P::shown_centre(level, x) } -> std::same_as<double>;
  { P::middle(level, x) } -> std::same_as<double>;
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

/** Is a deviation of `d` more than three (or `width`) standard deviations `s`? */
template <Real R>
[[nodiscard]] KVALSPC_INLINE auto beyond_width(R d, R s, double width = constants::shewhart_width) {
  return R(width * (1.0 + constants::limit_slack)) * s < math::magnitude(d);
}

/** What a chart is unless it says otherwise; charts derive from ValueFormulas or RatioFormulas. */
struct Formulas {
  static constexpr DenominatorUse denominator_use = DenominatorUse::optional;

  /** May the spread be found from the median moving range? */
  static constexpr bool takes_median_ranges = false;
  /** May its points be without an order? */
  static constexpr bool takes_unordered = false;
  /** Is the centre line the median under these conventions? */
  [[nodiscard]] static constexpr bool takes_median(const Conventions& /*conventions*/) { return false; }

  /** The plotted value. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R point(R numerator, R denominator) {
    return numerator / denominator;
  }
  /** Value -> the scale on which level and spread are found. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R scaled(R value) {
    return value;
  }
  /** That scale -> value. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown(R value) {
    return value;
  }
  /** The centre line at a point. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown_centre(const Level<R>& level, R /*denominator*/) {
    return level.centre;
  }
  /** The middle of the limits at a point, on the scale of the level. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R middle(const Level<R>& level, R /*denominator*/) {
    return level.centre;
  }
};

/** Formulas that all charts of single values share: the point is the value, and the level is a position. */
struct ValueFormulas : Formulas {
  static constexpr Counts counts = Counts::none;

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return numerator / denominator - level.centre;
  }
  /** Distance of neighbours. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R range(R value0, R /*n0*/, R value1, R /*n1*/,
                                              const Level<R>& /*level*/) {
    return math::magnitude(R(value1 - value0));
  }
};

/** Formulas that all charts of ratios share. */
struct RatioFormulas : Formulas {
  /** Sign of point - centre, without division: exact for counts, so that a tie with the centre line is a tie.
   */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return numerator * level.sum_denominator - denominator * level.sum_numerator;
  }
};

/**
 * Laney's prime charts: the chart Base with its sigma times sigma_z, the spread of the standardised points by
 * their own moving ranges, for ratios that vary more (or less) than chance. Laney (2002), Qual. Eng.
 * 14:531-537; Mohammed and Laney (2006), Qual. Saf. Health Care 15:383-384.
 */
template <class Base>
struct Laney : Base {
  static constexpr Spread spread = Spread::moving_range;
  static constexpr Counts counts = Counts::none;
  static constexpr bool takes_median_ranges = true;
  static constexpr bool takes_unordered = true;

  /** A value in standard deviations of Base from the centre. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R standardised(R value, R n, const Level<R>& level) {
    return R((value - level.centre) / Base::sigma(level, n, constants::field));  // Base needs no constants
  }
  /** Distance of neighbours in standard deviations of Base. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R range(R value0, R n0, R value1, R n1, const Level<R>& level) {
    return math::magnitude(R(standardised(value1, n1, level) - standardised(value0, n0, level)));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R sigma(const Level<R>& level, R denominator,
                                              const RangeConstants& constants) {
    return Base::sigma(level, denominator, constants) * (level.spread / R(constants.d2));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    const R d = Base::deviation(numerator, denominator, level);
    const R sigma_z = level.spread / R(constants.d2);
    return Base::squared_limit(denominator, level) * (sigma_z * sigma_z) < d * d;
  }
};

}  // namespace chart
}  // namespace kvalspc
