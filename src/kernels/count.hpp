/** @file From bits to numbers, of eight rows at once. */
#pragma once

#include "facts.hpp"
#include "lane_runs.hpp"
#include "sides.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::Facts;

/** Up to eight rows and what is found of them. */
struct Eight {
  std::size_t count;
  std::size_t points;  ///< of all of them
  const Rows* rows[group];
  Facts* facts[group];
};

/** The latest point that counts, and the first and last beyond the limits. */
KVALSPC_INLINE void note(const Rows& rows, const Sides& sides, Facts& facts) {
  facts.latest = facts.first_beyond = facts.last_beyond = -1;
  facts.beyond = 0;
  facts.latest_useful = facts.latest_above = false;
  for (std::size_t w = 0; 64 * w < rows.size; ++w) {
    const Word present = sides.present[w], beyond = sides.beyond[w] & present;
    rows.beyond[w] = beyond;
    if (present == 0) continue;
    const auto first = static_cast<std::int32_t>(64 * w);
    const int latest = highest(present);
    facts.latest = first + latest;
    facts.latest_useful = (((sides.above[w] | sides.below[w]) >> latest) & 1) != 0;
    facts.latest_above = ((sides.above[w] >> latest) & 1) != 0;
    if (beyond == 0) continue;
    facts.beyond += population(beyond);
    if (facts.first_beyond < 0) facts.first_beyond = first + lowest(beyond);
    facts.last_beyond = first + highest(beyond);
  }
}

/** Runs of the points that `wanted(w, part)` has bits for, in the lanes of pack `part`. */
template <class Wanted>
KVALSPC_INLINE void count_runs(const Eight& eight, const EightSides& sides, kernel::RunFacts Facts::*to,
                               Wanted wanted) {
  for (std::size_t part = 0; part < group; part += Pack::width) {
    LaneRuns runs;
    for (std::size_t w = 0; w < sides.words(); ++w) {
      const Words present = load_words(sides.present(w) + part) & wanted(w, part);
      const Words above = load_words(sides.above(w) + part) & present;
      const Words useful = (load_words(sides.below(w) + part) & present) | above;
      const Pushed points = pushed(useful, above);
      if (w == 0) runs.begin(points);
      else runs.go_on(points);
    }
    if (part < eight.count) runs.put(eight.facts + part, eight.count - part, to);
  }
}

static void count(const Eight& eight, const EightSides& sides) {
  bool frozen = false;
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    note(*eight.rows[lane], sides.of(lane), *eight.facts[lane]);
    frozen = frozen || eight.rows[lane]->baseline != eight.rows[lane]->size;
  }
  const Words none{};
  count_runs(eight, sides, &Facts::all, [&](std::size_t, std::size_t) KVALSPC_LAMBDA { return ~none; });
  if (!frozen) return;
  const auto of_baseline = [&](std::size_t w, std::size_t part) KVALSPC_LAMBDA {
    Word old[Pack::width]{};
    for (std::size_t lane = part; lane < part + Pack::width && lane < eight.count; ++lane) {
      const std::size_t baseline = eight.rows[lane]->baseline;
      if (baseline > 64 * w) old[lane - part] = low_bits(baseline - 64 * w);
    }
    return load_words(old);
  };
  count_runs(eight, sides, &Facts::baseline, of_baseline);
  count_runs(eight, sides, &Facts::after,
             [&](std::size_t w, std::size_t part) KVALSPC_LAMBDA { return ~of_baseline(w, part); });
}

}  // namespace kvalspc::KVALSPC_ISA
