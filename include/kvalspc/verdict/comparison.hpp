/** @file What compare() is asked, and its answer. */
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <kvalspc/signal.hpp>
#include <kvalspc/verdict/baseline.hpp>
#include <kvalspc/verdict/change_point.hpp>
#include <kvalspc/verdict/evidence.hpp>
#include <kvalspc/verdict/verdict.hpp>

namespace kvalspc {

/** What the caller wants to know, and how sure. */
struct CompareSettings {
  double alpha = 0.05;
  Better better = Better::unstated;
  double relevant_change =
      0.0;  ///< 0: the default; shares: a difference; rates: a ratio above 1; values: a difference
  std::size_t min_baseline = 8;  ///< periods with data
  std::size_t min_after = 4;
  bool moderate_at_most = false;  ///< few, large periods (a year each) cannot show how alike neighbours are
  std::size_t wash_in = 0;        ///< periods from the start on that belong to neither side
  std::optional<verdict::DispersionPrior> prior{};  ///< from the units scored together; counts only
};

/** The answer. Levels are ratios of sums for counts, means or medians of the periods for values. */
struct Comparison {
  Verdict verdict = Verdict::not_assessable;
  Strength strength = Strength::none;
  Reason reason = Reason::none;
  verdict::Evidence evidence;
  verdict::Side baseline;
  verdict::Side after;
  verdict::ChangePoint change;
  verdict::BaselineCheck baseline_check;  ///< with a start, where the verdict is about change
  std::vector<Note> notes;
  double p_value = std::numeric_limits<double>::quiet_NaN();
  double relevant_change = std::numeric_limits<double>::quiet_NaN();  ///< absolute, on the scale of the level
  double power = std::numeric_limits<double>::quiet_NaN();  ///< for that change, with the data so far
  std::optional<std::size_t> periods_needed{};              ///< more periods after the start for 80 % power
};

}  // namespace kvalspc
