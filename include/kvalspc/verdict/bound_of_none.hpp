/** @file What a level may be all the same where no event was seen, or nothing else. */
#pragma once

#include <cmath>
#include <limits>

#include <kvalspc/verdict/measure.hpp>

namespace kvalspc::verdict {

/**
 * The exact one-sided bound of a level that shows no variation: the largest one under which no event at all
 * among n has the probability alpha, or of shares with events only the smallest one under which all n have
 * it.
 *
 * The three of 3 / n at alpha = .05: Clopper and Pearson (1934), Biometrika 26:404-413; Hanley and
 * Lippman-Hand (1983), JAMA 249:1743-1745.
 *
 * @param events, n all events, and all patients or exposure
 * @return NaN where events vary, where there is no n, and for levels that are no share or rate
 */
[[nodiscard]] inline double bound_of_none(Measure measure, double events, double n, double alpha) noexcept {
  const bool share = measure == Measure::proportions;
  if (!(n > 0.0) || (!share && measure != Measure::rates)) return std::numeric_limits<double>::quiet_NaN();
  const double each = std::log(alpha) / n;
  if (events == 0.0) return share ? -std::expm1(each) : -each;
  return share && events == n ? std::exp(each) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace kvalspc::verdict
