/** @file The runs of a whole series, for tests. */
#pragma once

#include <kvalspc/rule/runs.hpp>

#include <cstddef>
#include <vector>

/** The runs of a series of deviations from the centre, point by point. */
inline kvalspc::rule::Runs counted_runs(const std::vector<double>& deviations) {
  kvalspc::rule::RunCounter counter;
  for (std::size_t k = 0; k < deviations.size(); ++k) counter.step(k, deviations[k]);
  return counter.runs();
}
