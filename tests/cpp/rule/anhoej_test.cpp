#include <kvalspc/rule/anhoej.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/rule/run_distribution.hpp>

#include "catch.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

namespace {

struct FalseSignal {
  double run, crossings, either;
};

/** Probability of each rule's signal with n fair, independent sides: a chain over (run so far, longest ok,
 * crossings). */
FalseSignal false_signal(int n) {
  const rule::RunThresholds limits = rule::anhoej_thresholds(n);
  const std::size_t longest = static_cast<std::size_t>(limits.longest_run_max),
                    size = static_cast<std::size_t>(n);
  // state[run][crossings] while no run was too long; `broken[crossings]` once one was.
  std::vector<std::vector<double>> state(longest + 1, std::vector<double>(size, 0.0));
  std::vector<double> broken(size, 0.0);
  state[1][0] = 1.0;
  for (int k = 1; k < n; ++k) {
    std::vector<std::vector<double>> next(longest + 1, std::vector<double>(size, 0.0));
    std::vector<double> next_broken(size, 0.0);
    for (std::size_t c = 0; c < size; ++c) {
      for (std::size_t run = 1; run <= longest; ++run) {
        const double half = 0.5 * state[run][c];
        if (run == longest) next_broken[c] += half;
        else next[run + 1][c] += half;
        if (c + 1 < size) next[1][c + 1] += half;
      }
      next_broken[c] += 0.5 * broken[c];
      if (c + 1 < size) next_broken[c + 1] += 0.5 * broken[c];
    }
    state = next;
    broken = next_broken;
  }
  FalseSignal p{0, 0, 0};
  for (std::size_t c = 0; c < size; ++c) {
    const bool few = static_cast<int>(c) < limits.crossings_min;
    p.run += broken[c];
    double quiet = 0.0;
    for (const auto& row : state) quiet += row[c];
    if (few) p.crossings += broken[c] + quiet;
    p.either += broken[c] + (few ? quiet : 0.0);
  }
  return p;
}

}  // namespace

TEST_CASE("Thresholds and false-signal probabilities, computed exactly (equal to crossrun's tables)") {
  struct Row {
    int n, longest_run_max, crossings_min;
    double run, crossings, either;
  };
  const std::vector<Row> table{
      {10, 6, 2, .0391, .0195, .0449},   {11, 6, 2, .0469, .0107, .0488},   {12, 7, 3, .0234, .0327, .0430},
      {13, 7, 3, .0273, .0193, .0366},   {14, 7, 4, .0312, .0461, .0605},   {16, 7, 4, .0390, .0176, .0467},
      {18, 7, 5, .0467, .0245, .0585},   {20, 7, 6, .0544, .0318, .0706},   {22, 7, 7, .0620, .0392, .0827},
      {23, 8, 7, .0311, .0262, .0480},   {24, 8, 8, .0331, .0466, .0662},   {25, 8, 8, .0350, .0320, .0561},
      {30, 8, 10, .0445, .0307, .0640},  {36, 8, 13, .0558, .0448, .0852},  {40, 8, 14, .0633, .0266, .0788},
      {45, 8, 17, .0726, .0481, .1031},  {46, 9, 17, .0367, .0362, .0639},  {50, 9, 19, .0405, .0427, .0728},
      {60, 9, 23, .0499, .0337, .0742},  {80, 9, 32, .0685, .0356, .0931},  {90, 9, 37, .0776, .0447, .1087},
      {91, 10, 37, .0394, .0363, .0686}, {100, 10, 41, .0437, .0350, .0715}};
  rule::RunDistribution law;
  law.reserve(100);
  for (const Row& row : table) {
    INFO("n " << row.n);
    const rule::RunThresholds limits = rule::anhoej_thresholds(row.n);
    CHECK(limits.longest_run_max == row.longest_run_max);
    CHECK(limits.crossings_min == row.crossings_min);
    const FalseSignal p = false_signal(row.n);
    CHECK(std::abs(p.run - row.run) <= 5.1e-5);
    CHECK(std::abs(p.crossings - row.crossings) <= 5.1e-5);
    CHECK(std::abs(p.either - row.either) <= 5.1e-5);
    law.fair(row.n);
    CHECK(std::abs(law.outside(limits) - p.either) < 1e-13);
  }
}

TEST_CASE("Thresholds for every n to 1 000, by summing the binomial and by comparing powers of two") {
  for (int n = 1; n <= 1000; ++n) {
    const rule::RunThresholds limits = rule::anhoej_thresholds(n);
    INFO("n " << n);
    REQUIRE(limits.crossings_min == reference::fair_quantile(n - 1, 0.05L));
    // round(log2 n) = r exactly when 2^(r - 1/2) < n < 2^(r + 1/2); squared, in whole numbers.
    const int r = limits.longest_run_max - 3;
    const long long square = 1LL * n * n, power = 1LL << (2 * r);
    REQUIRE(2 * square > power);
    REQUIRE(square < 2 * power);
  }
  CHECK(rule::anhoej_thresholds(0).longest_run_max == 0);
  CHECK(rule::anhoej_thresholds(0).crossings_min == 0);
  CHECK(rule::anhoej_thresholds(-1).crossings_min == 0);
}
