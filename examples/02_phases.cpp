// Phases: a break where the routine changed, a frozen baseline, a point left out, a wish and a target side.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstdio>

int main() {
  // Minutes from arrival to treatment, the mean of each week. Week 7 was a strike.
  constexpr std::array<double, 20> minutes{41, 38, 44, 40, 39, 42, 75, 40, 43, 41,
                                           36, 33, 35, 31, 34, 32, 27, 25, 26, 24};

  kvalspc::Plan plan;
  plan.breaks = {10};  // the new routine began in week 11 (positions are counted from 0): a phase of its own
  plan.freeze = {16};  // in that phase, limits come from its first six weeks
  plan.exclude = {6};  // on the chart, but in no centre line, limit or rule

  kvalspc::Settings settings;
  settings.better = kvalspc::Better::lower;

  const kvalspc::Chart chart = kvalspc::analyse(kvalspc::ChartKind::i, {minutes}, plan, settings);

  for (const kvalspc::PhaseResult& phase : chart.phases) {
    const std::size_t first = phase.phase.first;
    std::printf("weeks %zu to %zu, limits from weeks %zu to %zu: centre %.2f, limits %.2f to %.2f\n",
                first + 1, phase.phase.end, first + 1, phase.phase.baseline_end, phase.fit.level.centre,
                chart.points.lower[first], chart.points.upper[first]);
  }
  for (const kvalspc::Signal& signal : chart.signals) {
    std::printf("week %zu to %zu: %s, %s\n", signal.first + 1, signal.last + 1, signal.rule.data(),
                name(signal.effect).data());
  }
  std::printf("week 7 counts: %s\n", chart.points.included[6] != 0 ? "yes" : "no");

  // The panel of moving ranges that belongs to an individuals chart.
  const kvalspc::Chart ranges = kvalspc::analyse(kvalspc::ChartKind::mr, {minutes}, plan);
  std::printf("mean moving range before the break: %.2f, upper limit %.2f\n", ranges.points.centre[0],
              ranges.points.upper[1]);
}
