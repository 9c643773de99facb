/** @file Medians of rows whose values are in scratch. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "eight.hpp"
#include "network.hpp"
#include "select.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Of as many rows as a register has lanes, from row `first` of eight on. */
static void find_medians_from(std::size_t first, const Eight& eight, const double* const* points,
                              double* slots, chart::Gathered<double>* gathered) {
  const std::size_t count = eight.facts.count - first < Pack::width ? eight.facts.count - first : Pack::width;
  const std::size_t longest = eight.rows[first + count - 1]->baseline;  // they come in that order
  if (longest <= kernel::longest_sorted) {
    LaneMedians medians(slots, longest);
    medians.put(points + first);
    for (std::size_t lane = 0; lane < count; ++lane)
      medians.fill(lane, eight.rows[first + lane]->baseline, gathered[first + lane].points);
    medians.find();
    for (std::size_t lane = 0; lane < count; ++lane) gathered[first + lane].median = medians.of(lane);
    return;
  }
  for (std::size_t lane = first; lane < first + count; ++lane) {
    if ((eight.facts.odd >> lane & 1) != 0 || gathered[lane].points == 0) continue;
    gathered[lane].median = median_of(points[lane], eight.rows[lane]->baseline, gathered[lane].points);
  }
}

/** Of up to eight rows, those with the shortest baselines first. */
KVALSPC_INLINE void find_medians(const Eight& eight, const double* const* points, double* slots,
                                 chart::Gathered<double>* gathered) {
  for (std::size_t first = 0; first < eight.facts.count; first += Pack::width)
    find_medians_from(first, eight, points, slots, gathered);
}

}  // namespace kvalspc::KVALSPC_ISA
