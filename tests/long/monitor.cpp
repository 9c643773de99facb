/**
 * @file How often monitors alert stable units, and how soon they find changed ones.
 *
 * Bounds: at dispersion 1, and at any dispersion that is known, stable units are ever alerted in five years
 * in 5 % at most (three standard errors of the simulation); .50 to .65 with 20 patients a month is found
 * within twelve months in .75 of units with 24 baseline months, and in .58 with 12. Where the dispersion is
 * judged from one unit's baseline alone the share is printed, without a bound. Usage: monitor PART
 */
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <vector>

#include "reference/monitoring.hpp"
#include "reference/on_all_cores.hpp"

namespace {

constexpr int units_a_cell = 2000, units_for_power = 8000;
constexpr std::uint64_t seed = 20240917;

struct Cell {
  reference::MonitoredUnits units;
  int repeats;
  double least_found;  // within twelve months; 0: no bound
  reference::MonitoredShares found{};
};

bool fails(const Cell& cell) {
  const double error = 3.0 * std::sqrt(0.05 * 0.95 / cell.repeats);
  const bool promised = cell.units.dispersion == 1.0 || cell.units.dispersion_known;
  return (promised && cell.found.ever_alerted > 0.05 + error) || cell.found.found[1] < cell.least_found;
}

/** What the issue asks of power. */
void add_power(std::vector<Cell>& cells) {
  cells.push_back({{true, 20, 0.5, 0.65, 24}, units_for_power, 0.75});
  cells.push_back({{true, 20, 0.5, 0.65, 12}, units_for_power, 0.58});
}

/** Levels and volumes, after so many months before. */
void add_levels(std::vector<Cell>& cells, std::size_t baseline) {
  for (const double n : {5.0, 20.0, 100.0})
    for (const double p : {.02, .1, .3, .5, .9})
      cells.push_back({{true, n, p, p * 1.5 / (1.0 + 0.5 * p), baseline}, units_a_cell, 0.0});
  for (const double mean : {1.0, 6.0, 40.0})
    cells.push_back({{false, 1000.0, mean / 1000.0, 1.5 * mean / 1000.0, baseline}, units_a_cell, 0.0});
}

/** Months that vary more than chance. */
void add_variation(std::vector<Cell>& cells, bool known) {
  for (const double dispersion : {1.5, 2.0}) {
    for (const std::size_t baseline : {12U, 24U}) {
      cells.push_back({{true, 20, 0.5, 0.65, baseline, dispersion, known}, units_a_cell, 0.0});
      cells.push_back({{true, 100, 0.1, 0.15, baseline, dispersion, known}, units_a_cell, 0.0});
      cells.push_back({{false, 1000, 0.006, 0.009, baseline, dispersion, known}, units_a_cell, 0.0});
    }
  }
}

/** The cells of one part; none of a part that does not exist. */
std::vector<Cell> cells_of(std::string_view part) {
  std::vector<Cell> cells;
  if (part == "power") add_power(cells);
  if (part == "12") add_levels(cells, 12);
  if (part == "24") add_levels(cells, 24);
  if (part == "36") add_levels(cells, 36);
  if (part == "variation") add_variation(cells, false);
  if (part == "known") add_variation(cells, true);
  return cells;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Cell> cells = cells_of(argc == 2 ? argv[1] : "");
  if (cells.empty()) {
    std::fputs("usage: monitor power | 12 | 24 | 36 | variation | known\n", stderr);
    return 2;
  }
  reference::on_all_cores(cells, [](Cell& cell, std::size_t k) {
    cell.found = reference::simulate_monitor(cell.units, cell.repeats, seed + k);
  });
  std::printf(
      "                 a month  level  changed  before  variation   ever alerted   found in 6   12   24\n");
  int failed = 0;
  double worst = 0.0;
  for (const Cell& cell : cells) {
    const auto& u = cell.units;
    const auto& f = cell.found;
    std::printf("%-8s %15.0f %6.3f %8.3f %7zu %8.1f%-7s %9.3f %14.3f %.3f %.3f%s\n",
                u.shares ? "share" : "rate", u.volume, u.level, u.changed, u.baseline, u.dispersion,
                u.dispersion_known ? " known" : "", f.ever_alerted, f.found[0], f.found[1], f.found[2],
                fails(cell) ? "   OUT OF BOUNDS" : "");
    failed += fails(cell) ? 1 : 0;
    if (u.dispersion == 1.0) worst = std::max(worst, f.ever_alerted);
  }
  std::printf("%zu cells, %d out of bounds; worst at variation 1: %.3f\n", cells.size(), failed, worst);
  return failed == 0 ? 0 : 1;
}
