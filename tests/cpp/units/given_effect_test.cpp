#include <kvalspc/units/given_effect.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/pooled.hpp>

#include "catch.hpp"
#include "support.hpp"
#include "units/simulated.hpp"

using namespace kvalspc;
using namespace kvalspc::units;

namespace {

/** Equal, both infinite on one side, or both unknown. */
void check_same(double one, double other) {
  if (std::isfinite(other)) CHECK(one == Approx(other).epsilon(1e-6).margin(1e-6));
  else CHECK((one == other || (std::isnan(one) && std::isnan(other))));
}

/** The contrast of one unit with a fit of the whole panel for each effect: the slow way. */
template <class Link>
Contrast by_whole_panel(const math::Panel& panel, const std::vector<std::size_t>& starts) {
  units::detail::PanelPieces<Link, units::detail::PanelGiven> pieces(panel, starts);
  return units::detail::contrast_from<Link>(pieces, 0.05, SpreadOf::unit);
}

/** Ten units of few patients, the first of which has no events (or only such) on one side of its start. */
reference::SimulatedNetwork ten_units(std::uint64_t seed, double first_before, double first_after) {
  reference::Random random(seed);
  reference::SimulatedNetwork network{.starts = {9, -1, -1, -1, -1, -1, -1, -1, -1, -1}, .periods = 18};
  network.patients = 4;
  network.draw(random);
  for (std::size_t t = 0; t < 18; ++t) {
    const double share = t < 9 ? first_before : first_after;
    if (!std::isnan(share)) network.x[t] = share * network.n[t];
  }
  return network;
}

}  // namespace

TEST_CASE("one unit: keeping the others' equations leads where fits of the whole panel lead") {
  const double drawn = std::nan("");
  for (const verdict::Measure measure :
       {verdict::Measure::proportions, verdict::Measure::rates, verdict::Measure::means}) {
    for (const double before : {drawn, 0.0, 1.0}) {
      for (const double after : {drawn, 0.0}) {
        const auto network = ten_units(41, before, after);
        const FittedPanel fitted =
            panel_of(measure, simulated::view(network), [](auto, auto) { return true; });
        const std::vector<std::size_t> starts = starts_of(simulated::view(network), fitted);
        with_link(measure, [&]<class Link>() {
          const Contrast quick = contrast_of<Link>(fitted.panel, starts, 0.05, SpreadOf::unit);
          const Contrast slow = by_whole_panel<Link>(fitted.panel, starts);
          CHECK(quick.identified == slow.identified);
          check_same(quick.p, slow.p);
          check_same(quick.effect, slow.effect);
          check_same(quick.effect_lower, slow.effect_lower);
          check_same(quick.effect_upper, slow.effect_upper);
          check_same(quick.difference_lower, slow.difference_lower);
          check_same(quick.difference_upper, slow.difference_upper);
        });
      }
    }
  }
}

TEST_CASE(
    "one unit, sparse panels of many shapes: the ends of the interval are those of fits of the whole panel") {
  reference::Random random(43);
  int finite = 0;
  for (int trial = 0; trial < 120; ++trial) {
    // Few events a unit, sizes from 1 to 40: where the unit's effect is far off, the others' equations are
    // too.
    const auto units = static_cast<std::size_t>(random.whole(3, 12));
    const auto periods = static_cast<std::size_t>(random.whole(10, 29));
    reference::SimulatedNetwork network{.starts = std::vector<std::int64_t>(units, -1), .periods = periods};
    network.starts[0] = random.whole(3, static_cast<int>(periods) - 3);
    const double share = random.uniform(0.005, 0.06), after = share * random.uniform(0.5, 4.0);
    for (std::size_t k = 0; k < units * periods; ++k) {
      const int size = random.whole(1, 40);
      const bool started = k < periods && static_cast<std::int64_t>(k) >= network.starts[0];
      network.x.push_back(random.binomial(size, started ? after : share));
      network.n.push_back(size);
    }
    const auto measure = trial % 2 == 0 ? verdict::Measure::proportions : verdict::Measure::rates;
    const FittedPanel fitted = panel_of(measure, simulated::view(network), [](auto, auto) { return true; });
    const std::vector<std::size_t> starts = starts_of(simulated::view(network), fitted);
    with_link(measure, [&]<class Link>() {
      const Contrast quick = contrast_of<Link>(fitted.panel, starts, 0.05, SpreadOf::unit);
      const Contrast slow = by_whole_panel<Link>(fitted.panel, starts);
      INFO("trial " << trial);
      REQUIRE(quick.identified == slow.identified);
      if (!slow.identified) return;
      check_same(quick.effect_lower, slow.effect_lower);
      check_same(quick.effect_upper, slow.effect_upper);
      finite += std::isfinite(slow.effect_upper) ? 1 : 0;
    });
  }
  CHECK(finite > 60);
}

TEST_CASE("pooling takes the effects of units that are known already") {
  reference::Random random(42);
  reference::SimulatedNetwork network{.starts = {4, 6, 6, 9, -1, -1, -1}, .periods = 14};
  network.effect = 0.7;
  network.draw(random);
  for (std::size_t t = 0; t < 4; ++t) network.x[t] = 0.0;  // an infinite effect among them
  const auto settings = simulated::higher_is_better();
  for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::i}) {
    const auto known =
        each_against_others(kind, simulated::view(network), network.starts, Others::not_started, settings);
    const Pooled once = pool(kind, simulated::view(network), settings, known);
    const Pooled anew = pool(kind, simulated::view(network), settings);
    REQUIRE(once.unit_effects.size() == anew.unit_effects.size());
    for (std::size_t k = 0; k < once.unit_effects.size(); ++k) {
      CHECK(once.unit_effects[k].unit == anew.unit_effects[k].unit);
      CHECK(once.unit_effects[k].contrast.effect == anew.unit_effects[k].contrast.effect);
      CHECK(once.unit_effects[k].contrast.effect_upper == anew.unit_effects[k].contrast.effect_upper);
      CHECK(once.unit_effects[k].contrast.p == anew.unit_effects[k].contrast.p);
    }
    CHECK(once.meta.effect == anew.meta.effect);
    CHECK(once.judgement.verdict == anew.judgement.verdict);
  }
}
