#include <kvalspc/units/funnel.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Adjustment;
using units::Funnel;
using units::FunnelSettings;
using units::Proportions;
using units::Rates;
using Column = std::vector<double>;

namespace {

FunnelSettings plain() {
  FunnelSettings settings;
  settings.overdispersion.adjustment = Adjustment::none;
  return settings;
}

/** Units whose true levels differ by a normal deviation on the logit scale. */
struct Sample {
  Column x, n;
};

Sample sample(reference::Random& random, int size, double spread) {
  Sample made;
  for (int k = 0; k < size; ++k) {
    const int n = random.whole(5, 400);
    const double odds = std::exp(-1.0 + spread * random.normal());
    made.n.push_back(n);
    made.x.push_back(random.binomial(n, odds / (1.0 + odds)));
  }
  return made;
}

}  // namespace

TEST_CASE("A unit's limits are Spiegelhalter's, held within what is possible") {
  FunnelSettings settings = plain();
  settings.centre = 0.1;
  const Column x{8.0}, n{50.0};
  const Funnel found = units::funnel<Proportions>({x, n}, settings);
  CHECK(found.bands[0][0].lower == Approx(0.01386293).epsilon(1e-6));
  CHECK(found.bands[0][0].upper == Approx(0.1797227276).epsilon(1e-6));
  CHECK(found.bands[1][0].lower == 0.0);
  CHECK(found.bands[1][0].upper == Approx(0.24012842).epsilon(1e-6));
  CHECK(found.exact_p[0] == Approx(static_cast<double>(reference::binomial_mid_p(8, 50, 0.1L).two_sided())));
}

TEST_CASE("With mid-P limits a unit is outside exactly when its p-value says so, whatever the adjustment") {
  reference::Random random(23);
  for (int trial = 0; trial < 40; ++trial) {
    const Sample s = sample(random, 30, trial % 2 == 0 ? 0.0 : 0.6);
    FunnelSettings settings;
    settings.limits = units::FunnelLimits::mid_p;
    settings.overdispersion.adjustment =
        random.pick<Adjustment>({Adjustment::none, Adjustment::additive, Adjustment::multiplicative});
    settings.scale = random.pick<units::Scale>({units::Scale::natural, units::Scale::arcsine});
    const Funnel found = units::funnel<Proportions>({s.x, s.n}, settings);
    for (std::size_t k = 0; k < s.x.size(); ++k) {
      for (std::size_t j = 0; j < 2; ++j) {
        const units::FunnelBand band = found.bands[j][k];
        INFO("x " << s.x[k] << " n " << s.n[k] << " p " << found.p_value[k]);
        CHECK((found.value[k] < band.lower || found.value[k] > band.upper) ==
              (found.p_value[k] < 1.0 - settings.levels[j]));
      }
    }
  }
}

TEST_CASE("Adjusted limits are never narrower than those of chance alone") {
  reference::Random random(29);
  for (int trial = 0; trial < 20; ++trial) {
    const Sample s = sample(random, 40, random.uniform(0.0, 1.0));
    FunnelSettings adjusted;
    adjusted.overdispersion.adjustment = trial % 2 == 0 ? Adjustment::additive : Adjustment::multiplicative;
    const Funnel chance = units::funnel<Proportions>({s.x, s.n}, plain());
    const Funnel wide = units::funnel<Proportions>({s.x, s.n}, adjusted);
    for (std::size_t k = 0; k < s.x.size(); ++k) {
      CHECK(wide.bands[0][k].lower <= chance.bands[0][k].lower);
      CHECK(wide.bands[0][k].upper >= chance.bands[0][k].upper);
      CHECK(wide.p_value[k] >= chance.p_value[k]);
    }
  }
}

TEST_CASE("Additive limits are the centre and z sqrt(s2 + tau2) where that is wider") {
  Column x, n;
  for (int k = 0; k < 20; ++k) {
    n.push_back(1000.0);
    x.push_back(k % 2 == 0 ? 250.0 : 350.0);
  }
  FunnelSettings settings;
  settings.overdispersion.trim = units::Trim::none;
  const Funnel found = units::funnel<Proportions>({x, n}, settings);
  const double s2 = 0.3 * 0.7 / 1000.0, z2 = 0.05 * 0.05 / s2;
  const double tau2 = (20.0 * z2 - 19.0) / (19.0 / s2);  // equal weights
  CHECK(found.centre == Approx(0.3));
  CHECK(found.dispersion.phi == Approx(z2));
  CHECK(found.dispersion.tau2 == Approx(tau2));
  CHECK(found.bands[0][0].upper == Approx(0.3 + 1.959963985 * std::sqrt(s2 + tau2)));
  CHECK(found.bands[1][0].lower == Approx(0.3 - 3.090232306 * std::sqrt(s2 + tau2)));
  CHECK(found.p_value[0] == Approx(2.0 * math::normal_upper(0.05 / std::sqrt(s2 + tau2))));
  CHECK(found.expected_outside[0] == Approx(20.0 * 0.05).epsilon(1e-6));
  CHECK(found.expected_outside[1] == Approx(20.0 * 0.002).epsilon(1e-6));
  // Winsorising makes tau2, and so the limits, too small: more units are beyond them than the level says.
  for (std::size_t k = 0; k < x.size(); ++k) x[k] += k % 3 == 0 ? 60.0 : 0.0;
  settings.overdispersion.trim = units::Trim::winsorise;
  const Funnel biased = units::funnel<Proportions>({x, n}, settings);
  CHECK(biased.expected_outside[1] > 20.0 * 0.002);
  settings.overdispersion.rescale = true;
  CHECK(units::funnel<Proportions>({x, n}, settings).expected_outside[1] ==
        Approx(20.0 * 0.002).epsilon(1e-6));
}

TEST_CASE("No events, only events, and units without patients are facts") {
  const Column none{0, 0, 0}, n{10, 0, support::missing}, all{10, 0, 5};
  const Funnel zero = units::funnel<Proportions>({none, n}, FunnelSettings{});
  CHECK(zero.centre == 0.0);
  CHECK(zero.p_value[0] == 1.0);
  CHECK(zero.bands[0][0].lower == 0.0);
  CHECK(zero.bands[0][0].upper == 0.0);
  CHECK(std::isnan(zero.value[1]));
  CHECK(std::isnan(zero.q_value[2]));
  CHECK(units::funnel<Proportions>({all, n}, FunnelSettings{}).value[0] == 1.0);
  CHECK(std::isnan(units::funnel<Rates>({}, FunnelSettings{}).centre));
  // A single unit without events among many that have some: an exact p-value and finite limits on every
  // scale.
  const Column x{0, 9, 12, 8, 11, 10, 9, 14, 7, 10, 12, 10}, e(12, 10.0);
  for (const units::Scale scale : {units::Scale::natural, units::Scale::log}) {
    FunnelSettings settings;
    settings.centre = 1.0;
    settings.scale = scale;
    const Funnel found = units::funnel<Rates>({x, e}, settings);
    CHECK(found.exact_p[0] == Approx(std::exp(-10.0)));  // twice half of P(0)
    CHECK(std::isfinite(found.dispersion.phi));
    CHECK(std::isfinite(found.bands[1][0].upper));
  }
}

TEST_CASE("The number of units that chance alone puts outside is the sum of exact probabilities") {
  const Column x{3, 30, 12}, n{20, 200, 90};
  FunnelSettings settings = plain();
  settings.centre = 0.14;
  const Funnel found = units::funnel<Proportions>({x, n}, settings);
  for (std::size_t j = 0; j < 2; ++j) {
    long double expected = 0;
    for (std::size_t k = 0; k < n.size(); ++k) {
      for (int count = 0; count <= n[k]; ++count) {
        const double value = count / n[k];
        if (value < found.bands[j][k].lower || value > found.bands[j][k].upper)
          expected += reference::binomial(count, static_cast<long double>(n[k]), 0.14L);
      }
    }
    CHECK(found.expected_outside[j] == Approx(static_cast<double>(expected)).epsilon(1e-9));
  }
}

TEST_CASE("Misuse of the funnel is refused") {
  const Column x{3.0}, n{2.0};
  const auto message = [](auto call) { return support::message_of<std::invalid_argument>(call); };
  CHECK(message([&] {
          (void)units::funnel<Proportions>({x, n}, FunnelSettings{});
        }) == "numerator[0]: got 3, need at most the denominator (2)");
  FunnelSettings settings;
  settings.levels = {95.0};
  CHECK(message([&] {
          (void)units::funnel<Rates>({x, n}, settings);
        }) == "levels: got 95, need shares between 0 and 1");
  settings = {};
  settings.overdispersion.share = 0.5;
  CHECK(message([&] {
          (void)units::funnel<Rates>({x, n}, settings);
        }) == "trim_share: got 0.5, need at least 0 and below 0.5");
  settings = {};
  settings.centre = 0.0;
  CHECK(message([&] {
          (void)units::funnel<Rates>({x, n}, settings);
        }) == "centre: got 0, need a level that is possible");
}
