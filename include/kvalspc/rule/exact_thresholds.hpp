/** @file Thresholds of runs that keep a stated level, given the numbers above and below. */
#pragma once

#include <cstdint>

#include <kvalspc/rule/run_distribution.hpp>
#include <kvalspc/rule/run_thresholds.hpp>

namespace kvalspc::rule {

/** The thresholds of the test "RunDistribution::p_value at most `level`". */
[[nodiscard]] inline RunThresholds box_within(RunDistribution& law, double level) noexcept {
  std::int32_t run = law.first_run_within(level, 1), fewest = law.crossings_within(level);
  while (law.outside(run - 1, fewest) > level) {
    // The more likely of the two edges leaves first; equal ones leave together.
    constexpr double slack = 1.0 + 1e-9;
    const double of_run = law.at_least(run), of_crossings = law.fewer_crossings(fewest);
    if (of_run * slack >= of_crossings) ++run;
    if (of_crossings * slack >= of_run) --fewest;
  }
  return {run - 1, fewest};
}

/**
 * Too few and too many crossings, level / 2 each, whatever the longest run: the exact test of Wald and
 * Wolfowitz (1940). Perla, Provost and Murray (2011) print thresholds after Swed and Eisenhart (1943), Ann.
 * Math. Stat. 14:66-87; here they are computed for any numbers above and below.
 */
[[nodiscard]] inline RunThresholds runs_within(const RunDistribution& law, double level) noexcept {
  std::int32_t most = law.points();
  while (most > 0 && law.more_crossings(most - 1) <= level / 2.0) --most;
  return {law.points(), law.crossings_within(level / 2.0), most};
}

}  // namespace kvalspc::rule
