#include <kvalspc/false_alarm/of_series.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

using false_alarm::Rates;

/** As the published simulations chart it: 3 sigma, thresholds of runs alone. */
Settings plain(const RuleSet& rules = ruleset::anhoej_2014()) {
  Settings settings;
  settings.limits = LimitsKind::sigma;
  settings.rules = rules;
  settings.conventions.runs_as_published = true;
  return settings;
}

/** p charts of `points` months of n patients whose level is p. */
Rates of_shares(std::size_t points, double n, double p, const Settings& settings) {
  std::vector<double> x(points, 0.0);
  const std::vector<double> size(points, n);
  const double events = std::nearbyint(static_cast<double>(points) * n * p);
  for (std::size_t k = 0; static_cast<double>(k) < events; ++k) x[k % points] += 1.0;
  return false_alarm::of_series(ChartKind::p, {x, size}, {}, settings);
}

bool near(double found, double expected, double series = 2000.0) {
  // The table's own 2 000 series and ours.
  const double error = std::sqrt(expected * (1.0 - expected) * (1.0 / 2000.0 + 1.0 / series));
  return std::abs(found - expected) <= 4.0 * error + .001;
}

}  // namespace

TEST_CASE("p charts: 3 sigma, with Anhoej, with Western Electric, as simulated elsewhere") {
  struct Row {
    std::size_t points;
    double n, p, limits, with_anhoej, western_electric;
  };
  for (const Row& row : {Row{24, 5, .05, .310, .611, .687}, Row{24, 20, .30, .049, .095, .156},
                         Row{24, 100, .90, .061, .102, .154}, Row{60, 20, .05, .390, .576, .866}}) {
    INFO("points " << row.points << " n " << row.n << " p " << row.p);
    const Rates anhoej = of_shares(row.points, row.n, row.p, plain());
    CHECK(near(anhoej.limits, row.limits));
    CHECK(near(anhoej.either, row.with_anhoej));
    CHECK(near(of_shares(row.points, row.n, row.p, plain(ruleset::western_electric_1956())).either,
               row.western_electric));
  }
}

TEST_CASE("What kvalspc does by default alarms less where events are few") {
  const Settings ours;
  CHECK(of_shares(24, 5, .05, ours).limits < .03);  // .310 with 3 sigma
  CHECK(of_shares(60, 20, .05, ours).rules < .08);  // about .28 by thresholds alone
}

TEST_CASE("The same series gives the same figures, and missing points stay missing") {
  std::vector<double> x, n;
  reference::Random random(8);
  for (int k = 0; k < 30; ++k) {
    n.push_back(random.whole(10, 60));
    x.push_back(k == 7 ? support::missing : random.binomial(static_cast<int>(n.back()), 0.4));
  }
  const Rates once = false_alarm::of_series(ChartKind::p, {x, n}, {}, {}, 300);
  const Rates again = false_alarm::of_series(ChartKind::p, {x, n}, {}, {}, 300);
  CHECK(once.either == again.either);
  CHECK(once.limits == again.limits);
  CHECK(once.simulated == 300);
  CHECK(once.either >= std::max(once.limits, once.rules));
  CHECK(once.either <= once.limits + once.rules);
}

TEST_CASE("Every chart of single series has its figures; frozen and broken series too") {
  reference::Random random(9);
  std::vector<double> x, n;
  for (int k = 0; k < 24; ++k) {
    n.push_back(random.whole(20, 90));
    x.push_back(1.0 + random.binomial(static_cast<int>(n.back()) - 1, 0.3));
  }
  for (const ChartKind kind : {ChartKind::p, ChartKind::pp, ChartKind::np, ChartKind::u, ChartKind::up,
                               ChartKind::ip, ChartKind::i, ChartKind::run}) {
    const Rates rates = false_alarm::of_series(kind, {x, n}, {}, {}, 200);
    CAPTURE(static_cast<int>(kind), rates.limits, rates.rules);
    CHECK(rates.either < .35);
    CHECK(rates.either >= 0.0);
  }
  for (const ChartKind kind : {ChartKind::c, ChartKind::cp, ChartKind::g, ChartKind::t, ChartKind::mr}) {
    const Rates rates = false_alarm::of_series(kind, {x}, {}, {}, 200);
    CAPTURE(static_cast<int>(kind), rates.limits, rates.rules);
    CHECK(rates.either < .5);
    CHECK(rates.either >= 0.0);
  }
  CHECK(false_alarm::of_series(ChartKind::p, {x, n}, {{12}, {6}, {3}}, {}, 200).either >= 0.0);
}

TEST_CASE("Exact limits of times alarm as often as their probability says, Weibull ones nearly so") {
  reference::Random random(11);
  std::vector<double> x;
  for (int k = 0; k < 60; ++k) x.push_back(-20.0 * std::log(random.uniform()));
  Settings settings;
  settings.limits = LimitsKind::exact;
  // 60 points, .00135 on each side: .150 where the distribution is known; finding it costs some more.
  const double known = 1.0 - std::pow(1.0 - 2.0 * .00135, 60.0);
  const Rates exponential = false_alarm::of_series(ChartKind::t, {x}, {}, settings, 4000);
  CHECK(std::abs(exponential.limits - known) < .03);
  settings.conventions.weibull_times = true;
  const Rates weibull = false_alarm::of_series(ChartKind::t, {x}, {}, settings, 1000);
  CHECK(std::abs(weibull.limits - known) < .05);
}

TEST_CASE("A run chart's points in random order: continuous values signal as seldom as they should") {
  reference::Random random(10);
  std::vector<double> x;
  for (int k = 0; k < 24; ++k) x.push_back(random.normal());
  const Rates rates = false_alarm::of_series(ChartKind::run, {x}, {}, {}, 4000);
  CHECK(std::isfinite(rates.rules));
  CHECK(rates.limits == 0.0);
  rule::RunDistribution law;
  law.reserve(24);
  law.given(12, 12);
  CHECK(std::abs(rates.rules - law.outside(rule::anhoej_thresholds(24))) < .011);
}

TEST_CASE("Where there is nothing to draw from there are no figures") {
  CHECK(std::isnan(false_alarm::of_series(ChartKind::i, {std::vector<double>(20, 3.0)}).either));
  CHECK(std::isnan(false_alarm::of_series(ChartKind::i, {std::vector<double>(20, support::missing)}).either));
  CHECK(std::isnan(false_alarm::of_series(ChartKind::i, {std::span<const double>{}}).either));
  CHECK_THROWS_AS(false_alarm::of_series(ChartKind::i, {std::vector<double>(20, 3.0)}, {}, {}, 0),
                  std::invalid_argument);
}
