// compare() and the exact scan: time per series.
#include <benchmark/benchmark.h>

#include <cmath>
#include <optional>
#include <vector>

#include <kvalspc/kvalspc.hpp>

#include "register.hpp"

namespace {

using kvalspc::ChartKind;

constexpr std::size_t units = 64;

/** One verdict with a start in the middle, or (start 0) a search for a change. Arguments: periods, start. */
void compare_one(benchmark::State& state, ChartKind kind) {
  const auto periods = static_cast<std::size_t>(state.range(0));
  const auto start = static_cast<std::size_t>(state.range(1));
  const Register data({units, periods, false});
  std::size_t unit = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(kvalspc::compare(kind, data.view().series(unit++ % units),
                                              start == 0 ? std::nullopt : std::optional(start)));
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

/** Worsley's exact scan alone, with `patients` a period. Arguments: periods, patients. */
void exact_scan(benchmark::State& state) {
  const auto periods = static_cast<std::size_t>(state.range(0));
  const auto patients = static_cast<double>(state.range(1));
  std::vector<double> x(periods), n(periods, patients);
  for (std::size_t k = 0; k < periods; ++k) x[k] = std::floor(patients * (k % 3 == 0 ? 0.55 : 0.5));
  for (auto _ : state) {
    const kvalspc::verdict::Scan<kvalspc::verdict::ScanProportions> scan(x, n);
    benchmark::DoNotOptimize(scan.p(scan.statistic()));
  }
}

void with_and_without_start(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"periods", "start"})
      ->ArgsProduct({{24, 60}, {0, 12}})
      ->Unit(benchmark::kMicrosecond)
      ->Apply(in_short_slices);
}

BENCHMARK_CAPTURE(compare_one, run, ChartKind::run)->Apply(with_and_without_start);
BENCHMARK_CAPTURE(compare_one, i, ChartKind::i)->Apply(with_and_without_start);
BENCHMARK_CAPTURE(compare_one, p, ChartKind::p)->Apply(with_and_without_start);
BENCHMARK_CAPTURE(compare_one, u, ChartKind::u)->Apply(with_and_without_start);
BENCHMARK(exact_scan)
    ->ArgNames({"periods", "patients"})
    ->Args({24, 20})
    ->Args({24, 100})
    ->Args({60, 20})
    ->Args({60, 100})
    ->Unit(benchmark::kMicrosecond)
    ->Apply(in_short_slices);

}  // namespace
