// Many units: a funnel, the variation between units, each beside the others and a list of q-values, per
// indicator.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <thread>
#include <vector>

#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/funnel.hpp>
#include <kvalspc/units/multiplicity.hpp>
#include <kvalspc/units/total.hpp>
#include <kvalspc/units/variation.hpp>

#include "register.hpp"

namespace {

namespace units = kvalspc::units;

/** One row a unit, all different. `patients` in all units together, on the average; few make the tests
 * simulate. */
struct Indicator {
  std::vector<double> x, n;
  Indicator(std::size_t size, double patients) {
    for (std::size_t k = 0; k < size; ++k) {
      const double share = static_cast<double>((k * 7919) % 997) / 997.0;
      n.push_back(std::ceil(patients * std::exp(3.0 * (share - 0.5))));
      x.push_back(std::floor(n[k] * (0.2 + 0.1 * static_cast<double>((k * 104729) % 89) / 89.0)));
    }
  }
};

void funnel(benchmark::State& state) {
  const Indicator data(static_cast<std::size_t>(state.range(0)), static_cast<double>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(units::funnel<units::Proportions>({data.x, data.n}, {}));
}

void variation(benchmark::State& state) {
  const Indicator data(static_cast<std::size_t>(state.range(0)), static_cast<double>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(units::variation<units::Proportions>({data.x, data.n}, {}));
}

void q_values(benchmark::State& state) {
  std::vector<double> p;
  for (std::int64_t k = 0; k < state.range(0); ++k)
    p.push_back(static_cast<double>((k * 7919) % 9973) / 9973.0);
  for (auto _ : state) benchmark::DoNotOptimize(units::q_values(p));
}

constexpr std::size_t size = 110, months = 36, start = 18;

/** Everything that is asked of 110 units beside each other, of one indicator. */
void ask(const units::Network& network) {
  const std::vector<std::int64_t> from(size, start);
  std::vector<double> x, n, p;
  for (std::size_t u = 0; u < size; ++u) {
    const auto of = [&](std::span<const double> column) {
      const auto row = column.subspan(u * months, months);
      return std::accumulate(row.begin(), row.end(), 0.0);
    };
    x.push_back(of(network.numerator)), n.push_back(of(network.denominator));
  }
  benchmark::DoNotOptimize(units::funnel<units::Proportions>({x, n}, {}));
  benchmark::DoNotOptimize(units::variation<units::Proportions>({x, n}, {}));
  benchmark::DoNotOptimize(units::total_of(kvalspc::ChartKind::p, network));
  for (const auto& one : units::each_against_others(kvalspc::ChartKind::p, network, from, units::Others::all))
    p.push_back(one.contrast.p);
  benchmark::DoNotOptimize(units::q_values(p));
}

/** The same of all indicators, each by itself on one of `threads` threads; 36 months, all different. */
void everything(benchmark::State& state) {
  const auto indicators = static_cast<std::size_t>(state.range(0));
  const auto threads = static_cast<std::size_t>(state.range(1));
  const Register data({size * indicators, months, false});
  const auto series = data.view();
  const std::vector<std::int64_t> none(size, -1);
  const auto share = [&](std::size_t thread) {
    for (std::size_t k = thread; k < indicators; k += threads) {
      const auto cut = [&](std::span<const double> column) {
        return column.subspan(k * size * months, size * months);
      };
      ask({cut(series.numerator), cut(series.denominator), months, none});
    }
  };
  for (auto _ : state) {
    std::vector<std::jthread> pool;
    for (std::size_t thread = 0; thread < threads; ++thread) pool.emplace_back(share, thread);
  }
}

void against_others(benchmark::State& state) {
  const Register data({size, months, false});
  const auto series = data.view();
  const std::vector<std::int64_t> none(size, -1), from(size, start);
  const units::Network network{series.numerator, series.denominator, months, none};
  for (auto _ : state)
    benchmark::DoNotOptimize(
        units::each_against_others(kvalspc::ChartKind::p, network, from, units::Others::all));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"units", "patients"})
      ->ArgsProduct({{110}, {10, 100, 2000}})
      ->Unit(benchmark::kMillisecond)
      ->Apply(in_short_slices);
}

BENCHMARK(funnel)->Apply(sizes);
BENCHMARK(variation)->Apply(sizes);
BENCHMARK(against_others)->Unit(benchmark::kMillisecond)->Apply(in_short_slices);
BENCHMARK(everything)
    ->ArgNames({"indicators", "threads"})
    ->ArgsProduct({{300}, {1, 2}})
    ->Iterations(1)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kSecond);
BENCHMARK(q_values)
    ->ArgName("tests")
    ->Arg(110)
    ->Arg(33000)
    ->Unit(benchmark::kMicrosecond)
    ->Apply(in_short_slices);

}  // namespace
