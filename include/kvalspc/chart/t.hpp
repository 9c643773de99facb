/** @file t chart. */
#pragma once

#include <kvalspc/chart/i.hpp>

namespace kvalspc::chart {

/**
 * t chart: time between rare events, as an I chart of time^(1/3.6) shown on the scale of time.
 *
 * Choose it for days (or hours) between events when their exact times are known. Not for times of 0 (give
 * finer units), and note that with its 3-sigma limits short gaps, the deterioration, hardly ever signal: the
 * exact ones, of exponential times with the mean of the gaps, see them as often as long ones. Nelson (1994),
 * J. Qual. Technol. 26:239-242; Montgomery, Introduction to Statistical Quality Control, ex. 7.6; exact:
 * Chan, Xie and Goh (2000), Int. J. Prod. Res. 38:2831-2843.
 */
struct T : I {
  static constexpr std::string_view name = "t";
  static constexpr Domain domain = Domain::positive;
  static constexpr Bounds bounds{0.0, std::numeric_limits<double>::infinity()};
  static constexpr DenominatorUse denominator_use = DenominatorUse::none;
  static constexpr Counts counts = Counts::exponential;

  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R scaled(R value) {
    return math::power(value, R(R(1.0) / R(constants::weibull_power)));
  }
  /** Below 0 on the transformed scale there is no time: 0. */
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown(R value) {
    return math::power(math::at_least(value, R(0.0)), R(constants::weibull_power));
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R shown_centre(const Level<R>& level, R /*denominator*/) {
    return shown(level.centre);
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE R deviation(R numerator, R denominator, const Level<R>& level) {
    return scaled(point(numerator, denominator)) - level.centre;
  }
  template <Real R>
  [[nodiscard]] static KVALSPC_INLINE auto beyond(R numerator, R denominator, const Level<R>& level,
                                                  const RangeConstants& constants) {
    return beyond_width(deviation(numerator, denominator, level), I::sigma(level, denominator, constants));
  }
};

}  // namespace kvalspc::chart
