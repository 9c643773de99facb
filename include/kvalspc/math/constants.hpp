/** @file Constants of control charts, each with its source. */
#pragma once

#include <cstdint>

namespace kvalspc {

/**
 * Factors for moving ranges of two consecutive values.
 *
 * d2: mean range / sigma. d4: median range / sigma. D4: upper limit of the range / mean range. D4_median:
 * upper limit of the range / median range. printed: are the d2 of larger subgroups those printed too
 * (math/subgroup.hpp)?
 */
struct RangeConstants {
  double d2;
  double d4;
  double D4;
  double D4_median = 3.865;
  bool printed = true;
};

namespace constants {

/** As printed and used by the field: Montgomery, Introduction to Statistical Quality Control, App. VI (n =
 * 2); medians: Wheeler and Chambers (1992). */
inline constexpr RangeConstants field{1.128, 0.954, 3.267, 3.865, true};

/**
 * The same to double precision, from the half-normal distribution of |X1 - X2|:
 * d2 = 2 / sqrt(pi); d4 = sqrt(2) * z(.75); D4 = 1 + 3 sqrt(pi / 2 - 1); D4_median = D4 d2 / d4.
 */
inline constexpr RangeConstants exact{1.1283791670955126, 0.9538725524089397, 3.266531919288601,
                                      3.8641289730680728, false};

/** NHS Making Data Count: limits 2.66 mean ranges from the mean, the other factors as printed. */
inline constexpr RangeConstants nhs{3.0 / 2.66, 0.954, 3.267, 3.865, true};

/** From here on numbers are whole, and larger ones no longer next to one another: they cannot be counted
 * through. */
inline constexpr double uncountable = 0x1p52;

/** sqrt(pi / 2): the mean distance from 0 of a standard normal value is its inverse. */
inline constexpr double root_half_pi = 1.2533141373155003;

/** ln 2, as printed: the median of exponential times is so much of their mean. */
inline constexpr double median_of_exponential = 0.693;

/** Exponential times to this root are nearly normal: Nelson (1994), J. Qual. Technol. 26:239-242. */
inline constexpr double weibull_power = 3.6;

/** A point signals when its value is more than three standard deviations from the centre line (Shewhart
 * 1931). */
inline constexpr double shewhart_width = 3.0;

/** Probability beyond 3 sigma of a normal distribution, each side; exact limits are set to it. */
inline constexpr double tail_probability = 0.00135;

/** Relative slack of "beyond", so that rounding at a limit never makes a signal. */
inline constexpr double limit_slack = 1e-12;

}  // namespace constants
}  // namespace kvalspc
