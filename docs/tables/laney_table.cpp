// Prints the table of docs/limits.md on Laney's charts: stable series, and how many show a point beyond a
// limit. Simulated with a fixed seed; 2 000 series of 24 months a row. Usage: laney_table laney
#include <kvalspc/analyse.hpp>

#include <cstdio>
#include <string>
#include <vector>

#include "random_months.hpp"

namespace {

constexpr int repeats = 2000;
constexpr std::size_t months = 24;

void row(double n, double p, double inflation) {
  RandomMonths random(20240917);
  std::vector<double> x(months), size(months, n);
  double sigma = 0.0, exact = 0.0, laney = 0.0;
  const auto signals = [&](kvalspc::ChartKind kind, kvalspc::LimitsKind limits) {
    kvalspc::Settings settings;
    settings.limits = limits;
    return kvalspc::analyse(kind, {x, size}, {}, settings).summary.beyond > 0 ? 1.0 : 0.0;
  };
  for (int k = 0; k < repeats; ++k) {
    for (double& count : x) count = random.count(n, p, inflation);
    sigma += signals(kvalspc::ChartKind::p, kvalspc::LimitsKind::sigma);
    exact += signals(kvalspc::ChartKind::p, kvalspc::LimitsKind::exact);
    laney += signals(kvalspc::ChartKind::pp, kvalspc::LimitsKind::sigma);
  }
  std::printf("| %g | %g | %g | %.3f | %.3f | %.3f |\n", n, p, inflation, sigma / repeats, exact / repeats,
              laney / repeats);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::string(argv[1]) != "laney") {
    std::fputs("usage: laney_table laney\n", stderr);
    return 2;
  }
  std::printf("| n | p | variation | p, 3σ | p, exact | p' |\n|--:|--:|--:|--:|--:|--:|\n");
  for (const double inflation : {1.0, 1.5, 2.0}) {
    for (const double n : {5.0, 20.0, 50.0, 200.0}) {
      for (const double p : {0.05, 0.3}) {
        // A month's own probability must stay a probability.
        if ((inflation - 1.0) * p * (1.0 - p) / (n - 1.0) < p * p) row(n, p, inflation);
      }
    }
  }
}
