/** @file How a set of rules judges runs, and what comes of it for one phase. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <kvalspc/rule/run_thresholds.hpp>
#include <kvalspc/rule/runs.hpp>

namespace kvalspc::rule {

/** A test of the runs of a whole phase; a set of rules has at most one. */
enum class RunsTest : std::uint8_t {
  none,
  anhoej,    ///< Anhoej and Olesen (2014): thresholds that follow the number of useful points
  best_box,  ///< Anhoej and Wentzel-Larsen (2020): exact thresholds, `box.hpp`
  cut_box,   ///< the same without its two edges
  exact,     ///< the exact joint distribution given the numbers above and below, at most 5 % false signals
  wald_wolfowitz,  ///< too few or too many runs given the numbers above and below, 2.5 % each
};

inline constexpr std::array<std::string_view, 6> runs_test_names{"none",    "anhoej", "best_box",
                                                                 "cut_box", "exact",  "wald_wolfowitz"};

/** The names that signals of a long run, and of an odd number of crossings, carry. */
struct RunsSignalNames {
  std::string_view long_run, crossings;
};

inline constexpr std::array<RunsSignalNames, 6> runs_signal_names{{
    {},
    {"anhoej_longest_run", "anhoej_crossings"},
    {"best_box_longest_run", "best_box_crossings"},
    {"cut_box_longest_run", "cut_box_crossings"},
    {"exact_longest_run", "exact_crossings"},
    {{}, "ihi_runs"},
}};

[[nodiscard]] constexpr const RunsSignalNames& names_of(RunsTest test) noexcept {
  return runs_signal_names[static_cast<std::size_t>(test)];
}

/** P(signal of a stable series) at which runs are judged exactly. */
inline constexpr double runs_level = 0.05;

/** Where the centre line that runs are counted around comes from. */
enum class Line : std::uint8_t {
  own,       ///< the points themselves: their order is random given how many lie on each side
  baseline,  ///< points before them: each falls on a side as those did
  user,      ///< given: each falls on either side with equal chance
};

/** The runs of some points, judged. */
struct JudgedRuns {
  Runs runs{};
  RunThresholds thresholds{};
  RunsTest test = RunsTest::none;
  /** Exact p-value of longest run and crossings; NaN where there are no useful points. Where it was not asked
   * for: NaN, or where it decides a number on the same side of 5 %. */
  double p = std::numeric_limits<double>::quiet_NaN();
  /** Could any order of these points reach p <= 5 %? Where not, runs say nothing and never signal. */
  bool judgeable = false;
  /** The sides are so unequal that the thresholds alone would signal too often: p decides too. Said only of
   * runs that the thresholds call a signal, or where p was asked for. */
  bool needs_p = false;

  [[nodiscard]] bool long_run() const noexcept {
    return counts() && thresholds.long_run(runs.longest_run, runs.crossings);
  }
  [[nodiscard]] bool odd_crossings() const noexcept {
    return counts() && thresholds.odd_crossings(runs.longest_run, runs.crossings);
  }
  [[nodiscard]] bool signal() const noexcept { return long_run() || odd_crossings(); }

 private:
  [[nodiscard]] bool counts() const noexcept {
    return test != RunsTest::none && runs.useful > 0 && (!needs_p || p <= runs_level);
  }
};

}  // namespace kvalspc::rule
