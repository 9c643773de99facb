// A first chart: shares of patients month by month, their centre line, limits and signals.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstddef>
#include <cstdio>

int main() {
  // Patients treated within 30 minutes, of all treated, a month each.
  constexpr std::array<double, 15> in_time{8, 10, 7, 12, 9, 11, 8, 10, 9, 12, 15, 16, 14, 17, 16};
  constexpr std::array<double, 15> treated{20, 22, 19, 24, 20, 23, 18, 21, 20, 22, 20, 21, 19, 22, 20};

  const kvalspc::Chart chart = kvalspc::analyse(kvalspc::ChartKind::p, {in_time, treated});

  const kvalspc::ChartPoints& points = chart.points;
  std::printf("month  value   lower  centre   upper\n");
  for (std::size_t k = 0; k < in_time.size(); ++k) {
    std::printf("%5zu  %.3f   %.3f   %.3f   %.3f\n", k + 1, points.value[k], points.lower[k],
                points.centre[k], points.upper[k]);
  }

  // Text is for people: name() turns an enumeration into a word.
  const kvalspc::PhaseResult& phase = chart.phases.front();
  std::printf("limits: %s; longest run %d of at most %d; crossings %d of at least %d\n",
              name(phase.limits).data(), phase.all.runs.longest_run, phase.all.thresholds.longest_run_max,
              phase.all.runs.crossings, phase.all.thresholds.crossings_min);
  for (const kvalspc::Signal& signal : chart.signals) {
    std::printf("signal: %s, months %zu to %zu\n", signal.rule.data(), signal.first + 1, signal.last + 1);
  }
}
