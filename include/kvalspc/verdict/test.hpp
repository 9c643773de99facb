/** @file What the tests of one series say. */
#pragma once

#include <cmath>
#include <limits>

namespace kvalspc::verdict {

/** One test: p-value, and effect (after - before) and ratio (after / before) with the interval of that same
 * test. */
struct Test {
  double p = std::numeric_limits<double>::quiet_NaN();
  double effect = std::numeric_limits<double>::quiet_NaN();
  double effect_lower = std::numeric_limits<double>::quiet_NaN();
  double effect_upper = std::numeric_limits<double>::quiet_NaN();
  double ratio = std::numeric_limits<double>::quiet_NaN();
  double ratio_lower = std::numeric_limits<double>::quiet_NaN();
  double ratio_upper = std::numeric_limits<double>::quiet_NaN();
  double odds_ratio = std::numeric_limits<double>::quiet_NaN();  ///< of shares; its interval likewise
  double odds_ratio_lower = std::numeric_limits<double>::quiet_NaN();
  double odds_ratio_upper = std::numeric_limits<double>::quiet_NaN();
};

/** What the tests of one series say. */
struct Evidence {
  Test exact;
  Test quasi;
  double p_adjusted =
      std::numeric_limits<double>::quiet_NaN();  ///< quasi p when neighbouring periods correlate
  double dispersion = std::numeric_limits<double>::quiet_NaN();       ///< the series' own
  double dispersion_used = std::numeric_limits<double>::quiet_NaN();  ///< by the quasi test: own or moderated
  double degrees = 0.0;  ///< of freedom of the quasi test of counts
  double autocorrelation = std::numeric_limits<double>::quiet_NaN();
  double smallest_p = 0.0;  ///< that any outcome with these totals could give
};

/** The test with the larger p-value decides; its interval is the one that is shown. */
[[nodiscard]] inline const Test& deciding(const Evidence& evidence) noexcept {
  return evidence.quasi.p > evidence.exact.p || std::isnan(evidence.exact.p) ? evidence.quasi
                                                                             : evidence.exact;
}

/** Do two pairs of tests say the same: no change at that level, or a change in the same direction? */
[[nodiscard]] inline bool same_answer(const Evidence& a, const Evidence& b, double alpha) noexcept {
  const Test& one = deciding(a);
  const Test& other = deciding(b);
  const bool changed = one.p < alpha;
  if (changed != (other.p < alpha)) return false;
  return !changed || (one.effect > 0.0) == (other.effect > 0.0);
}

}  // namespace kvalspc::verdict
