#include <kvalspc/units/pooled.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "units/simulated.hpp"

using namespace kvalspc;
using namespace kvalspc::units;
using support::missing;

namespace {

bool excludes(double lower, double upper) { return lower > 0.0 || upper < 0.0; }

}  // namespace

TEST_CASE("staggered starts under a trend: few false effects, and the effect is found") {
  // tests/long/staggered has 5 000 networks a row.
  reference::Random random(17);
  auto network = reference::eight_units();
  int false_effects = 0, found = 0;
  double sum = 0.0;
  constexpr int repeats = 60;
  for (const double effect : {0.0, std::log(1.5)}) {
    network.effect = effect;
    for (int k = 0; k < repeats; ++k) {
      network.draw(random);
      const FittedPanel fitted =
          panel_of(verdict::Measure::proportions, simulated::view(network), [](auto, auto) { return true; });
      const Contrast c =
          contrast_of<math::LogitLink>(fitted.panel, starts_of(simulated::view(network), fitted), 0.05);
      (effect > 0.0 ? found : false_effects) += c.p < 0.05 ? 1 : 0;
      if (effect > 0.0) sum += c.effect;
      CHECK((c.p < 0.05) == excludes(c.effect_lower, c.effect_upper));
      CHECK((c.p < 0.05) == excludes(c.difference_lower, c.difference_upper));
    }
  }
  CHECK(false_effects <= 9);  // .06 of 60 and three standard errors
  CHECK(found >= 39);         // .80 of 60, less three
  CHECK(sum / repeats == Approx(std::log(1.5)).margin(0.06));
}

TEST_CASE("everything about one network") {
  reference::Random random(5);
  auto network = reference::eight_units();
  network.patients = 40;
  network.effect = 0.6;
  network.starts.push_back(-1);
  network.draw(random);
  const Pooled pooled = pool(ChartKind::p, simulated::view(network), simulated::higher_is_better());
  CHECK(pooled.judgement.verdict == Verdict::improved);
  CHECK(pooled.judgement.strength == Strength::strong);
  CHECK(pooled.started == 8);
  CHECK(pooled.controls == 1);
  CHECK(pooled.left_out == 0);
  CHECK(pooled.before.n + pooled.after.n == 8 * 36);
  CHECK(pooled.contrast.after == Approx(pooled.after.level).epsilon(1e-6));
  CHECK(pooled.contrast.difference == Approx(pooled.contrast.after - pooled.contrast.expected));
  CHECK(pooled.contrast.expected > pooled.before.level);  // the trend is not the project's
  CHECK_FALSE(pooled.reassignment.exact);                 // 9! reassignments
  CHECK(pooled.reassignment.p < 0.01);
  REQUIRE(pooled.event_times.size() == 5);
  CHECK(pooled.event_times[0].first == -3);
  CHECK(pooled.event_times[0].p > 0.05);
  for (std::size_t w = 1; w < 5; ++w) CHECK(pooled.event_times[w].effect > 0.2);
  CHECK(pooled.equal_effects.degrees == 7.0);
  CHECK(pooled.equal_effects.p > 0.01);
  REQUIRE(pooled.unit_effects.size() == 8);
  for (const UnitEffect& unit : pooled.unit_effects) CHECK(unit.contrast.identified);
  CHECK(pooled.meta.effect == Approx(0.6).margin(0.25));
  CHECK(pooled.meta.prediction.lower < pooled.meta.interval.lower);
}

TEST_CASE("effects that differ between units are noticed") {
  reference::Random random(6);
  auto network = reference::eight_units();
  network.patients = 60;
  network.starts.insert(network.starts.end(), 6, -1);
  network.draw(random);
  for (std::size_t u = 0; u < 4; ++u) {
    for (std::size_t t = static_cast<std::size_t>(network.starts[u]); t < 36; ++t)
      network.x[u * 36 + t] = std::min(60.0, network.x[u * 36 + t] + 14.0);
  }
  const Pooled pooled = pool(ChartKind::p, simulated::view(network), simulated::higher_is_better());
  CHECK(pooled.equal_effects.p < 0.001);
  CHECK(pooled.meta.heterogeneity_p < 0.001);
  CHECK(pooled.meta.tau2 > 0.1);
}

TEST_CASE("counting the complement turns the effect around, and nothing else") {
  reference::Random random(7);
  auto network = reference::eight_units();
  network.effect = 0.3;
  network.draw(random);
  const Pooled one = pool(ChartKind::p, simulated::view(network));
  for (std::size_t k = 0; k < network.x.size(); ++k) network.x[k] = network.n[k] - network.x[k];
  const Pooled other = pool(ChartKind::p, simulated::view(network));
  CHECK(other.contrast.effect == Approx(-one.contrast.effect).epsilon(1e-6));
  CHECK(other.contrast.effect_lower == Approx(-one.contrast.effect_upper).epsilon(1e-5));
  CHECK(other.contrast.p == Approx(one.contrast.p).epsilon(1e-6));
  CHECK(other.reassignment.p == Approx(one.reassignment.p));
  CHECK(other.contrast.difference_lower == Approx(-one.contrast.difference_upper).epsilon(1e-4));
}

TEST_CASE("rates and values have their own scales") {
  reference::Random random(8);
  std::vector<double> x, n, values;
  const std::vector<std::int64_t> starts{6, 9, 12, 15, -1, -1};
  for (std::size_t u = 0; u < starts.size(); ++u) {
    for (std::size_t t = 0; t < 24; ++t) {
      const bool started = starts[u] >= 0 && t >= static_cast<std::size_t>(starts[u]);
      n.push_back(1000.0 + 100.0 * static_cast<double>(u));
      x.push_back(
          random.poisson(n.back() * 0.02 * (1.0 + 0.01 * static_cast<double>(t)) * (started ? 0.5 : 1.0)));
      values.push_back(40.0 + static_cast<double>(u) + 0.2 * static_cast<double>(t) + random.normal() -
                       (started ? 50.0 : 0.0));
    }
  }
  const Pooled rates = pool(ChartKind::u, {x, n, 24, starts});
  CHECK(rates.contrast.effect == Approx(std::log(0.5)).margin(0.15));
  CHECK(rates.contrast.after / rates.contrast.expected ==
        Approx(std::exp(rates.contrast.effect)).epsilon(1e-6));
  const Pooled means = pool(ChartKind::i, {values, {}, 24, starts});
  CHECK(means.contrast.effect == Approx(-50.0).margin(0.7));
  CHECK(means.contrast.difference == Approx(means.contrast.effect).epsilon(1e-6));
  CHECK(means.contrast.dispersion == Approx(1.0).margin(0.4));  // the variance
  CHECK(means.contrast.effect_lower < -50.0);
  CHECK(means.contrast.effect_upper > -50.5);
  CHECK(means.contrast.effect_upper - means.contrast.effect_lower ==
        Approx(2.0 * means.contrast.error * math::students_t_quantile_upper(0.025, means.contrast.degrees)));
  CHECK(means.judgement.verdict == Verdict::changed);
}

TEST_CASE("without anything to compare with there is no answer") {
  reference::Random random(9);
  auto network = reference::eight_units();
  network.starts.assign(8, 12);  // all at once
  network.draw(random);
  const Pooled together = pool(ChartKind::p, simulated::view(network));
  CHECK(together.judgement.verdict == Verdict::not_assessable);
  CHECK(together.judgement.reason == Reason::no_contrast);
  CHECK(std::isnan(together.contrast.p));
  network.starts.assign(8, -1);
  network.draw(random);
  CHECK(pool(ChartKind::p, simulated::view(network)).judgement.reason == Reason::no_contrast);
  CHECK(pool(ChartKind::p, Network{}).judgement.reason == Reason::no_contrast);
}

TEST_CASE("holes in the data and units that have no events do not stop the rest") {
  reference::Random random(10);
  auto network = reference::eight_units();
  network.draw(random);
  for (std::size_t t = 0; t < 36; ++t) network.x[3 * 36 + t] = 0.0;
  for (std::size_t t = 0; t < 36; t += 5) network.x[5 * 36 + t] = missing;
  const Pooled pooled = pool(ChartKind::p, simulated::view(network));
  CHECK(pooled.left_out == 1);
  CHECK(pooled.contrast.identified);
  CHECK(pooled.before.n + pooled.after.n == 7 * 36 - 8);
}

TEST_CASE("a unit that only has events after its start has an effect without an upper bound") {
  std::vector<double> x(4 * 12), n(4 * 12, 20.0);
  reference::Random random(12);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = k < 6 ? 0.0 : random.binomial(20, 0.3);
  const std::vector<std::int64_t> starts{6, -1, -1, -1};
  const Pooled pooled = pool(ChartKind::p, {x, n, 12, starts});
  CHECK(pooled.contrast.identified);
  CHECK(pooled.contrast.p < 0.001);
  CHECK(pooled.contrast.effect_lower > 0.0);
  CHECK(std::isinf(pooled.contrast.effect_upper));
  CHECK(pooled.contrast.difference > 0.1);
  // The estimate is as infinite, and without it there would have been nothing: not what a fit came near to.
  CHECK(pooled.contrast.effect == std::numeric_limits<double>::infinity());
  CHECK(pooled.contrast.expected == 0.0);
  CHECK(pooled.contrast.difference == pooled.contrast.after);

  // The complement: only patients without the event would have been seen.
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = n[k] - x[k];
  const Contrast other = pool(ChartKind::p, {x, n, 12, starts}).contrast;
  CHECK(other.effect == -std::numeric_limits<double>::infinity());
  CHECK(other.expected == 1.0);
  CHECK(other.after == Approx(1.0 - pooled.contrast.after).epsilon(1e-9));

  // A rate that falls to nothing.
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = k >= 6 && k < 12 ? 0.0 : random.binomial(20, 0.3);
  const Contrast fallen = pool(ChartKind::u, {x, n, 12, starts}).contrast;
  CHECK(fallen.effect == -std::numeric_limits<double>::infinity());
  CHECK(fallen.after == 0.0);
  CHECK(fallen.expected > 0.1);

  // Infinite, and yet only two patients: too few to say.
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (k < 12) n[k] = k == 5 || k == 6 ? 1.0 : 0.0;
    x[k] = k < 12 ? (k == 6 ? 1.0 : 0.0) : random.binomial(20, 0.3);
  }
  const Pooled two = pool(ChartKind::p, {x, n, 12, starts});
  CHECK(two.contrast.effect == std::numeric_limits<double>::infinity());
  CHECK(two.judgement.verdict == Verdict::too_few_data);
}
