/**
 * @file New phases by the stable-shift procedure: a suggestion to look at, never a default.
 *
 * As described for the R package autospc (its documentation; written here from the description alone): a long
 * run on one side of the centre proposes a new phase, whose limits come from the next points, and which is
 * taken only if the series does not go back on it.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/rephase/candidate.hpp>
#include <kvalspc/rephase/side_runs.hpp>
#include <kvalspc/rephase/step.hpp>

namespace kvalspc::rephase {

/** How to search; the defaults are those of autospc 0.0.0.9051. */
struct StableShift {
  std::size_t phase = 21;    ///< points that a phase's limits rest on, and that must be left to begin one
  std::size_t baseline = 0;  ///< the same of the first phase; 0: as the others
  std::size_t run = 8;       ///< points in a row on one side that propose a phase
  std::size_t most_excluded = 3;  ///< points beyond limits left out of a phase's limits, the furthest first
  double tolerance = 0.0;         ///< a point as near to the centre lies on it
  bool no_regrets = true;         ///< take a phase only if no later data could undo the decision
  bool overhanging = true;        ///< may an opposing run end after the points that limits rest on?
  bool every_shift = false;       ///< take every phase that a run proposes
  bool baseline_only = false;     ///< only the first phase's limits
};

/** Phases suggested, the limits of each point under them, and every decision on the way. */
struct Rephasing {
  std::vector<std::size_t> breaks;
  std::vector<double> value, centre, lower, upper;  ///< limits as computed, not held within what is possible
  std::vector<std::uint8_t> calculation;  ///< 1 where limits rest on the point, unless it is excluded
  std::vector<std::uint8_t> excluded, in_run;
  std::vector<Step> steps;
};

namespace detail {

class StableShiftSearch {
 public:
  StableShiftSearch(ChartKind kind, const Series& series, const StableShift& how, Settings settings)
      : kind_(kind), series_(series), how_(how), settings_(std::move(settings)), size_(series.size()) {
    settings_.rules = ruleset::none();
    settings_.runs_p = false;
    if (how_.baseline == 0) how_.baseline = how_.phase;
    result_.value = analyse(kind, series, {}, settings_).points.value;
    for (auto* column : {&result_.centre, &result_.lower, &result_.upper})
      column->assign(size_, std::nan(""));
    for (auto* column : {&result_.calculation, &result_.excluded, &result_.in_run}) column->assign(size_, 0);
    sides_.assign(size_, 0);
  }

  [[nodiscard]] Rephasing run() {
    if (size_ == 0 || left(0) < std::max(how_.baseline, how_.phase)) {
      result_.steps.push_back({Decision::too_few, 0, 0});
      return std::move(result_);
    }
    take(limits_from(0, how_.baseline));
    result_.steps.push_back({Decision::baseline, 0, std::min(how_.baseline, size_)});
    std::size_t position = how_.baseline;
    while (!how_.baseline_only && position + 1 < size_ && look(position)) {
    }
    return std::move(result_);
  }

 private:
  /** Points with a value from `position` on. */
  [[nodiscard]] std::size_t left(std::size_t position) const {
    return static_cast<std::size_t>(
        std::count_if(result_.value.begin() + static_cast<std::ptrdiff_t>(position), result_.value.end(),
                      [](double v) { return v == v; }));
  }

  [[nodiscard]] Candidate limits_from(std::size_t first, std::size_t points) const {
    return candidate(kind_, series_, settings_, {first, std::min(first + points, size_), how_.most_excluded});
  }

  [[nodiscard]] std::vector<std::int8_t> sides_of(const Candidate& one, std::size_t end) const {
    std::vector<std::int8_t> sides;
    for (std::size_t k = one.first; k < end; ++k)
      sides.push_back(side_of(result_.value[k] - one.centre(k), how_.tolerance));
    return sides;
  }

  /** The candidate becomes the phase from its first point to the end. */
  void take(const Candidate& one) {
    mark_runs(sides_, phase_first_, one.first, how_.run, result_.in_run);
    phase_first_ = one.first;
    const std::vector<std::int8_t> sides = sides_of(one, size_);
    for (std::size_t k = one.first; k < size_; ++k) {
      result_.centre[k] = one.centre(k);
      result_.lower[k] = one.lower(k);
      result_.upper[k] = one.upper(k);
      result_.calculation[k] = k < one.end ? 1 : 0;
      result_.excluded[k] = 0;
      sides_[k] = sides[k - one.first];
    }
    for (const std::size_t k : one.excluded) result_.excluded[k] = 1;
    mark_runs(sides_, one.first, size_, how_.run, result_.in_run);
  }

  [[nodiscard]] bool begins_run(std::size_t k) const {
    return result_.in_run[k] != 0 && (k == 0 || result_.in_run[k - 1] == 0 || sides_[k - 1] != sides_[k]);
  }

  [[nodiscard]] std::optional<std::size_t> next_run(std::size_t from) const {
    for (std::size_t k = from; k < size_; ++k)
      if (begins_run(k)) return k;
    return {};
  }

  /** Is `k` a later point of a long run that has enough points from there on? */
  [[nodiscard]] bool inside_run(std::size_t k) const {
    if (result_.in_run[k] == 0 || k == phase_first_ || begins_run(k)) return false;
    std::size_t end = k;
    while (end < size_ && result_.in_run[end] != 0 && sides_[end] == sides_[k]) ++end;
    return end - k >= how_.run;
  }

  /** One decision from `position` on, which moves forward; false when the search is over. */
  [[nodiscard]] bool look(std::size_t& position) {
    const auto note = [&](Step step) { result_.steps.push_back(step); };
    if (left(position) < how_.phase) {
      note({Decision::too_few_left, position, position});
      return false;
    }
    if (inside_run(position)) {
      note({Decision::inside_run, position, position, rule::direction_of(sides_[position])});
    } else {
      const std::optional<std::size_t> next = next_run(position);
      if (!next) {
        note({Decision::no_run, position, position});
        return false;
      }
      note({Decision::next_run, position, *next, rule::direction_of(sides_[*next])});
      position = *next;
    }
    return decide(position);
  }

  [[nodiscard]] bool decide(std::size_t& position) {
    Step step{Decision::rejected, position, position, rule::direction_of(sides_[position])};
    if (left(position) < how_.phase) {
      step.decision = Decision::too_few_after_run;
      result_.steps.push_back(step);
      return false;
    }
    const Candidate one = limits_from(position, how_.phase);
    const std::int8_t back = static_cast<std::int8_t>(-sides_[position]);
    const std::vector<std::int8_t> sides = sides_of(one, size_);
    step.opposed = opposed(sides, one.end - one.first, back);
    step.unsettled = unsettled(sides, one.end - one.first, back);
    const bool stays = !step.opposed && (!how_.no_regrets || !step.unsettled);
    if (how_.every_shift || stays) {
      step.decision = Decision::accepted;
      result_.breaks.push_back(position);
      take(one);
      position += how_.phase;
    } else {
      position = after_rejection(position);
    }
    result_.steps.push_back(step);
    return true;
  }

  /** A long run on the side `back`, not the first of the candidate, that begins within its `length` points?
   */
  [[nodiscard]] bool opposed(const std::vector<std::int8_t>& sides, std::size_t length,
                             std::int8_t back) const {
    const bool whole = how_.overhanging || how_.no_regrets;
    const std::size_t end = whole ? sides.size() : length;
    for (std::size_t first = 0; first < length;) {
      const std::size_t last = run_end(sides, first, end);
      if (first > 0 && sides[first] == back && last - first >= how_.run) return true;
      first = last;
    }
    return false;
  }

  /** Do the last point of the candidate off its centre, and all that follow it, lie on the side `back`? */
  [[nodiscard]] static bool unsettled(const std::vector<std::int8_t>& sides, std::size_t length,
                                      std::int8_t back) {
    std::size_t last = length;
    while (last > 0 && sides[last - 1] == 0) --last;
    if (last == 0 || sides[last - 1] != back) return false;
    return std::all_of(sides.begin() + static_cast<std::ptrdiff_t>(length), sides.end(),
                       [&](std::int8_t side) { return side == 0 || side == back; });
  }

  /** The next point while the run lasts, then the next run. */
  [[nodiscard]] std::size_t after_rejection(std::size_t position) const {
    const std::optional<std::size_t> next = next_run(position + 1);
    bool lasts = position + how_.run <= size_;
    for (std::size_t k = position; lasts && k < position + how_.run; ++k) lasts = result_.in_run[k] != 0;
    return !next || lasts ? position + 1 : *next;
  }

  ChartKind kind_;
  Series series_;
  StableShift how_;
  Settings settings_;
  std::size_t size_;
  std::size_t phase_first_ = 0;
  std::vector<std::int8_t> sides_;
  Rephasing result_;
};

}  // namespace detail

/**
 * Searches a series for stable shifts.
 *
 * @param settings the chart's; rules play no part
 * @throws std::invalid_argument, std::out_of_range as analyse(), and for a search that cannot be made
 */
[[nodiscard]] inline Rephasing stable_shift(ChartKind kind, const Series& series, const StableShift& how = {},
                                            const Settings& settings = {}) {
  const auto least = [](const char* what, std::size_t got, std::size_t need) {
    if (got < need)
      kvalspc::detail::throw_invalid(what, std::to_string(got), std::to_string(need) + " or more");
  };
  least("phase", how.phase, 2);
  least("run", how.run, 2);
  if (how.baseline != 0) least("baseline", how.baseline, 2);
  if (!(how.tolerance >= 0.0))
    kvalspc::detail::throw_invalid("tolerance", kvalspc::detail::to_text(how.tolerance), "0 or more");
  return detail::StableShiftSearch(kind, series, how, settings).run();
}

}  // namespace kvalspc::rephase
