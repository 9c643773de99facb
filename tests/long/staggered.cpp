/**
 * @file Networks under a trend that all units share: false effects of the pooled model with staggered starts
 * at most 6 %, its power for an odds ratio of 1.5 at least .80; strong verdicts at most 6 % where a unit's
 * months owe each other something; one unit "better than the rest" of 40 by mistake at most 5 %. Each with
 * three standard errors of the simulation.
 */
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/pooled.hpp>
#include <kvalspc/verdict/compare.hpp>

#include "reference/network.hpp"

namespace {

using namespace kvalspc;

constexpr int networks = 5000;
constexpr int reassigned_networks = 1000;  // ten milliseconds each
constexpr double alpha = 0.05;

int failures = 0;

double error(double share, double tries) { return 3.0 * std::sqrt(share * (1.0 - share) / tries); }

void at_most(const char* what, double share, double bound, double tries) {
  const bool holds = share <= bound + error(bound, tries);
  std::printf("%-66s %6.2f %%  (at most %.0f %%)%s\n", what, 100 * share, 100 * bound,
              holds ? "" : "   ABOVE ITS BOUND");
  failures += holds ? 0 : 1;
}

void at_least(const char* what, double share, double bound) {
  const bool holds = share >= bound;
  std::printf("%-66s %6.2f %%  (at least %.0f %%)%s\n", what, 100 * share, 100 * bound,
              holds ? "" : "   BELOW ITS BOUND");
  failures += holds ? 0 : 1;
}

units::Network view(const reference::SimulatedNetwork& s) { return {s.x, s.n, s.periods, s.starts}; }

struct Rates {
  double rejected = 0.0, strong = 0.0, reassigned = 0.0, effect = 0.0, covered = 0.0;
};

Rates pooled(reference::SimulatedNetwork network, int repeats, bool reassign) {
  reference::Random random(20240917);
  Rates rates;
  for (int k = 0; k < repeats; ++k) {
    network.draw(random);
    const auto fitted =
        units::panel_of(verdict::Measure::proportions, view(network), [](auto, auto) { return true; });
    const auto starts = units::starts_of(view(network), fitted);
    const auto c = units::contrast_of<math::LogitLink>(fitted.panel, starts, alpha);
    const bool rejected = c.p < alpha;
    rates.rejected += rejected ? 1.0 / repeats : 0.0;
    rates.effect += c.effect / repeats;
    rates.covered +=
        c.effect_lower <= network.effect && network.effect <= c.effect_upper ? 1.0 / repeats : 0.0;
    if (!reassign) continue;
    const auto null =
        math::fit_two_way<math::LogitLink>(fitted.panel, Eigen::MatrixXd(fitted.panel.rows(), 0));
    const bool agrees = units::reassign<math::LogitLink>(fitted.panel, null.means, starts, 2000.0).p < alpha;
    rates.reassigned += agrees ? 1.0 / repeats : 0.0;
    rates.strong += agrees && rejected ? 1.0 / repeats : 0.0;
  }
  return rates;
}

/**
 * How often months before and after, unit by unit and without a term for time, show an effect: Mantel and
 * Haenszel (1959), J. Natl. Cancer Inst. 22:719-748. It is what kvalspc does not offer.
 */
double before_and_after(reference::SimulatedNetwork network) {
  reference::Random random(20240917);
  double rejected = 0.0;
  for (int k = 0; k < networks; ++k) {
    network.draw(random);
    double excess = 0.0, variance = 0.0;
    for (std::size_t u = 0; u < network.starts.size(); ++u) {
      double x[2]{}, n[2]{};
      for (std::size_t t = 0; t < network.periods; ++t) {
        const std::size_t side = static_cast<std::int64_t>(t) >= network.starts[u] ? 1 : 0;
        x[side] += network.x[u * network.periods + t];
        n[side] += network.n[u * network.periods + t];
      }
      const double events = x[0] + x[1], all = n[0] + n[1];
      excess += x[1] - n[1] * events / all;
      variance += n[0] * n[1] * events * (all - events) / (all * all * (all - 1.0));
    }
    rejected += std::abs(excess) > math::normal_quantile_upper(alpha / 2) * std::sqrt(variance) ? 1.0 : 0.0;
  }
  return rejected / networks;
}

void staggered() {
  auto network = reference::eight_units();
  std::printf("eight units, trend, no effect: before and after without a term for time finds one %.2f %%\n",
              100 * before_and_after(network));
  const Rates stable = pooled(network, networks, false);
  at_most("eight units, trend, no effect: effect found", stable.rejected, 0.06, networks);
  network.effect = std::log(1.5);
  const Rates changed = pooled(network, networks, false);
  at_least("the same, odds ratio 1.5: effect found", changed.rejected, 0.80);
  at_least("the same: the interval holds the truth", changed.covered, 0.935);
  std::printf("the same: mean log odds ratio %.3f (truth %.3f)\n", changed.effect, network.effect);
  network.spread = 0.4;
  at_least("the same, units at different levels (sd .4): effect found",
           pooled(network, networks, false).rejected, 0.80);
  network.effect = 0.0;
  at_most("the same, no effect", pooled(network, networks, false).rejected, 0.06, networks);
  network.phi = 2.0;
  at_most("the same, months that vary twice as much as chance", pooled(network, networks, false).rejected,
          0.06, networks);
  network = reference::eight_units();
  const Rates plain = pooled(network, reassigned_networks, true);
  at_most("reassigned starts, no effect", plain.reassigned, 0.05, reassigned_networks);
  network.effect = std::log(1.5);
  const Rates found = pooled(network, reassigned_networks, true);
  std::printf("reassigned starts, odds ratio 1.5: found %.1f %%, strong %.1f %%\n", 100 * found.reassigned,
              100 * found.strong);
  network.effect = 0.0;
  network.wander = 0.5;
  network.correlation = 0.8;
  const Rates wandering = pooled(network, reassigned_networks, true);
  at_most("levels that wander within units, no effect: strong", wandering.strong, 0.06, reassigned_networks);
  std::printf("the same: effect found, of any strength %.1f %%\n", 100 * wandering.rejected);
}

void one_against_forty() {
  CompareSettings settings;
  settings.better = Better::higher;
  for (const double phi : {1.0, 1.5}) {
    reference::Random random(20240917);
    auto network = reference::one_against(40);
    network.phi = phi;
    double better = 0.0, plain = 0.0;
    for (int k = 0; k < networks; ++k) {
      network.draw(random);
      const auto a =
          units::against_others(ChartKind::p, view(network), 0, 12, units::Others::not_started, settings);
      better += a.judgement.verdict == Verdict::improved ? 1.0 / networks : 0.0;
      const std::span<const double> x(network.x), n(network.n);
      plain +=
          compare(ChartKind::p, {x.first(24), n.first(24)}, 12, {}, settings).verdict == Verdict::improved
              ? 1.0 / networks
              : 0.0;
    }
    std::printf("variation %.1f, ", phi);
    at_most("trend, no effect: better than 40 others", better, 0.05, networks);
    std::printf("the same unit by itself, before and after: improved %.1f %%\n", 100 * plain);
  }
}

}  // namespace

int main() {
  staggered();
  one_against_forty();
  std::printf("%d outside their bounds\n", failures);
  return failures == 0 ? 0 : 1;
}
