/**
 * @file Units that are scored together share their dispersion: false verdicts on stable units at most 5 %
 * where units vary alike and 6 % where they do not, power within .03 of what it would be with the dispersion
 * known, and a list by Benjamini and Hochberg with at most q false, each with three standard errors of the
 * simulation.
 */
#include <cmath>
#include <cstdio>

#include "many_units.hpp"

namespace {

constexpr int lists = 200;
constexpr int small_lists = 100;
constexpr std::size_t small_list = 200;

int failures = 0;

void require(bool holds, const char* what) {
  if (holds) return;
  std::printf("   ABOVE ITS BOUND: %s\n", what);
  ++failures;
}

many_units::Found print(const char* what, const many_units::Scenario& s, int repeats) {
  const many_units::Found f = many_units::simulate(s, repeats);
  std::printf(
      "%-26s phi %.3g  false %.2f -> %.2f %%  power %.1f -> %.1f (known %.1f) %%  list: false %.1f (%.1f) "
      "found %.1f %%\n",
      what, s.phi, 100 * f.false_own, 100 * f.false_shared, 100 * f.power_own, 100 * f.power_shared,
      100 * f.power_known, 100 * f.list_false, 100 * f.list_false_error, 100 * f.list_power);
  return f;
}

double with_tolerance(double bound, double tries) {
  return bound + 3.0 * std::sqrt(bound * (1.0 - bound) / tries);
}

}  // namespace

int main() {
  using namespace many_units;
  for (const double phi : {1.0, 1.5, 2.0}) {
    for (const double common : {0.0, 0.1}) {
      const Found f = print(common > 0.0 ? "2 000, common months" : "2 000",
                            {2000, 20, 20, .5, .65, .05, phi, Spread::alike, common}, lists);
      const double power = phi == 1.0 ? 0.90 : f.power_known - 0.03;
      require(f.list_false <= q + 3.0 * f.list_false_error, "false shares of the list");
      if (common > 0.0) continue;
      require(f.false_shared <= with_tolerance(0.05, 1900.0 * lists), "false verdicts");
      require(f.power_shared >= power, "power");
      if (phi == 1.0) require(f.list_power >= 0.54, "power of the list");
    }
  }
  for (const Spread spread : {Spread::volume, Spread::apart}) {
    const char* what = spread == Spread::volume ? "large units vary more" : "each its own variation";
    for (const std::size_t units : {10UL, 20UL, 60UL, 2000UL}) {
      const int repeats = static_cast<int>(100'000 / units);
      const Found f = print(what, {units, 5, 80, .5, .65, .25, 1.5, spread}, repeats);
      require(f.false_shared <= with_tolerance(0.06, 75'000.0), "false verdicts");
      require(f.power_shared >= f.power_own, "power");
    }
  }
  for (const double phi : {1.0, 1.5, 2.0}) {
    for (const int n : {5, 10, 20, 50, 100}) {
      for (const double level : {.02, .05, .1, .3, .5, .9, .98}) {
        const Scenario s{small_list, n, n, level, level, 0.0, phi};
        const Found f = simulate(s, small_lists);
        const bool fails =
            f.false_shared > with_tolerance(phi == 1.0 ? 0.05 : 0.06, small_list * small_lists);
        std::printf("stable, n %3d p %.2f phi %.3g: false %.2f -> %.2f %%\n", n, level, phi,
                    100 * f.false_own, 100 * f.false_shared);
        require(!fails, "false verdicts");
      }
    }
  }
  std::printf("%d above their bound\n", failures);
  return failures == 0 ? 0 : 1;
}
