/** @file c chart. */
#pragma once

#include <kvalspc/chart/u.hpp>

namespace kvalspc::chart {

/**
 * c chart: counts of events over equal exposures: a u chart whose exposure is 1.
 *
 * Choose it for falls a month on one ward of steady size. Not when the exposure varies (u chart). Shewhart
 * (1931); Montgomery, Introduction to Statistical Quality Control, ch. 7.3.
 */
struct C : U {
  static constexpr std::string_view name = "c";
  static constexpr DenominatorUse denominator_use = DenominatorUse::none;
};

}  // namespace kvalspc::chart
