/** @file The choices on which tools differ; a named profile fixes them all, so that its numbers can be
 * reproduced. */
#pragma once

#include <kvalspc/aggregate/within.hpp>
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
  /** Does a subgroup without measurements still cost the pooled deviation a degree of freedom? */
  bool empty_subgroups_cost = false;
  /** Laney's charts: have the points no order, so that sigma_z is the standard deviation of z? */
  bool unordered = false;
  /** Is the centre given to a g chart its mean, with the line drawn where the median would be (.693 of it)?
   */
  bool given_centre_is_mean = false;
  /** Exact limits of times: are they Weibull, with a shape found from the baseline, not exponential? */
  bool weibull_times = false;
  /** Are exact limits of counts plain quantiles of their distribution, not those of mid-P? */
  bool quantile_limits = false;
  /** Does a limit that lies on the target leave open whether it is reached? */
  bool target_must_be_passed = false;

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
  result.empty_subgroups_cost = true;
  result.given_centre_is_mean = true;
  return result;
}

/** As NHS Making Data Count and the R package NHSRplotthedots 0.2.2: large ranges screened once, limits 2.66
 * mean ranges from the mean. */
[[nodiscard]] constexpr Conventions making_data_count() noexcept {
  Conventions result;
  result.constants = constants::nhs;
  result.screen = true;
  result.runs_as_published = true;
  result.target_must_be_passed = true;
  return result;
}

/** As Montgomery, Introduction to Statistical Quality Control, and the R package qcc 3.0 after it: nothing
 * screened, subgroups of unequal size pooled (6.31), limits by probability plain quantiles. */
[[nodiscard]] constexpr Conventions montgomery() noexcept {
  Conventions result;
  result.runs_as_published = true;
  result.pooled_within = true;
  result.quantile_limits = true;
  return result;
}

/** As the R package autospc, version 0.0.0.9051, computes limits inside a phase. */
[[nodiscard]] constexpr Conventions autospc_0_0_0_9051(bool screen) noexcept {
  return {constants::field, screen, true, true, false, true};
}

}  // namespace profile
}  // namespace kvalspc
