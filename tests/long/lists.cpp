/**
 * @file 2 000 units of 20 patients a month, 12 + 12 months, all through the functions that users call: less
 * than one of 2 000 stable units on a list at q = .05; where 5 % changed from .50 to .65 at least .54 of them
 * found at variation 1, and at most q of the list false at variation 1, 1.5 and 2. Under a trend that the
 * whole country shares every unit has changed, so the list is of units that changed otherwise than the
 * others: the same bounds but for the power, since the changed
 * units are among those others. Shares of false entries with three standard errors of the simulation.
 * Usage: lists [how many lists a row, 20 without] [seed]
 */
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <kvalspc/batch.hpp>
#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/multiplicity.hpp>

#include "reference/network.hpp"

namespace {

using namespace kvalspc;

constexpr std::size_t many = 2000, some = 400, months = 24, start = 12, one_in = 20;
constexpr double q = 0.05;

int lists = 20;
std::uint64_t seed = 20240917;
int failures = 0;

void require(bool holds, const char* what) {
  if (holds) return;
  std::printf("   OUTSIDE ITS BOUND: %s\n", what);
  ++failures;
}

/** p-values of the verdicts, with the dispersion that the units share. */
std::vector<double> of_verdicts(const reference::SimulatedNetwork& s) {
  const std::size_t size = s.starts.size();
  std::vector<std::int64_t> offsets;
  for (std::size_t u = 0; u <= size; ++u) offsets.push_back(static_cast<std::int64_t>(u * months));
  const BatchSeries series{s.x, s.n, offsets};
  const std::vector<std::int64_t> starts{start};
  std::vector<std::vector<double>> numbers(18, std::vector<double>(size));
  std::vector<std::vector<std::uint8_t>> codes(3, std::vector<std::uint8_t>(size));
  std::vector<std::vector<std::int32_t>> places(4, std::vector<std::int32_t>(size));
  const ComparisonColumns out{codes[0],    codes[1],    codes[2],    numbers[0],  numbers[1],  numbers[2],
                              numbers[3],  numbers[4],  numbers[5],  numbers[6],  numbers[7],  numbers[8],
                              numbers[9],  numbers[10], numbers[11], numbers[12], numbers[13], numbers[14],
                              numbers[15], places[0],   places[1],   places[2],   places[3],   numbers[16]};
  const auto priors = share_dispersion(ChartKind::p, series, starts, {});
  batch(ChartKind::p, series, starts, {}, {}, out, 0, priors);
  return numbers[0];
}

/** p-values of each unit beside all the others. */
std::vector<double> of_others(const reference::SimulatedNetwork& s) {
  const std::vector<std::int64_t> none(s.starts.size(), -1), from(s.starts.size(), start);
  std::vector<double> p;
  for (const auto& one :
       units::each_against_others(ChartKind::p, {s.x, s.n, months, none}, from, units::Others::all))
    p.push_back(one.contrast.p);
  return p;
}

struct Found {
  double listed = 0.0, wrong_share = 0.0, error = 0.0, power = 0.0;
};

template <class PValues>
Found simulate(reference::SimulatedNetwork network, int repeats, PValues p_values) {
  reference::Random random(seed);
  Found found;
  double squares = 0.0;
  for (int list = 0; list < repeats; ++list) {
    network.draw(random);
    const auto listed = units::shortlist(units::q_values(p_values(network)), q).positions;
    const auto right = static_cast<double>(
        std::count_if(listed.begin(), listed.end(), [&](std::size_t u) { return network.starts[u] >= 0; }));
    const auto size = static_cast<double>(listed.size());
    const double wrong = listed.empty() ? 0.0 : 1.0 - right / size;
    found.listed += size / repeats;
    found.wrong_share += wrong / repeats;
    squares += wrong * wrong / repeats;
    found.power += right / (static_cast<double>(network.starts.size()) / one_in) / repeats;
  }
  found.error = std::sqrt(std::max(0.0, squares - found.wrong_share * found.wrong_share) / repeats);
  return found;
}

reference::SimulatedNetwork register_of(std::size_t size, bool changed, double phi, double trend) {
  reference::SimulatedNetwork network{
      .starts = std::vector<std::int64_t>(size, -1), .periods = months, .patients = 20};
  network.trend = trend, network.phi = phi;
  network.effect = std::log(.65 / .35);
  for (std::size_t u = 0; changed && u < size; u += one_in) network.starts[u] = start;
  return network;
}

template <class PValues>
void print(const char* what, std::size_t size, double phi, double trend, double least_power,
           PValues p_values) {
  const Found stable = simulate(register_of(size, false, phi, trend), lists, p_values);
  const Found some = simulate(register_of(size, true, phi, trend), lists, p_values);
  std::printf(
      "%-28s variation %.1f: stable, listed %.2f; 5 %% changed: listed %.1f, false %.1f (%.1f) %%, found "
      "%.1f %%\n",
      what, phi, stable.listed, some.listed, 100 * some.wrong_share, 100 * some.error, 100 * some.power);
  require(stable.listed < 1.0, "stable units listed");
  require(some.wrong_share <= q + 3.0 * some.error, "false share of the list");
  require(some.power >= least_power, "power");
}

}  // namespace

int main(int count, char** words) {
  if (count > 1) lists = std::atoi(words[1]);
  if (count > 2) seed = std::strtoull(words[2], nullptr, 10);
  for (const double phi : {1.0, 1.5, 2.0})
    print("verdicts", many, phi, 0.0, phi > 1.0 ? 0.0 : 0.54, of_verdicts);
  for (const double phi : {1.0, 1.5, 2.0})
    print("against the others, trend", some, phi, 0.02, 0.0, of_others);
  std::printf("%d outside their bounds\n", failures);
  return failures == 0 ? 0 : 1;
}
