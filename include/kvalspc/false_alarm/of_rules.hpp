/** @file False alarms of a set of rules by itself: independent normal values, centre line and sigma known. */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/false_alarm/rates.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/rule/run_judge.hpp>
#include <kvalspc/rule/runs_chain.hpp>
#include <kvalspc/ruleset.hpp>

namespace kvalspc::false_alarm {

namespace detail {

/** The rule as one that counts far points, if it is one. */
[[nodiscard]] inline std::optional<rule::RunsRule> as_runs_rule(const rule::Any& any) noexcept {
  if (const auto* shift = std::get_if<rule::Shift>(&any))
    return rule::RunsRule{shift->length, shift->length, 0.0};
  const auto* zone = std::get_if<rule::Zone>(&any);
  if (zone == nullptr || zone->all_on_side || !zone->count_beyond_limits) return {};
  return rule::RunsRule{zone->needed, zone->window, zone->width};
}

/** All rules of the set as ones that count far points; none where one of them looks at something else. */
[[nodiscard]] inline std::optional<std::vector<rule::RunsRule>> as_runs_rules(const RuleSet& rules) {
  std::vector<rule::RunsRule> all;
  for (std::size_t k = 0; k < rules.size(); ++k) {
    const std::optional<rule::RunsRule> one = as_runs_rule(rules[k].rule);
    if (!one || one->window > 16) return {};
    all.push_back(*one);
  }
  return all;
}

/** P(signal) of a test of runs; the numbers above and below are binomial. */
[[nodiscard]] inline double of_runs(rule::RunsTest test, std::size_t points) {
  const auto useful = static_cast<std::int32_t>(points);
  if (test == rule::RunsTest::none || useful < 1) return 0.0;
  rule::RunJudge judge;
  rule::RunDistribution law;
  judge.reserve(points);
  law.reserve(points);
  const auto thresholds = [&](std::int32_t above) {
    return judge.judge({useful, above}, {test, rule::Line::user, false, false, {}}).thresholds;
  };
  if (test != rule::RunsTest::exact && test != rule::RunsTest::wald_wolfowitz) {
    law.fair(useful);
    return law.outside(thresholds(0));
  }
  const math::Binomial sides{static_cast<double>(useful), 0.5};
  double sum = 0.0;
  for (std::int32_t above = 0; above <= useful; ++above) {
    law.given(above, useful - above);
    sum += std::exp(sides.log_probability(above)) * law.outside(thresholds(above));
  }
  return sum;
}

/** P(a value beyond 3 sigma among so many). */
[[nodiscard]] inline double of_limits(std::size_t points) noexcept {
  const double beyond = 2.0 * math::normal_upper(constants::shewhart_width);
  return -std::expm1(static_cast<double>(points) * std::log1p(-beyond));
}

[[nodiscard]] inline Rates simulated(const RuleSet& rules, std::size_t points, std::size_t series) {
  constexpr std::uint64_t seed = 1924;  // Shewhart's first chart
  math::Random random(seed);
  rule::RunJudge judge;
  judge.reserve(points);
  Tally tally;
  for (std::size_t drawn = 0; drawn < series; ++drawn) {
    rule::Watch watch(rules);
    rule::RunCounter runs;
    bool beyond = false, pattern = false;
    for (std::size_t k = 0; k < points; ++k) {
      const double z = math::normal_quantile_upper(random.uniform());
      beyond = beyond || std::abs(z) > constants::shewhart_width;
      runs.step(k, z);
      watch.step({k, z, z, z}, [&](std::size_t, const rule::Pattern&) { pattern = true; });
    }
    const bool odd = judge.judge(runs.runs(), {rules.runs(), rule::Line::user, false, false, {}}).signal();
    tally.add(beyond, pattern || odd);
  }
  return tally.rates();
}

}  // namespace detail

/** Series drawn where no exact probability is known: standard error below .004. */
inline constexpr std::size_t series_of_rules = 20000;

/**
 * False alarms of `rules` among `points` independent normal values around a known centre line, with known 3
 * sigma limits. Exact for sets that only count far points (Western Electric: a Markov chain) or only judge
 * runs; other sets are simulated with a fixed seed.
 * @throws std::invalid_argument without points
 */
[[nodiscard]] inline Rates of_rules(const RuleSet& rules, std::size_t points) {
  if (points < 1) kvalspc::detail::throw_invalid("points", "0", "1 or more");
  const double limits = detail::of_limits(points);
  if (rules.size() == 0) {
    const double runs = detail::of_runs(rules.runs(), points);
    return {limits, runs, 1.0 - (1.0 - limits) * (1.0 - runs), 0};  // sides and distances are independent
  }
  std::optional<std::vector<rule::RunsRule>> counting = detail::as_runs_rules(rules);
  if (!counting || rules.runs() != rule::RunsTest::none)
    return detail::simulated(rules, points, series_of_rules);
  const double alone = rule::RunsChain(*counting).signal_within(points, 0.0);
  counting->push_back({1, 1, constants::shewhart_width});
  return {limits, alone, rule::RunsChain(*counting).signal_within(points, 0.0), 0};
}

}  // namespace kvalspc::false_alarm
