/** @file Simulated networks as the library takes them. */
#pragma once

#include <kvalspc/units/network.hpp>
#include <kvalspc/verdict/comparison.hpp>

#include "reference/network.hpp"

namespace simulated {

inline kvalspc::units::Network view(const reference::SimulatedNetwork& s) {
  return {s.x, s.n, s.periods, s.starts};
}

inline kvalspc::CompareSettings higher_is_better() {
  kvalspc::CompareSettings settings;
  settings.better = kvalspc::Better::higher;
  return settings;
}

}  // namespace simulated
