// batch(): time per point of many series in one call, beside one chart after the other. The same series are
// timed with NumPy by compare.py.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include <kvalspc/kvalspc.hpp>

namespace {

constexpr std::size_t months = 60;

/** Counts with a plain congruential sequence: the same on every machine, and the sequence of compare.py. */
struct Register {
  explicit Register(std::size_t series) : offsets(series + 1) {
    std::uint64_t state = 1;
    const auto draw = [&](std::uint64_t below) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return static_cast<double>((state >> 33U) % below);
    };
    for (std::size_t k = 0; k < series * months; ++k) {
      denominator.push_back(20.0 + draw(80));
      numerator.push_back(draw(20));
    }
    for (std::size_t k = 0; k <= series; ++k) offsets[k] = static_cast<std::int64_t>(k * months);
  }
  [[nodiscard]] kvalspc::BatchSeries view() const { return {numerator, denominator, offsets}; }

  std::vector<double> numerator, denominator;
  std::vector<std::int64_t> offsets;
};

/** Columns of results, reused by every iteration. */
struct Results {
  explicit Results(std::size_t n)
      : centre(n), useful(n), longest(n), crossings(n), beyond(n), first(n), last(n), signal(n), status(n) {}
  [[nodiscard]] kvalspc::SummaryColumns columns() {
    return {centre, useful, longest, crossings, beyond, first, last, signal, status};
  }

  std::vector<double> centre;
  std::vector<std::int32_t> useful, longest, crossings, beyond, first, last;
  std::vector<std::uint8_t> signal, status;
};

void count_points(benchmark::State& state, std::size_t points) {
  using benchmark::Counter;
  state.SetItemsProcessed(static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * points));
  state.counters["seconds_per_point"] =
      Counter(static_cast<double>(points), Counter::kIsIterationInvariantRate | Counter::kInvert);
}

/** Many series in one call; arguments: number of series, threads. */
void batch_charts(benchmark::State& state, kvalspc::ChartKind kind, kvalspc::LimitsKind limits) {
  const auto series = static_cast<std::size_t>(state.range(0));
  const Register data(series);
  Results results(series);
  kvalspc::Settings settings;
  settings.limits = limits;
  for (auto _ : state) {
    kvalspc::batch(kind, data.view(), {}, settings, results.columns(), static_cast<unsigned>(state.range(1)));
    benchmark::DoNotOptimize(results.centre.data());
  }
  count_points(state, data.numerator.size());
}

/** The same charts one by one, with all their points. */
void single_charts(benchmark::State& state, kvalspc::ChartKind kind, kvalspc::LimitsKind limits) {
  const auto series = static_cast<std::size_t>(state.range(0));
  const Register data(series);
  kvalspc::Settings settings;
  settings.limits = limits;
  for (auto _ : state) {
    for (std::size_t k = 0; k < series; ++k) {
      benchmark::DoNotOptimize(kvalspc::analyse(kind, data.view().series(k), {}, settings));
    }
  }
  count_points(state, data.numerator.size());
}

using kvalspc::ChartKind;
using kvalspc::LimitsKind;

BENCHMARK_CAPTURE(batch_charts, p_sigma, ChartKind::p, LimitsKind::sigma)
    ->ArgsProduct({{100, 10000}, {1, 2}})
    ->UseRealTime();
BENCHMARK_CAPTURE(batch_charts, p_auto, ChartKind::p, LimitsKind::automatic)
    ->ArgsProduct({{100}, {1, 2}})
    ->UseRealTime();
BENCHMARK_CAPTURE(batch_charts, u_sigma, ChartKind::u, LimitsKind::sigma)
    ->ArgsProduct({{10000}, {1}})
    ->UseRealTime();
BENCHMARK_CAPTURE(batch_charts, i_sigma, ChartKind::i, LimitsKind::sigma)
    ->ArgsProduct({{10000}, {1}})
    ->UseRealTime();
BENCHMARK_CAPTURE(batch_charts, run, ChartKind::run, LimitsKind::automatic)
    ->ArgsProduct({{10000}, {1}})
    ->UseRealTime();
BENCHMARK_CAPTURE(single_charts, p_sigma, ChartKind::p, LimitsKind::sigma)->Arg(100)->UseRealTime();

}  // namespace
