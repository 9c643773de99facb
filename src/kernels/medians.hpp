/** @file Medians of rows whose values are in scratch. */
#pragma once

#include "eight.hpp"
#include "network.hpp"
#include "select.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Of as many rows as a register has lanes, from row `first` of eight on. */
static void find_medians_from(std::size_t first, const Eight& eight, const double* const* points,
                              double* slots, double* medians) {
  const std::size_t count = eight.facts.count - first < Pack::width ? eight.facts.count - first : Pack::width;
  const std::size_t longest = eight.rows[first + count - 1]->baseline;  // they come in that order
  if (longest <= kernel::longest_sorted) {
    LaneMedians lanes(slots, longest);
    lanes.put(points + first);
    for (std::size_t lane = 0; lane < count; ++lane)
      lanes.fill(lane, eight.rows[first + lane]->baseline, eight.facts.points[first + lane]);
    lanes.find();
    for (std::size_t lane = 0; lane < count; ++lane) medians[first + lane] = lanes.of(lane);
    return;
  }
  for (std::size_t lane = first; lane < first + count; ++lane) {
    if ((eight.facts.odd >> lane & 1) != 0 || eight.facts.points[lane] == 0) continue;
    medians[lane] = median_of(points[lane], eight.rows[lane]->baseline, eight.facts.points[lane]);
  }
}

/** Of up to eight rows, those with the shortest baselines first. */
KVALSPC_INLINE void find_medians(const Eight& eight, const double* const* points, double* slots,
                                 double* medians) {
  for (std::size_t first = 0; first < eight.facts.count; first += Pack::width)
    find_medians_from(first, eight, points, slots, medians);
}

}  // namespace kvalspc::KVALSPC_ISA
