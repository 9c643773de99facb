#include <kvalspc/verdict/goal.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

/** Twelve months before, then six; the same number of events in each month of a phase. */
GoalAnswer judged(double before, double after, double n, Goal goal) {
  Column x(12, before), sizes(18, n);
  x.resize(18, after);
  goal.start = goal.first = 12;
  goal.end = 18;
  return judge_goal(ChartKind::p, {x, sizes}, goal);
}

}  // namespace

TEST_CASE("At least 50 %: yes, no and undecided") {
  const Goal half{.bound = .5};
  CHECK(judged(6, 14, 20, half).outcome == GoalOutcome::yes);
  CHECK(judged(6, 6, 20, half).outcome == GoalOutcome::no);
  CHECK(judged(6, 11, 20, half).outcome == GoalOutcome::undecided);
  CHECK(judged(6, 14, 20, half).held == 6);
  CHECK(judged(6, 6, 20, half).held == 0);
  CHECK(judged(6, 10, 20, half).held == 6);  // at the goal is reached
  const Goal at_most{.bound = .5, .at_least = false};
  CHECK(judged(14, 6, 20, at_most).outcome == GoalOutcome::yes);
  CHECK(judged(14, 14, 20, at_most).outcome == GoalOutcome::no);
}

TEST_CASE("What is wrong with a goal") {
  const Goal half{.bound = .5};
  CHECK(judged(6, 14, 20, half).problem == GoalProblem::none);
  CHECK(judged(10, 14, 20, half).problem == GoalProblem::already_met);
  CHECK(judged(6, support::missing, 20, half).problem == GoalProblem::no_data);
  CHECK(judged(6, support::missing, 20, half).outcome == GoalOutcome::undecided);
  const Goal later{.bound = .5, .due = false};
  CHECK(judged(6, 14, 20, later).problem == GoalProblem::not_due);
  CHECK(judged(6, 14, 20, later).outcome == GoalOutcome::undecided);
  CHECK(judged(6, 14, 20, later).side.level == .7);  // how it stands, though
  // Nothing but every patient of 18 can show more than 95 %, and a true 97 % seldom gives that.
  const GoalAnswer small = judged(2, 3, 3, {.bound = .95});
  CHECK(small.problem == GoalProblem::volume);
  CHECK(small.power < .3);
  // "Everybody" can be missed but never shown.
  CHECK(judged(12, 20, 20, {.bound = 1.0}).problem == GoalProblem::volume);
  CHECK(judged(12, 19, 20, {.bound = 1.0}).outcome == GoalOutcome::no);
}

TEST_CASE("Even months: the p-values are the exact ones or the quasi ones, whichever are larger") {
  const GoalAnswer a = judged(6, 12, 20, {.bound = .5});
  const auto exact = reference::binomial_mid_p(72, 120, .5L);
  // 16 degrees of freedom, no more variation than chance.
  const double t = (72.0 - 60.0) / std::sqrt(120.0 * .25);
  const double quasi = math::students_t_upper(t, 16.0);
  CHECK(a.p_reached == Approx(std::max(static_cast<double>(exact.upper), quasi)));
  CHECK(a.p_missed == Approx(1.0 - std::min(static_cast<double>(exact.upper), quasi)).epsilon(.01));
}

TEST_CASE("Yes exactly when the interval lies at the goal's good side, no when at the other") {
  reference::Random random(71);
  int decided = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const ChartKind kind = random.pick<ChartKind>({ChartKind::p, ChartKind::u, ChartKind::i, ChartKind::run});
    Column x, n;
    for (int k = 0; k < 20; ++k) {
      n.push_back(kind == ChartKind::p || kind == ChartKind::u ? random.whole(5, 30) : 1);
      x.push_back(kind == ChartKind::p   ? random.binomial(static_cast<int>(n.back()), .4)
                  : kind == ChartKind::u ? random.poisson(.4 * n.back())
                                         : .4 + .2 * random.normal());
    }
    const Goal goal{
        .bound = random.uniform(.25, .55), .at_least = random.chance(.5), .start = 8, .first = 12, .end = 20};
    const GoalAnswer a = judge_goal(kind, {x, n}, goal);
    const bool above = a.lower > goal.bound, below = a.upper < goal.bound;
    CHECK((a.outcome == GoalOutcome::yes) == (goal.at_least ? above : below));
    CHECK((a.outcome == GoalOutcome::no) == (goal.at_least ? below : above));
    decided += a.outcome != GoalOutcome::undecided ? 1 : 0;
  }
  CHECK(decided > 100);
}

TEST_CASE("A level exactly at the goal is called yes or no at most about 5 % of the time each") {
  for (const double dispersion : {1.0, 2.0}) {
    reference::Random random(72);
    int yes = 0, no = 0;
    constexpr int series = 1500;
    for (int trial = 0; trial < series; ++trial) {
      Column x, n(18, 20);
      for (int k = 0; k < 18; ++k) {
        const double p = k < 12 ? .3 : .5, d = std::sqrt((dispersion - 1) * p * (1 - p) / 19.0);
        x.push_back(random.binomial(20, random.chance(.5) ? p + d : p - d));
      }
      const GoalAnswer a =
          judge_goal(ChartKind::p, {x, n}, {.bound = .5, .start = 12, .first = 12, .end = 18});
      yes += a.outcome == GoalOutcome::yes ? 1 : 0;
      no += a.outcome == GoalOutcome::no ? 1 : 0;
    }
    const double most = .05 * series + 3.0 * std::sqrt(.05 * series);
    CHECK(yes <= most);
    CHECK(no <= most);
  }
}

TEST_CASE("The power of a goal is the share of series that reach it") {
  // At least 50 %, 120 patients, a true 60 %: by enumeration of every count, all months alike.
  const GoalAnswer a = judged(6, 10, 20, {.bound = .5});
  long double power = 0;
  for (int x = 0; x <= 120; ++x) {
    const auto tail = reference::binomial_mid_p(x, 120, .5L).upper;
    const double t = (x - 60.0) / std::sqrt(30.0);
    if (tail < .05L && math::students_t_upper(t, 16.0) < .05) power += reference::binomial(x, 120, .6L);
  }
  CHECK(a.power == Approx(static_cast<double>(power)));
}

TEST_CASE("A goal of numbers that are no longer next to one another is judged") {
  for (const double n : {1e9, 1e13, 1e17, 1e30}) {
    const GoalAnswer a = judged(0.3 * n, 0.5001 * n, n, {.bound = .5});
    INFO(n);
    CHECK(a.outcome == GoalOutcome::yes);
    CHECK(a.power == 1.0);
    CHECK(a.lower > 0.5);
    CHECK(a.upper == Approx(0.5001).epsilon(1e-3));
  }
}

TEST_CASE("Goal: misuse says what is needed") {
  const Column x(10, 1.0), n(10, 2.0);
  const auto said = [&](Goal goal) {
    return support::message_of<std::invalid_argument>([&] { (void)judge_goal(ChartKind::p, {x, n}, goal); });
  };
  CHECK(said({.bound = 50, .end = 10}) == "goal: got 50, need a share from 0 to 1 (50 % is 0.5)");
  CHECK(said({.bound = .5, .end = 10, .alpha = .5}) == "alpha: got 0.5, need a number between 0 and 0.5");
  CHECK_THROWS_AS(judge_goal(ChartKind::p, {x, n}, {.bound = .5, .end = 11}), std::out_of_range);
  CHECK_THROWS_AS(judge_goal(ChartKind::p, {x, n}, {.bound = .5, .start = 6, .first = 5, .end = 10}),
                  std::out_of_range);
}
