// Many units: a funnel, the variation between units and a list of q-values, per indicator.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/kvalspc.hpp>

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

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"units", "patients"})
      ->ArgsProduct({{110}, {10, 100, 2000}})
      ->Unit(benchmark::kMillisecond)
      ->Apply(in_short_slices);
}

BENCHMARK(funnel)->Apply(sizes);
BENCHMARK(variation)->Apply(sizes);
BENCHMARK(q_values)
    ->ArgName("tests")
    ->Arg(110)
    ->Arg(33000)
    ->Unit(benchmark::kMicrosecond)
    ->Apply(in_short_slices);

}  // namespace
