// compare() and the exact scan: time per series.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/batch.hpp>
#include <kvalspc/kvalspc.hpp>

#include "naive_scan.hpp"
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

/** Periods with `patients` each: half of them, then (from the middle on) a little more. */
struct Shifted {
  explicit Shifted(const benchmark::State& state)
      : x(static_cast<std::size_t>(state.range(0))), n(x.size(), static_cast<double>(state.range(1))) {
    for (std::size_t k = 0; k < x.size(); ++k)
      x[k] =
          std::floor(n[k] * (k % 3 == 0 ? 0.55 : 0.5)) + (k >= x.size() / 2 ? std::ceil(0.02 * n[k]) : 0.0);
  }
  std::vector<double> x, n;
};

/** Worsley's exact scan alone. Arguments: periods, patients. */
void exact_scan(benchmark::State& state) {
  const Shifted data(state);
  for (auto _ : state) {
    const kvalspc::verdict::Scan<kvalspc::verdict::ScanProportions> scan(data.x, data.n);
    benchmark::DoNotOptimize(scan.p(scan.statistic()));
  }
}

/** The same, straightforward; first both are held against each other. */
void naive_scan(benchmark::State& state) {
  const Shifted data(state);
  const kvalspc::verdict::Scan<kvalspc::verdict::ScanProportions> scan(data.x, data.n);
  if (std::abs(naive::scan_p(data.x, data.n) - scan.p(scan.statistic())) > 1e-8) {
    state.SkipWithError("the two scans differ");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(naive::scan_p(data.x, data.n));
}

/** All verdicts of 5 000 project series of 24 months through batch, on two threads. */
void project_verdicts(benchmark::State& state) {
  const Register data({5000, 24, false});
  const std::vector<std::int64_t> start{12};
  const std::size_t size = data.view().size();
  std::vector<std::uint8_t> codes(3 * size);
  std::vector<double> numbers(17 * size);
  std::vector<std::int32_t> positions(4 * size);
  const auto code = [&](std::size_t k) { return std::span(codes).subspan(k * size, size); };
  const auto number = [&](std::size_t k) { return std::span(numbers).subspan(k * size, size); };
  const auto position = [&](std::size_t k) { return std::span(positions).subspan(k * size, size); };
  kvalspc::ComparisonColumns out;
  out.verdict = code(0), out.strength = code(1), out.reason = code(2);
  out.p_value = number(0), out.exact_p = number(1), out.quasi_p = number(2), out.p_adjusted = number(3);
  out.dispersion = number(4), out.effect = number(5), out.effect_lower = number(6),
  out.effect_upper = number(7);
  out.ratio = number(8), out.ratio_lower = number(9), out.ratio_upper = number(10);
  out.baseline_level = number(11), out.after_level = number(12), out.power = number(13);
  out.relevant_change = number(14), out.change_p = number(15), out.dispersion_used = number(16);
  out.periods_needed = position(0), out.change_at = position(1);
  out.change_lower = position(2), out.change_upper = position(3);
  for (auto _ : state)
    kvalspc::batch(ChartKind::p, data.view(), start, {}, {.better = kvalspc::Better::higher}, out, 2);
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

void of_several_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"periods", "patients"})
      ->ArgsProduct({{24, 60}, {20, 100}})
      ->Unit(benchmark::kMicrosecond)
      ->Apply(in_short_slices);
}

BENCHMARK(exact_scan)->Apply(of_several_sizes);
BENCHMARK(naive_scan)->Apply(of_several_sizes);
BENCHMARK(project_verdicts)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
