/** @file What a chart is asked (Settings) and what it answers: phases, one row, columns of points. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/cause.hpp>
#include <kvalspc/chart/conventions.hpp>
#include <kvalspc/chart/fit.hpp>
#include <kvalspc/rule/run_judge.hpp>
#include <kvalspc/ruleset.hpp>

namespace kvalspc {

/** Values that the caller gives instead of having them estimated; `sigma` of charts of subgroups is that of a
 * single measurement. */
struct Standards {
  std::optional<double> centre{};
  std::optional<double> sigma{};
  std::optional<double> lower{};  ///< a limit, on the scale of the values
  std::optional<double> upper{};
};

/** How to compute a chart; the same for every series of a batch. */
struct Settings {
  LimitsKind limits = LimitsKind::automatic;
  /** Half the band in standard deviations; exact limits take the normal probability beyond it. */
  double width = constants::shewhart_width;
  RuleSet rules = ruleset::anhoej_2014();
  Better better = Better::unstated;
  std::optional<double> target{};      ///< as it is now; only Summary::assurance asks for it
  std::vector<Standards> standards{};  ///< none, one for every phase, or one a phase
  Conventions conventions{};
  bool runs_p = true;  ///< are exact p-values of runs wanted?

  [[nodiscard]] Standards standards_of(std::size_t phase) const noexcept {
    return standards.empty() ? Standards{} : standards[standards.size() == 1 ? 0 : phase];
  }
};

/** What one phase says. Where the baseline is frozen, `baseline` and `after` judge the two parts, `all` the
 * whole phase. */
struct PhaseResult {
  Phase phase{};
  chart::Fit<double> fit{};
  double centre = std::numeric_limits<double>::quiet_NaN();  ///< as shown, at the baseline's mean denominator
  LimitsKind limits = LimitsKind::none;
  std::size_t points{};  ///< points that count in the whole phase
  rule::JudgedRuns all{};
  rule::JudgedRuns baseline{};
  rule::JudgedRuns after{};
  bool pattern = false;  ///< a rule of the set that looks at neighbouring points signals

  /** Does any rule of the set signal in this phase? Limits are told apart. */
  [[nodiscard]] bool runs_signal() const noexcept { return all.signal() || pattern; }
};

/** One series in one row: centre and runs of its last phase, signals of any, the latest point that counts. */
struct Summary {
  double centre = std::numeric_limits<double>::quiet_NaN();
  std::int32_t useful{};
  std::int32_t longest_run{};
  std::int32_t crossings{};
  std::int32_t beyond{};  ///< points beyond a limit
  std::int32_t first_beyond = -1;
  std::int32_t last_beyond = -1;
  bool runs_signal{};
  double runs_p = std::numeric_limits<double>::quiet_NaN();  ///< as rule::JudgedRuns::p
  bool runs_judgeable{};
  Status status = Status::no_data;
  Cause variation{};
  Assurance assurance{};
};

/** Where the points go: columns that the caller owns, as long as the series, or empty. */
struct PointColumns {
  std::span<double> value{}, centre{}, lower{}, upper{}, lower_raw{}, upper_raw{};
  std::span<double> deviation{}, z{};  ///< from the centre line; in the point's own standard deviations
  std::span<std::int32_t> phase{};
  std::span<std::uint8_t> included{}, beyond{};
};

/** Scratch memory for one thread; grows only in `reserve`. */
struct Workspace {
  void reserve(std::size_t longest) {
    if (values.size() < longest) values.resize(longest);
    if (ranges.size() < longest) ranges.resize(longest);
    if (touched.size() < longest) touched.resize(longest);
    judge.reserve(longest);
  }

  std::vector<double> values;         ///< for medians
  std::vector<double> ranges;         ///< for moving-range charts
  std::vector<std::uint8_t> touched;  ///< ranges that rest on an excluded point
  rule::RunJudge judge;
};

}  // namespace kvalspc
