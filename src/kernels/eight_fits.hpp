/** @file Levels of eight rows in their columns, and the statuses that go with them. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "eight.hpp"
#include "pack.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** Of the lanes of pack `j`. */
KVALSPC_INLINE Level<Pack> level_of(const FactColumns& facts, std::size_t j, const Conventions& conventions) {
  return {Pack::load(facts.sum_numerator + j * Pack::width),
          Pack::load(facts.sum_denominator + j * Pack::width), Pack::load(facts.centre + j * Pack::width),
          Pack::load(facts.spread + j * Pack::width), conventions.constants.printed};
}
KVALSPC_INLINE void put_level(const Level<Pack>& level, std::size_t j, FactColumns& facts) {
  level.sum_numerator.store(facts.sum_numerator + j * Pack::width);
  level.sum_denominator.store(facts.sum_denominator + j * Pack::width);
  level.centre.store(facts.centre + j * Pack::width);
  level.spread.store(facts.spread + j * Pack::width);
}

/** Once points are counted; `varies` has a bit for each row that does. Rows without a point have no fit, and
 * none has ranges, until they are found. */
KVALSPC_INLINE void set_statuses(Word varies, const Conventions& conventions, FactColumns& facts) {
  facts.ok = static_cast<kernel::RowBits>(varies);
  bool empty = false;
  for (std::size_t lane = 0; lane < group; ++lane) {  // of all lanes: a register each
    facts.ranges[lane] = facts.ranges_screened[lane] = 0;
    facts.status[lane] = (varies >> lane & 1) != 0 ? Status::ok : Status::no_variation;
    empty = empty || facts.points[lane] == 0;
  }
  if (!empty) return;
  for (std::size_t lane = 0; lane < facts.count; ++lane) {
    if (facts.points[lane] == 0) facts.put(lane, chart::no_fit<double>(0, conventions));
  }
}

}  // namespace kvalspc::KVALSPC_ISA
