/** @file From bits to numbers, of eight rows at once. */
#pragma once

#include "eight.hpp"
#include "lane_notes.hpp"
#include "lane_runs.hpp"
#include "sides.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Word `w` of the lanes of pack `part`: points that are present, lie off the line, and above it. */
struct LanePoints {
  Words present, off, above;
  KVALSPC_INLINE LanePoints(const EightSides& sides, std::size_t w, std::size_t part, Words wanted)
      : present(load_words(sides.present(w) + part) & wanted),
        off((load_words(sides.above(w) + part) | load_words(sides.below(w) + part)) & present),
        above(load_words(sides.above(w) + part) & present) {}
};

/** The latest point that counts, the points beyond the limits and the runs of all points. */
KVALSPC_INLINE void count_all(const Eight& eight, const EightSides& sides) {
  for (std::size_t part = 0; part < group; part += Pack::width) {
    LaneNotes notes;
    LaneRuns runs;
    for (std::size_t w = 0; w < sides.words(); ++w) {
      const LanePoints points(sides, w, part, ~Words{});
      notes.take(w, points.present, points.off, points.above,
                 load_words(sides.beyond(w) + part) & points.present);
      runs.take(w, pushed(points.off, points.above));
    }
    notes.put(eight.facts, part);
    runs.put(eight.facts.all, part);
  }
}

/** Runs of the points that `wanted(w, part)` has bits for, in the lanes of pack `part`. */
template <class Wanted>
KVALSPC_INLINE void count_runs(const EightSides& sides, kernel::RunColumns& to, Wanted wanted) {
  for (std::size_t part = 0; part < group; part += Pack::width) {
    LaneRuns runs;
    for (std::size_t w = 0; w < sides.words(); ++w) {
      const LanePoints points(sides, w, part, wanted(w, part));
      runs.take(w, pushed(points.off, points.above));
    }
    runs.put(to, part);
  }
}

/** Runs of the baselines, and of what comes after them. */
static void count_parts(const Eight& eight, const EightSides& sides) {
  const auto of_baseline = [&](std::size_t w, std::size_t part) KVALSPC_LAMBDA {
    Word old[Pack::width]{};
    for (std::size_t lane = part; lane < part + Pack::width && lane < eight.facts.count; ++lane) {
      const std::size_t baseline = eight.rows[lane]->baseline;
      if (baseline > 64 * w) old[lane - part] = low_bits(baseline - 64 * w);
    }
    return load_words(old);
  };
  count_runs(sides, eight.facts.baseline, of_baseline);
  count_runs(sides, eight.facts.after,
             [&](std::size_t w, std::size_t part) KVALSPC_LAMBDA { return ~of_baseline(w, part); });
}

static void count(const Eight& eight, const EightSides& sides) {
  count_all(eight, sides);
  for (unsigned left = eight.facts.exact; left != 0; left &= left - 1) {
    const auto lane = static_cast<std::size_t>(lowest(left));
    const Rows& rows = *eight.rows[lane];
    const Sides own = sides.of(lane);
    for (std::size_t w = 0; 64 * w < rows.size; ++w) rows.beyond[w] = own.beyond[w] & own.present[w];
  }
  if (eight.frozen) count_parts(eight, sides);
}

}  // namespace kvalspc::KVALSPC_ISA
