// Prints the tables of docs/verdict.md: how often the verdict speaks of a change where there is none, and how
// often it finds one. Simulated series with a fixed seed; 4 000 a row, so that a figure of 5 % is within 1
// point. Usage: verdict_table false_alarms | power
#include <kvalspc/verdict/compare.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "random_months.hpp"

namespace {

constexpr int repeats = 4000;
constexpr std::size_t before = 12, after = 12;

struct Scenario {
  double n, level0, level1, inflation;
};

/** Shares of series in which a test says "changed". */
struct Found {
  double exact, verdict, strong;
};

Found simulate(const Scenario& scenario) {
  RandomMonths random(20240917);
  std::vector<double> x(before + after), n(before + after, scenario.n);
  const double alpha = kvalspc::CompareSettings{}.alpha;
  Found found{};
  for (int k = 0; k < repeats; ++k) {
    for (std::size_t t = 0; t < x.size(); ++t) {
      x[t] = random.count(scenario.n, t < before ? scenario.level0 : scenario.level1, scenario.inflation);
    }
    const kvalspc::Comparison c = kvalspc::compare(kvalspc::ChartKind::p, {x, n}, before);
    const bool changed = c.verdict == kvalspc::Verdict::changed;
    found.exact += c.evidence.exact.p < alpha ? 1.0 : 0.0;
    found.verdict += changed ? 1.0 : 0.0;
    found.strong += changed && c.strength == kvalspc::Strength::strong ? 1.0 : 0.0;
  }
  return {found.exact / repeats, found.verdict / repeats, found.strong / repeats};
}

void print(const Scenario& s) {
  const Found found = simulate(s);
  std::printf("| %g | %g %% | %g %% | %g | %.1f %% | %.1f %% | %.1f %% |\n", s.n, 100 * s.level0,
              100 * s.level1, s.inflation, 100 * found.exact, 100 * found.verdict, 100 * found.strong);
}

void head() {
  std::printf(
      "| patients a month | before | after | variation | exact test alone | verdict | of which strong |\n");
  std::printf("|--:|--:|--:|--:|--:|--:|--:|\n");
}

void false_alarms() {
  head();
  for (const auto& [n, level] :
       {std::array{5.0, 0.1}, std::array{20.0, 0.5}, std::array{20.0, 0.1}, std::array{100.0, 0.9}}) {
    for (const double inflation : {1.0, 1.5, 2.0}) print({n, level, level, inflation});
  }
}

void power() {
  head();
  for (const double n : {10.0, 20.0, 50.0}) {
    for (const double level1 : {0.55, 0.60, 0.65, 0.70}) print({n, 0.5, level1, 1.0});
  }
  for (const double inflation : {1.5, 2.0}) print({20.0, 0.5, 0.65, inflation});
}

}  // namespace

int main(int argc, char** argv) {
  const std::string table = argc == 2 ? argv[1] : "";
  if (table == "false_alarms") false_alarms();
  else if (table == "power") power();
  else {
    std::fputs("usage: verdict_table false_alarms | power\n", stderr);
    return 2;
  }
}
