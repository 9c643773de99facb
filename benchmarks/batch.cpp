// batch(): time per point of 4 096 different units in one call, by chart, length, threads and kind of limits.
// compare.py times the same work beside NumPy.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include <kvalspc/kvalspc.hpp>

#include "register.hpp"

namespace {

using kvalspc::ChartKind;
using kvalspc::LimitsKind;

constexpr std::size_t units = 4096;

/** Columns of results, reused by every iteration. */
struct Results {
  explicit Results(std::size_t n)
      : centre(n),
        useful(n),
        longest(n),
        crossings(n),
        beyond(n),
        first(n),
        last(n),
        signal(n),
        status(n),
        variation(n),
        assurance(n) {}
  [[nodiscard]] kvalspc::SummaryColumns columns() {
    return {centre, useful, longest, crossings, beyond, first, last, signal, status, variation, assurance};
  }

  std::vector<double> centre;
  std::vector<std::int32_t> useful, longest, crossings, beyond, first, last;
  std::vector<std::uint8_t> signal, status, variation, assurance;
};

/** Items are points, so that items_per_second is points per second; `per_point` is its inverse. */
void count_points(benchmark::State& state, std::size_t points) {
  using benchmark::Counter;
  state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * points));
  state.counters["per_point"] =
      Counter(static_cast<double>(points), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/** Many series in one call. Arguments: periods (0: ragged, 12 to 108), threads. */
void batch_charts(benchmark::State& state, ChartKind kind, LimitsKind limits) {
  const auto periods = static_cast<std::size_t>(state.range(0));
  const Register data({units, periods == 0 ? 60 : periods, periods == 0});
  Results results(units);
  kvalspc::Settings settings;
  settings.limits = limits;
  for (auto _ : state) {
    kvalspc::batch(kind, data.view(), {}, settings, results.columns(), static_cast<unsigned>(state.range(1)));
    benchmark::DoNotOptimize(results.centre.data());
  }
  count_points(state, data.points());
}

/** The same charts one by one, with all their points. Argument: periods. */
void single_charts(benchmark::State& state, ChartKind kind) {
  const Register data({units, static_cast<std::size_t>(state.range(0)), false});
  kvalspc::Settings settings;
  settings.limits = LimitsKind::sigma;
  for (auto _ : state) {
    for (std::size_t k = 0; k < units; ++k) {
      benchmark::DoNotOptimize(kvalspc::analyse(kind, data.view().series(k), {}, settings));
    }
  }
  count_points(state, data.points());
}

/** Processor time: what others do on the machine adds little. */
void one_thread(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"periods", "threads"})
      ->ArgsProduct({{24, 60, 240, 480, 0}, {1}})
      ->Apply(in_short_slices);
}

/** Time on the clock: means something on a quiet machine only. */
void two_threads(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"periods", "threads"})
      ->ArgsProduct({{24, 60, 0}, {2}})
      ->UseRealTime()
      ->Apply(in_short_slices);
}

void exact_limits(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"periods", "threads"})->Args({24, 1})->Apply(in_short_slices);
}

BENCHMARK_CAPTURE(batch_charts, run, ChartKind::run, LimitsKind::automatic)->Apply(one_thread);
BENCHMARK_CAPTURE(batch_charts, i, ChartKind::i, LimitsKind::sigma)->Apply(one_thread);
BENCHMARK_CAPTURE(batch_charts, p, ChartKind::p, LimitsKind::sigma)->Apply(one_thread);
BENCHMARK_CAPTURE(batch_charts, u, ChartKind::u, LimitsKind::sigma)->Apply(one_thread);
BENCHMARK_CAPTURE(batch_charts, run, ChartKind::run, LimitsKind::automatic)->Apply(two_threads);
BENCHMARK_CAPTURE(batch_charts, i, ChartKind::i, LimitsKind::sigma)->Apply(two_threads);
BENCHMARK_CAPTURE(batch_charts, p, ChartKind::p, LimitsKind::sigma)->Apply(two_threads);
BENCHMARK_CAPTURE(batch_charts, u, ChartKind::u, LimitsKind::sigma)->Apply(two_threads);
BENCHMARK_CAPTURE(batch_charts, p_exact, ChartKind::p, LimitsKind::exact)->Apply(exact_limits);
BENCHMARK_CAPTURE(batch_charts, u_exact, ChartKind::u, LimitsKind::exact)->Apply(exact_limits);
BENCHMARK_CAPTURE(single_charts, p, ChartKind::p)->ArgName("periods")->Arg(60)->Apply(in_short_slices);

}  // namespace
