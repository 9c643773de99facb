/**
 * @file How often the verdict says "improved" or "worsened" of series in which nothing changed.
 *
 * Shares of n patients a month at level p; months independent and binomial (phi 1), beta-binomial (phi 1.5
 * and 2), or correlated (lag 1: .3, through normal scores). The bounds are those of the guarantees: false
 * alarms at most 5 % at phi 1 and 6 % to phi 2, and where neighbours correlate "strong" verdicts at most 6 %,
 * each with three standard errors of the simulation. Beside them: the share of series that can be assessed at
 * all.
 */
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <kvalspc/verdict/compare.hpp>

#include "reference/on_all_cores.hpp"
#include "reference/overdispersed.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

namespace {

constexpr int series_a_cell = 2000;
constexpr int assessed_a_cell = 100;  // whole comparisons for the share that can be assessed
constexpr std::uint64_t seed = 20240917;

enum class Months { independent, phi_1_5, phi_2, correlated };
constexpr const char* month_names[] = {"phi 1", "phi 1.5", "phi 2", "lag .3"};

struct Cell {
  int n;
  double p;
  std::size_t before, after;
  Months months;
  double alarm = 0.0, strong = 0.0, assessable = 0.0;
};

class Simulation {
 public:
  explicit Simulation(const Cell& cell) : cell_(cell), random_(seed) {
    long double sum = 0;
    for (int x = 0; x <= cell.n; ++x)
      cdf_.push_back(static_cast<double>(sum += reference::binomial(x, cell.n, cell.p)));
  }

  void series(std::vector<double>& x) {
    double score = random_.normal();
    for (double& count : x) {
      switch (cell_.months) {
        case Months::independent:
          count = quantile(random_.uniform());
          break;
        case Months::correlated:
          score = 0.3 * score + std::sqrt(1.0 - 0.3 * 0.3) * random_.normal();
          count = quantile(0.5 * std::erfc(-score / std::sqrt(2.0)));
          break;
        default:
          count =
              reference::beta_binomial(random_, cell_.n, cell_.p, cell_.months == Months::phi_2 ? 2.0 : 1.5);
      }
    }
  }

 private:
  double quantile(double u) const {
    const auto at = std::lower_bound(cdf_.begin(), cdf_.end() - 1, u);
    return static_cast<double>(at - cdf_.begin());
  }

  const Cell& cell_;
  reference::Random random_;
  std::vector<double> cdf_;
};

void simulate(Cell& cell) {
  using namespace kvalspc;
  const CompareSettings settings{.better = Better::higher};
  Simulation simulation(cell);
  std::vector<double> x(cell.before + cell.after);
  const std::vector<double> n(x.size(), cell.n);
  for (int s = 0; s < series_a_cell; ++s) {
    simulation.series(x);
    const chart::Points points{{x, n}, {}};
    const verdict::Evidence evidence = verdict::test_counts<verdict::Proportions>(
        points, {cell.before, x.size()}, verdict::sum_side(points, 0, cell.before),
        verdict::sum_side(points, cell.before, x.size()), settings.alpha);
    // A verdict of change needs p < alpha: only then, and for a sample, is the whole comparison worth its
    // time.
    const bool sampled = s < assessed_a_cell;
    if (!sampled && !(verdict::deciding(evidence).p < settings.alpha)) continue;
    const Comparison c = compare(ChartKind::p, {x, n}, cell.before, {}, settings);
    const bool alarm = c.verdict == Verdict::improved || c.verdict == Verdict::worsened;
    cell.alarm += alarm ? 1.0 / series_a_cell : 0.0;
    cell.strong += alarm && c.strength == Strength::strong ? 1.0 / series_a_cell : 0.0;
    const bool assessable = c.verdict != Verdict::too_few_data && c.verdict != Verdict::not_assessable;
    if (sampled && assessable) cell.assessable += 1.0 / assessed_a_cell;
  }
}

}  // namespace

int main() {
  std::vector<Cell> cells;
  for (const Months months : {Months::independent, Months::phi_1_5, Months::phi_2, Months::correlated}) {
    for (const auto& [before, after] :
         {std::pair<std::size_t, std::size_t>{8, 8}, {12, 12}, {24, 12}, {36, 36}}) {
      for (const int n : {5, 10, 20, 50, 100, 500}) {
        for (const double p : {.02, .05, .1, .3, .5, .9, .98}) cells.push_back({n, p, before, after, months});
      }
    }
  }
  reference::on_all_cores(cells, [](Cell& cell, std::size_t) { simulate(cell); });
  int above = 0;
  std::printf("months   before after    n    p    false alarms  strong  assessable   (%% of %d series)\n",
              series_a_cell);
  double worst[4] = {}, worst_strong[4] = {};
  for (const Cell& c : cells) {
    const auto kind = static_cast<std::size_t>(c.months);
    const double level = c.months == Months::independent ? 0.05 : 0.06;
    const double judged = c.months == Months::correlated ? c.strong : c.alarm;
    const bool fails = judged > level + 3.0 * std::sqrt(level * (1.0 - level) / series_a_cell);
    std::printf("%-8s %5zu %5zu %5d  %.2f  %9.2f %10.2f %9.0f%s\n", month_names[kind], c.before, c.after, c.n,
                c.p, 100.0 * c.alarm, 100.0 * c.strong, 100.0 * c.assessable,
                fails ? "   ABOVE ITS BOUND" : "");
    above += fails ? 1 : 0;
    worst[kind] = std::max(worst[kind], c.alarm);
    worst_strong[kind] = std::max(worst_strong[kind], c.strong);
  }
  for (std::size_t k = 0; k < 4; ++k)
    std::printf("worst of %-8s false alarms %.2f %%, strong %.2f %%\n", month_names[k], 100.0 * worst[k],
                100.0 * worst_strong[k]);
  std::printf("%zu cells, %d above their bound\n", cells.size(), above);
  return above == 0 ? 0 : 1;
}
