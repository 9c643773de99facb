/** @file False alarms of a chart of this very series: its length, denominators, phases and estimated limits.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/false_alarm/process.hpp>
#include <kvalspc/false_alarm/rates.hpp>
#include <kvalspc/math/random.hpp>

namespace kvalspc::false_alarm {

/** Series drawn unless said otherwise: standard error below .012. */
inline constexpr std::size_t series_of_series = 2000;

/**
 * P(at least one signal) of a stable series like this one, by charting drawn series just as this one is
 * charted, limits estimated anew in each. The seed is fixed: the same series gives the same figures.
 *
 * @return NaN where there is nothing to draw from: no points, no variation, charts of subgroups
 * @throws as analyse(), and std::invalid_argument for no series to draw
 */
template <ChartPolicy P>
[[nodiscard]] Rates of_series(const Series& series, const Plan& plan = {}, Settings settings = {},
                              std::size_t drawn = series_of_series) {
  if (drawn < 1) kvalspc::detail::throw_invalid("series", "0", "1 or more");
  settings.runs_p = false;
  Process<P> process(series, plan, settings);
  if (!process.possible()) return {};
  const std::vector<Phase> phases = phases_of(plan, series.size());
  const std::vector<std::uint8_t> excluded = exclusion_mask(plan, series.size());
  std::vector<PhaseResult> results(phases.size());
  Workspace workspace;
  workspace.reserve(series.size());
  workspace.judge.expect_many();
  constexpr std::uint64_t seed = 1931;  // Shewhart's book
  math::Random random(seed);
  Tally tally;
  for (std::size_t k = 0; k < drawn; ++k) {
    const Summary summary =
        analyse_series<P>({process.draw(random), excluded}, phases, settings, workspace, results, {});
    tally.add(summary.beyond > 0, summary.runs_signal);
  }
  return tally.rates();
}

/** The same for a chart chosen at run time. */
[[nodiscard]] inline Rates of_series(ChartKind kind, const Series& series, const Plan& plan = {},
                                     const Settings& settings = {}, std::size_t drawn = series_of_series) {
  return chart::with_policy(kind,
                            [&]<ChartPolicy P>() { return of_series<P>(series, plan, settings, drawn); });
}

}  // namespace kvalspc::false_alarm
