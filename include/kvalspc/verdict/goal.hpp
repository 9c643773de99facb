/** @file Was the goal reached: "at least 50 % by a date" as data. */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <kvalspc/verdict/assess.hpp>
#include <kvalspc/verdict/level_test.hpp>

namespace kvalspc {

enum class GoalOutcome : std::uint8_t {
  none,  ///< there is no goal
  undecided,
  yes,
  no,
};

inline constexpr std::array<std::string_view, 4> goal_outcome_names{"none", "undecided", "yes", "no"};

/** What is wrong with a goal, whatever the outcome; the first that applies. */
enum class GoalProblem : std::uint8_t {
  none,
  no_data,      ///< nothing was measured in the window: the goal cannot be judged
  not_due,      ///< its date has not come
  already_met,  ///< the level before the start was at the goal, or beyond it
  volume,       ///< a level well beyond the goal would hardly be told from the goal with this many patients
};

inline constexpr std::array<std::string_view, 5> goal_problem_names{"none", "no_data", "not_due",
                                                                    "already_met", "volume"};

[[nodiscard]] constexpr std::string_view name(GoalOutcome outcome) noexcept {
  return goal_outcome_names[static_cast<std::size_t>(outcome)];
}
[[nodiscard]] constexpr std::string_view name(GoalProblem problem) noexcept {
  return goal_problem_names[static_cast<std::size_t>(problem)];
}

/** A goal, and the window of periods [first, end) that it is judged by. */
struct Goal {
  double bound{};  ///< on the scale of the level
  bool at_least = true;
  std::optional<std::size_t> start{};  ///< of the intervention; none: there is no baseline
  std::size_t first{};
  std::size_t end{};
  double alpha = 0.05;           ///< of each of the two one-sided tests
  double relevant_change = 0.0;  ///< as in CompareSettings: how far beyond the goal the power is asked for
  bool due = true;               ///< has the goal's date come?
};

/** The answer. `lower` and `upper` cover 1 - 2 alpha: "yes" or "no" exactly when they lie beyond the bound.
 */
struct GoalAnswer {
  GoalOutcome outcome = GoalOutcome::undecided;
  GoalProblem problem = GoalProblem::none;
  verdict::Side side{};
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  double p_reached = 1.0;  ///< of a level this good, were it just short of the bound
  double p_missed = 1.0;   ///< of a level this poor, were it at the bound
  double power = std::numeric_limits<double>::quiet_NaN();  ///< of "yes", a relevant change beyond the bound
  std::size_t held{};                                       ///< periods of the window at the bound or beyond
};

namespace verdict {

[[nodiscard]] inline bool reaches(double level, const Goal& goal) noexcept {
  return goal.at_least ? level >= goal.bound : level <= goal.bound;
}

/** Periods of the window that reach the goal, each on its own. */
[[nodiscard]] inline std::size_t periods_held(const chart::Points& points, const Goal& goal) {
  std::size_t held = 0;
  for (const double value : values_of(points, goal.first, goal.end)) held += reaches(value, goal) ? 1U : 0U;
  return held;
}

/** Probability that `side`'s exposure gives "yes" when the level is truly `level`. */
template <class Family>
[[nodiscard]] double power_of_goal(const Side& side, const Variation& variation, const Goal& goal,
                                   double level) {
  const double n = side.denominator;
  const auto count = detail::count_of(Family{}, level, n);
  const auto yes = [&](double x) {
    const LevelTest test =
        test_level_of_counts<Family>({x / n, x, n, side.n}, variation, goal.bound, goal.alpha);
    return (goal.at_least ? test.p_above : test.p_below) < goal.alpha;
  };
  // The first count from the bound on that is enough, within what can happen.
  constexpr double reach = 8.0;
  const double far = reach * std::sqrt(count.variance()) + 2.0 * reach;
  double no = goal.at_least ? std::floor(goal.bound * n) : std::ceil(goal.bound * n);
  double enough = goal.at_least ? std::min(count.largest(), std::ceil(count.mean() + far))
                                : std::max(0.0, std::floor(count.mean() - far));
  if (!yes(enough)) return 0.0;
  while (std::abs(enough - no) > 1.0) {
    const double middle = std::floor(no + 0.5 * (enough - no));
    if (middle == no || middle == enough) break;  // so large that they have no number between them
    (yes(middle) ? enough : no) = middle;
  }
  return goal.at_least ? count.at_least(enough) : count.at_most(enough);
}

/** The power of "yes" when the level lies a relevant change beyond the goal. */
[[nodiscard]] inline double power_of_goal(Measure measure, const chart::Points& points, const Goal& goal,
                                          const Side& side, const Variation& variation) {
  switch (measure) {
    case Measure::proportions:
      return power_of_goal<Proportions>(side, variation, goal,
                                        relevant_share(goal.bound, goal.at_least, goal.relevant_change));
    case Measure::rates:
      return power_of_goal<Rates>(side, variation, goal,
                                  relevant_rate(goal.bound, goal.at_least, goal.relevant_change));
    default:
      break;
  }
  if (side.n < 2) return 0.0;
  const double spread = std::sqrt(math::moments(values_of(points, goal.first, goal.end)).variance);
  const double change =
      goal.relevant_change > 0.0 ? goal.relevant_change : relevant::standard_deviations * spread;
  const double n = static_cast<double>(side.n);
  return quasi_power(change, spread / std::sqrt(n), n - 1.0, 2.0 * goal.alpha);
}

[[nodiscard]] inline GoalAnswer judge_goal(Measure measure, const chart::Points& points, const Goal& goal) {
  GoalAnswer answer;
  answer.side = side_of(measure, points, goal.first, goal.end);
  if (answer.side.n == 0) {
    answer.problem = goal.due ? GoalProblem::no_data : GoalProblem::not_due;
    return answer;
  }
  answer.held = periods_held(points, goal);
  const std::size_t before = goal.start.value_or(0);
  const LevelTest test = test_level(measure, points, before, goal.first, goal.end, goal.bound, goal.alpha);
  answer.lower = test.interval.lower;
  answer.upper = test.interval.upper;
  answer.p_reached = goal.at_least ? test.p_above : test.p_below;
  answer.p_missed = goal.at_least ? test.p_below : test.p_above;
  answer.power = power_of_goal(measure, points, goal, answer.side, test.variation);
  if (goal.due && answer.p_reached < goal.alpha) answer.outcome = GoalOutcome::yes;
  if (goal.due && answer.p_missed < goal.alpha) answer.outcome = GoalOutcome::no;
  const Side baseline = side_of(measure, points, 0, before);
  if (!goal.due) answer.problem = GoalProblem::not_due;
  else if (baseline.n > 0 && reaches(baseline.level, goal)) answer.problem = GoalProblem::already_met;
  else if (answer.power < hopeless_power && answer.outcome == GoalOutcome::undecided)
    answer.problem = GoalProblem::volume;
  return answer;
}

}  // namespace verdict

/**
 * Checks what judge_goal() needs.
 * @throws std::invalid_argument for numbers outside the chart's domain, a bound outside it, alpha outside
 * (0, 0.5); std::out_of_range for positions outside the series.
 */
inline void require_goal(ChartKind kind, const Series& series, const Goal& goal) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  require_domain(series, verdict::domain_of(measure));
  if (!(goal.alpha > 0.0 && goal.alpha < 0.5)) {
    detail::throw_invalid("alpha", detail::to_text(goal.alpha), "a number between 0 and 0.5");
  }
  const double largest = measure == verdict::Measure::proportions ? 1.0 : std::numeric_limits<double>::max();
  const double smallest = verdict::counts_events(measure) ? 0.0 : std::numeric_limits<double>::lowest();
  if (!(goal.bound >= smallest && goal.bound <= largest)) {
    detail::throw_invalid("goal", detail::to_text(goal.bound),
                          measure == verdict::Measure::proportions ? "a share from 0 to 1 (50 % is 0.5)"
                                                                   : "a level that can be reached");
  }
  if (goal.end > series.size() || goal.first > goal.end) {
    detail::throw_position("goal", goal.first,
                           "a window inside the series of " + std::to_string(series.size()));
  }
  if (goal.start.value_or(0) > goal.first) {
    detail::throw_position("start", *goal.start, "at most the window's first, " + std::to_string(goal.first));
  }
}

/**
 * Judges a goal by the level of the periods [goal.first, goal.end).
 *
 * Yes: a level this good would be unlikely (below alpha, one-sided) were the true level just short of the
 * goal. No: a level this poor would be as unlikely were the goal reached. Else undecided. Counts: the larger
 * of the exact mid-P and the quasi p-value; means: Student's t; medians: the sign test.
 * @throws as require_goal()
 */
[[nodiscard]] inline GoalAnswer judge_goal(ChartKind kind, const Series& series, const Goal& goal,
                                           std::span<const std::uint8_t> excluded = {}) {
  require_goal(kind, series, goal);
  return verdict::judge_goal(verdict::measure_of_periods(kind), {series, excluded}, goal);
}

}  // namespace kvalspc
