/**
 * @file Units chosen since their last three months were bad: how often they improve by themselves. Stable
 * units of 20 patients a month at 50 %, 12 months after, the one-sided mid-P test at 2.5 %. With the bad
 * months left out of the baseline the test keeps its level, with three standard errors of the simulation.
 */
#include <cmath>
#include <cstdio>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/tails.hpp>

#include "reference/random.hpp"

namespace {

using namespace kvalspc;

constexpr int chosen = 40000;
constexpr int patients = 20, bad_months = 3, months_after = 12;
constexpr double level = 0.5, tail = 0.025;

bool improved(double before, double n_before, double after, double n_after) {
  const math::Hypergeometric count{n_before + n_after, before + after, n_after};
  return math::mid_p(count, after).upper < tail;
}

struct Shares {
  double with = 0.0, without = 0.0;  // the bad months in the baseline, or left out
};

/** Units whose bad months lie at least `depth` standard deviations below the level; below 0: any unit. */
Shares simulate(int baseline, double depth) {
  reference::Random random(20240917);
  constexpr int n_bad = patients * bad_months, n_after = patients * months_after;
  const int n_other = patients * (baseline - bad_months);
  Shares shares;
  for (int k = 0; k < chosen;) {
    const double bad = random.binomial(n_bad, level);
    if (depth >= 0.0 && (n_bad * level - bad) < depth * std::sqrt(n_bad * level * (1.0 - level))) continue;
    const double other = random.binomial(n_other, level), after = random.binomial(n_after, level);
    shares.with += improved(bad + other, n_bad + n_other, after, n_after) ? 1.0 / chosen : 0.0;
    shares.without += improved(other, n_other, after, n_after) ? 1.0 / chosen : 0.0;
    ++k;
  }
  return shares;
}

}  // namespace

int main() {
  int failures = 0;
  const double error = 3.0 * std::sqrt(tail * (1.0 - tail) / chosen);
  std::printf(
      "| months before | chosen | improved by themselves, %% | bad months left out, %% "
      "|\n|--:|:--|--:|--:|\n");
  for (const int baseline : {6, 12, 24}) {
    for (const double depth : {-1.0, 1.0, 1.645}) {
      const Shares found = simulate(baseline, depth);
      const char* which = depth < 0.0 ? "any unit" : depth < 1.5 ? "bad (z <= -1)" : "very bad (z <= -1.645)";
      std::printf("| %d | %s | %.1f | %.1f |\n", baseline, which, 100 * found.with, 100 * found.without);
      failures += found.without > tail + error ? 1 : 0;
      failures += depth < 0.0 && found.with > tail + error ? 1 : 0;
    }
  }
  std::printf("%d outside their bounds\n", failures);
  return failures == 0 ? 0 : 1;
}
