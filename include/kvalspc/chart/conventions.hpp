/** @file The choices on which tools differ; a named profile fixes them all, so that its numbers can be
 * reproduced. */
#pragma once

#include <kvalspc/aggregate/subgroups.hpp>
#include <kvalspc/math/constants.hpp>

namespace kvalspc {

/** Our defaults; docs/differences.md gives the reason for each. */
struct Conventions {
  RangeConstants constants = constants::field;
  /** Leave out moving ranges above D4 times their mean, once (Nelson 1982). */
  bool screen = false;
  /** Does a moving range join the neighbours of an excluded point? Ranges never join over a missing one. */
  bool bridge_excluded = false;
  /** Does a range that touches an excluded point count in the centre line of a moving-range chart? */
  bool keep_ranges_of_excluded = false;
  /** Do the ranges of an I' chart come from the whole phase, whatever is frozen or excluded? */
  bool ip_ranges_of_all = false;
  /** Are runs judged by the published thresholds alone, however unequal the sides? */
  bool runs_as_published = false;
  /** Is the centre line of an I or t chart the median? */
  bool median_centre = false;
  /** Is the spread found from the median moving range? Outliers then widen no limits (Wheeler and Chambers
   * 1992). */
  bool median_ranges = false;
  /** What `Series::within` holds for an xbar chart. */
  Within within = Within::sd;
  /** Subgroups of unequal size: the pooled standard deviation, divided by each point's own c4
   * (Montgomery 6.31)? */
  bool pooled_within = false;

  /** The constants that go with the ranges' average. */
  [[nodiscard]] constexpr RangeConstants factors() const noexcept {
    if (!median_ranges) return constants;
    return {constants.d4, constants.d4, constants.D4_median, constants.D4_median, constants.printed};
  }
};

namespace profile {

/** As the R package qicharts2, version 0.8.1, computes; `screen` follows its option qic.screenedmr. */
[[nodiscard]] constexpr Conventions qicharts2_0_8_1(bool screen) noexcept {
  Conventions result{constants::field, screen, true, true, true, true};
  result.pooled_within = true;
  return result;
}

/** As the R package autospc, version 0.0.0.9051, computes limits inside a phase. */
[[nodiscard]] constexpr Conventions autospc_0_0_0_9051(bool screen) noexcept {
  return {constants::field, screen, true, true, false, true};
}

}  // namespace profile
}  // namespace kvalspc
