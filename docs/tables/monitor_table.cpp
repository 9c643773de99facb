// Prints the table of docs/monitor.md: how often a monitor alerts a stable unit, and how soon it finds a
// changed one. Simulated units with a fixed seed, 200 a row, so that a figure of 5 % is within 5 points; the
// long check tests/long/monitor has 2 000 and more. Usage: monitor_table monitor
#include <array>
#include <cstdio>
#include <string>

#include "../../tests/reference/monitoring.hpp"

namespace {

constexpr int repeats = 200;
constexpr std::uint64_t seed = 20240917;

void print(const reference::MonitoredUnits& units) {
  const reference::MonitoredShares found = reference::simulate_monitor(units, repeats, seed);
  std::printf("| %s | %zu | %g%s | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n",
              units.shares
                  ? (std::to_string(static_cast<int>(units.volume)) + " patients, " +
                     std::to_string(static_cast<int>(100 * units.level + 0.5)) + " % to " +
                     std::to_string(static_cast<int>(100 * units.changed + 0.5)) + " %")
                        .c_str()
                  : (std::to_string(static_cast<int>(units.volume * units.level + 0.5)) + " to " +
                     std::to_string(static_cast<int>(units.volume * units.changed + 0.5)) + " events")
                        .c_str(),
              units.baseline, units.dispersion, units.dispersion_known ? ", known" : "",
              100 * found.ever_alerted, 100 * found.found[0], 100 * found.found[1], 100 * found.found[2]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::string(argv[1]) != "monitor") {
    std::fputs("usage: monitor_table monitor\n", stderr);
    return 2;
  }
  std::printf(
      "| a month | months before | variation | stable: ever alerted in 5 years | changed: found in 6 months "
      "| in 12 "
      "| in 24 |\n|---|--:|--:|--:|--:|--:|--:|\n");
  print({true, 20, 0.5, 0.65, 12});
  print({true, 20, 0.5, 0.65, 24});
  print({true, 20, 0.5, 0.65, 24, 1.5});
  print({true, 20, 0.5, 0.65, 24, 2.0});
  print({true, 20, 0.5, 0.65, 24, 2.0, true});
  print({true, 5, 0.1, 0.2, 24});
  print({true, 100, 0.9, 0.85, 24});
  print({false, 1000, 0.006, 0.003, 24});
  print({false, 1000, 0.006, 0.012, 24});
}
