/**
 * @file How often sets of rules signal on stable shares, everything estimated from the series itself.
 *
 * Binomial months of n patients at level p, charted as the field does it: 3 sigma on a p chart; Anhoej's
 * thresholds around the median; both around the mean; the NHS rules on an X chart; Western Electric on a p
 * chart. Beside them the figures of an independent simulation of 2 000 series a cell, which must lie within
 * four standard errors of the two simulations; and what kvalspc does by default, whose runs must keep to the
 * larger of 5 % and what the published thresholds promise on equal sides.
 */
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/rule/run_distribution.hpp>

#include "reference/random.hpp"

namespace {

using namespace kvalspc;

constexpr int series_a_cell = 4000;
constexpr int series_elsewhere = 2000;
constexpr std::uint64_t seed = 1956;

struct Cell {
  int months, n;
  double p;
  double limits, anhoej, both, nhs, western_electric;  // found elsewhere
};

constexpr Cell cells[] = {
    {24, 5, .05, .310, .469, .611, .820, .687},   {24, 5, .30, .049, .108, .108, .271, .194},
    {24, 5, .90, .181, .778, .258, .557, .358},   {24, 20, .05, .157, .095, .253, .468, .428},
    {24, 20, .30, .049, .032, .095, .212, .156},  {24, 20, .90, .105, .050, .169, .313, .231},
    {24, 100, .05, .083, .032, .127, .232, .180}, {24, 100, .30, .050, .027, .089, .185, .137},
    {24, 100, .90, .061, .029, .102, .204, .154}, {60, 5, .05, .650, .996, .907, .991, .972},
    {60, 5, .30, .133, .383, .201, .514, .482},   {60, 5, .90, .404, .954, .491, .845, .738},
    {60, 20, .05, .390, .122, .576, .853, .866},  {60, 20, .30, .126, .063, .197, .521, .473},
    {60, 20, .90, .274, .103, .392, .689, .608},  {60, 100, .05, .217, .060, .279, .569, .502},
    {60, 100, .30, .137, .049, .188, .474, .424}, {60, 100, .90, .163, .051, .218, .504, .460}};

Settings charted(const RuleSet& rules, bool as_published) {
  Settings settings;
  settings.rules = rules;
  settings.runs_p = false;
  settings.conventions.runs_as_published = as_published;
  if (as_published) settings.limits = LimitsKind::sigma;
  return settings;
}

struct Found {
  int limits = 0, anhoej = 0, both = 0, nhs = 0, western_electric = 0;
  int default_runs = 0, default_median_runs = 0, default_limits = 0;
};

/** Counts with the cell's chance, by inversion of the cumulative distribution. */
std::vector<double> cumulative(const Cell& cell) {
  std::vector<double> sums;
  double term = std::pow(1.0 - cell.p, cell.n), sum = 0.0;
  for (int x = 0; x <= cell.n; ++x) {
    sums.push_back(sum += term);
    term *= (cell.n - x) / (x + 1.0) * cell.p / (1.0 - cell.p);
  }
  return sums;
}

Found simulate(const Cell& cell) {
  Settings nhs = charted(ruleset::nhs(false), true);
  nhs.conventions.screen = true;  // as that tool does
  const Settings plain = charted(ruleset::anhoej_2014(), true),
                 we = charted(ruleset::western_electric_1956(), true),
                 ours = charted(ruleset::anhoej_2014(), false);
  const std::vector<double> sums = cumulative(cell), n(static_cast<std::size_t>(cell.months), cell.n);
  std::vector<double> x(n.size()), share(n.size());
  reference::Random random(seed);
  Found found;
  for (int k = 0; k < series_a_cell; ++k) {
    for (std::size_t m = 0; m < x.size(); ++m) {
      x[m] = static_cast<double>(std::lower_bound(sums.begin(), sums.end() - 1, random.uniform()) -
                                 sums.begin());
      share[m] = x[m] / cell.n;
    }
    const auto shares = [&](const Settings& settings) {
      return analyse<chart::P>({x, n}, {}, settings).summary;
    };
    const auto any = [](const Summary& s) { return s.beyond > 0 || s.runs_signal; };
    const Summary p = shares(plain), by_default = shares(ours);
    found.limits += p.beyond > 0;
    found.both += any(p);
    found.anhoej += analyse<chart::Run>({share}, {}, plain).summary.runs_signal;
    found.nhs += any(analyse<chart::I>({share}, {}, nhs).summary);
    found.western_electric += any(shares(we));
    found.default_limits += by_default.beyond > 0;
    found.default_runs += by_default.runs_signal;
    found.default_median_runs += analyse<chart::Run>({share}, {}, ours).summary.runs_signal;
  }
  return found;
}

double of(int count) { return static_cast<double>(count) / series_a_cell; }

bool near(int count, double elsewhere) {
  const double p = 0.5 * (of(count) + elsewhere);
  const double error =
      std::sqrt(std::max(p * (1.0 - p), 1e-4) * (1.0 / series_a_cell + 1.0 / series_elsewhere));
  return std::abs(of(count) - elsewhere) <= 4.0 * error + 5e-4;  // printed to three decimals
}

/** P(signal) that the published thresholds promise where sides are equally likely, at most. */
double promised(int months) {
  rule::RunDistribution law;
  law.reserve(static_cast<std::size_t>(months));
  double most = rule::runs_level;
  for (int useful = 1; useful <= months; ++useful) {
    law.fair(useful);
    most = std::max(most, law.outside(rule::anhoej_thresholds(useful)));
  }
  return most;
}

}  // namespace

int main() {
  int wrong = 0;
  std::printf("%6s %4s %4s | %-13s %-13s %-13s %-13s %-13s | %s\n", "months", "n", "p", "3 sigma", "Anhoej",
              "both", "NHS", "West. El.", "by default: limits, runs (mean), runs (median)");
  for (const Cell& cell : cells) {
    const Found found = simulate(cell);
    const auto column = [&](int count, double elsewhere) {
      const bool good = near(count, elsewhere);
      wrong += good ? 0 : 1;
      std::printf("%.3f (%.3f)%s ", of(count), elsewhere, good ? "" : "!");
    };
    std::printf("%6d %4d %4.2f | ", cell.months, cell.n, cell.p);
    column(found.limits, cell.limits);
    column(found.anhoej, cell.anhoej);
    column(found.both, cell.both);
    column(found.nhs, cell.nhs);
    column(found.western_electric, cell.western_electric);
    const double most = promised(cell.months);
    const double error = std::sqrt(most * (1.0 - most) / series_a_cell);
    const bool kept = std::max(of(found.default_runs), of(found.default_median_runs)) <= most + 3.0 * error;
    wrong += kept ? 0 : 1;
    std::printf("| %.3f %.3f %.3f%s\n", of(found.default_limits), of(found.default_runs),
                of(found.default_median_runs), kept ? "" : "!");
  }
  std::printf("%d figures outside their bounds\n", wrong);
  return wrong == 0 ? 0 : 1;
}
