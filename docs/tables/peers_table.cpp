// Prints the table of docs/verdict.md that stands beside the verdict's: how often rules of charts with a
// frozen baseline signal among the months after a start. Simulated series with a fixed seed. Usage:
// peers_table peers
#include <kvalspc/analyse.hpp>
#include <kvalspc/verdict/compare.hpp>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "random_months.hpp"

namespace {

using kvalspc::Chart;
using kvalspc::Settings;

constexpr int repeats = 4000;
constexpr std::size_t before = 12, after = 12;
constexpr double patients = 20.0;

Settings as_published(const kvalspc::RuleSet& rules) {
  Settings settings;
  settings.limits = kvalspc::LimitsKind::sigma;
  settings.rules = rules;
  settings.runs_p = false;
  settings.conventions.runs_as_published = true;
  return settings;
}

bool beyond_after(const Chart& chart) {
  const auto& beyond = chart.points.beyond;
  return std::any_of(beyond.begin() + before, beyond.end(), [](std::uint8_t one) { return one != 0; });
}

bool any_after(const Chart& chart) {
  return beyond_after(chart) || chart.phases[0].after.signal() ||
         std::any_of(chart.signals.begin(), chart.signals.end(),
                     [](const kvalspc::Signal& signal) { return signal.last >= before; });
}

/** Series with a signal, or a verdict of change. */
struct Signals {
  int limits = 0, limits_and_anhoej = 0, nhs = 0, western_electric = 0, verdict = 0;
};

Signals simulate(double level0, double level1, double inflation) {
  const Settings anhoej = as_published(kvalspc::ruleset::anhoej_2014()),
                 western_electric = as_published(kvalspc::ruleset::western_electric_1956());
  Settings nhs = as_published(kvalspc::ruleset::nhs(false));
  nhs.conventions.screen = true;  // as that tool does
  RandomMonths random(20240919);
  std::vector<double> x(before + after), share(x.size());
  const std::vector<double> n(x.size(), patients);
  const kvalspc::Plan frozen{{}, {before}, {}};
  Signals found;
  for (int k = 0; k < repeats; ++k) {
    for (std::size_t t = 0; t < x.size(); ++t) {
      x[t] = random.count(patients, t < before ? level0 : level1, inflation);
      share[t] = x[t] / patients;
    }
    const Chart p = kvalspc::analyse<kvalspc::chart::P>({x, n}, frozen, anhoej);
    found.limits += beyond_after(p) ? 1 : 0;
    found.limits_and_anhoej += beyond_after(p) || p.phases[0].after.signal() ? 1 : 0;
    found.nhs += any_after(kvalspc::analyse<kvalspc::chart::I>({share, {}}, frozen, nhs)) ? 1 : 0;
    found.western_electric +=
        any_after(kvalspc::analyse<kvalspc::chart::P>({x, n}, frozen, western_electric)) ? 1 : 0;
    const kvalspc::Comparison c = kvalspc::compare(kvalspc::ChartKind::p, {x, n}, before);
    found.verdict += c.verdict == kvalspc::Verdict::changed ? 1 : 0;
  }
  return found;
}

void peers() {
  std::printf(
      "| before | after | variation | 3 sigma | 3 sigma and Anhøj | NHS, X chart | Western Electric | "
      "verdict |\n"
      "|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const double level1 : {0.5, 0.65}) {
    for (const double inflation : {1.0, 1.5, 2.0}) {
      const Signals s = simulate(0.5, level1, inflation);
      const auto percent = [](int count) { return 100.0 * count / repeats; };
      std::printf("| 50 %% | %g %% | %g | %.0f %% | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n",
                  100.0 * level1, inflation, percent(s.limits), percent(s.limits_and_anhoej), percent(s.nhs),
                  percent(s.western_electric), percent(s.verdict));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "peers") {
    peers();
    return 0;
  }
  std::fputs("usage: peers_table peers\n", stderr);
  return 2;
}
