// Prints the table of docs/verdict.md about units that are scored together. Simulated lists with a fixed
// seed; the long check tests/long/shared_dispersion has more of them and the bounds. Usage: shared_table
// shared
#include <cstdio>
#include <string>

#include "many_units.hpp"

namespace {

void print(const char* what, const many_units::Scenario& s, int lists) {
  const many_units::Found f = many_units::simulate(s, lists);
  std::printf("| %s | %.3g | %.1f %% | %.1f %% | %.0f %% | %.0f %% | %.0f %% | %.0f %% | %.0f %% |\n", what,
              s.phi, 100 * f.false_own, 100 * f.false_shared, 100 * f.power_own, 100 * f.power_shared,
              100 * f.power_known, 100 * f.list_false, 100 * f.list_power);
}

}  // namespace

int main(int argc, char** argv) {
  using many_units::Spread;
  if (argc != 2 || std::string(argv[1]) != "shared") {
    std::fputs("usage: shared_table shared\n", stderr);
    return 2;
  }
  std::puts(
      "| units | variation | false: own | false: shared | found: own | found: shared | found: known | list: "
      "false | "
      "list: found |");
  std::puts("|:--|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const double phi : {1.0, 1.5, 2.0})
    print("2 000 of 20 patients", {2000, 20, 20, .5, .65, .05, phi}, 20);
  print("the same, months that all units share", {2000, 20, 20, .5, .65, .05, 1.5, Spread::alike, 0.1}, 20);
  print("2 000 of 5 to 80, large ones vary more", {2000, 5, 80, .5, .65, .05, 1.5, Spread::volume}, 10);
  print("2 000 of 5 to 80, each its own variation", {2000, 5, 80, .5, .65, .05, 1.5, Spread::apart}, 10);
  print("60 of 20, each its own variation", {60, 20, 20, .3, .45, .25, 1.5, Spread::apart}, 300);
  print("12 of 5 to 80, large ones vary more", {12, 5, 80, .3, .45, .25, 1.5, Spread::volume}, 1500);
}
