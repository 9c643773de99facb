// What the benchmarks share: many different units, the same on every machine, and the shortest of nine short
// slices.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include <kvalspc/batch.hpp>

/** How long the series are: all alike, or ragged: 12 periods or more, `periods` on the average. */
struct Shape {
  std::size_t units;
  std::size_t periods;
  bool ragged;
};

/** Counts and denominators of units that all differ, by a plain congruential sequence. */
class Register {
 public:
  explicit Register(const Shape& shape) : offsets_{0} {
    for (std::size_t unit = 0; unit < shape.units; ++unit) {
      const std::size_t length = shape.ragged ? 12 + draw(2 * shape.periods - 24 + 1) : shape.periods;
      const double typical = 20.0 + static_cast<double>(draw(180));
      const double level = 0.1 + 0.05 * static_cast<double>(draw(9));
      for (std::size_t k = 0; k < length; ++k) {
        const double n = typical - 10.0 + static_cast<double>(draw(21));
        const double noise = static_cast<double>(draw(1000)) / 500.0 - 1.0;  // -1 to 1
        denominator_.push_back(n);
        numerator_.push_back(std::clamp(
            static_cast<double>(static_cast<std::int64_t>(n * level * (1.0 + 0.4 * noise))), 0.0, n));
      }
      offsets_.push_back(static_cast<std::int64_t>(numerator_.size()));
    }
  }
  [[nodiscard]] kvalspc::BatchSeries view() const { return {numerator_, denominator_, offsets_}; }
  [[nodiscard]] std::size_t points() const { return numerator_.size(); }

 private:
  std::uint64_t draw(std::uint64_t below) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return (state_ >> 33U) % below;
  }
  std::uint64_t state_ = 1;
  std::vector<double> numerator_, denominator_;
  std::vector<std::int64_t> offsets_;
};

/** Nine slices of a fiftieth of a second; their median and the shortest are reported: a busy machine only
 * adds. */
inline void in_short_slices(benchmark::internal::Benchmark* benchmark) {
  benchmark->MinTime(0.02)->Repetitions(9)->ReportAggregatesOnly(true)->ComputeStatistics(
      "min",
      [](const std::vector<double>& values) { return *std::min_element(values.begin(), values.end()); });
}
