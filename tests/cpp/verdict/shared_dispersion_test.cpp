#include <kvalspc/verdict/shared_dispersion.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/verdict/evidence.hpp>

#include "catch.hpp"
#include "reference/overdispersed.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using namespace kvalspc::verdict;

namespace {

std::vector<UnitDispersion> alike(std::size_t units, double dispersion, double degrees) {
  return std::vector<UnitDispersion>(units, {dispersion, degrees, 19.0});
}

/** A mean of `degrees` squared normals: a dispersion as it is estimated when the truth is `truth`. */
double estimated(reference::Random& random, double truth, int degrees) {
  double sum = 0.0;
  for (int k = 0; k < degrees; ++k) {
    const double z = random.normal();
    sum += z * z;
  }
  return truth * sum / degrees;
}

}  // namespace

TEST_CASE("units that vary alike share one dispersion") {
  const auto shared = share_dispersion(alike(12, 1.7, 22.0));
  REQUIRE(shared);
  CHECK(std::isinf(shared->degrees));
  CHECK(shared->middle(19.0) == Approx(1.7));
  const Dispersion used = shared->prior(19.0).moderated({0.4, 22.0});
  CHECK(used.value == Approx(1.7));
  CHECK(used.degrees == 12.0 * 22.0);  // never more than all units have together
}

TEST_CASE("too few units do not share") {
  CHECK_FALSE(share_dispersion(alike(units_that_share - 1, 1.0, 22.0)));
  CHECK(share_dispersion(alike(units_that_share, 1.0, 22.0)));
}

TEST_CASE("the moderated dispersion is Smyth's") {
  // (d0 s0^2 + d s^2) / (d0 + d) on d0 + d degrees of freedom: Smyth (2004), section 3.
  const DispersionPrior prior{1.5, 8.0, 1e6};
  const Dispersion used = prior.moderated({3.0, 22.0});
  CHECK(used.value == Approx((8.0 * 1.5 + 22.0 * 3.0) / 30.0));
  CHECK(used.degrees == 30.0);
}

TEST_CASE("the spread of the true dispersions is found again") {
  // Scaled inverse chi-square with 12 degrees of freedom and mean 2: squared coefficient of variation 2 / 8.
  reference::Random random(41);
  std::vector<UnitDispersion> units;
  for (int k = 0; k < 4000; ++k) {
    const double truth = 2.0 * (12.0 - 2.0) / (12.0 * estimated(random, 1.0, 12));
    units.push_back({estimated(random, truth, 22), 22.0, 10.0});
  }
  const auto shared = share_dispersion(units);
  CHECK(shared->middle(10.0) == Approx(2.0).epsilon(0.03));
  CHECK(shared->degrees == Approx(12.0).epsilon(0.15));
}

TEST_CASE("a dispersion that grows with the volume is followed, one that falls is not") {
  reference::Random random(5);
  std::vector<UnitDispersion> rising, falling;
  for (int k = 0; k < 2000; ++k) {
    const double volume = 1.0 + 0.04 * k;
    rising.push_back({estimated(random, 1.0 + 0.05 * volume, 22), 22.0, volume});
    falling.push_back({estimated(random, 6.0 - 0.05 * volume, 22), 22.0, volume});
  }
  const auto shared = share_dispersion(rising);
  CHECK(shared->slope == Approx(0.05).epsilon(0.05));
  CHECK(shared->constant == Approx(1.0).epsilon(0.05));
  CHECK(share_dispersion(falling)->slope == 0.0);
}

TEST_CASE("what chance spreads estimates of rare events is no spread of the truth") {
  // Five patients a month at 4 %: given the total, estimates vary as they do for common events.
  reference::Random random(77);
  std::vector<UnitDispersion> units;
  std::vector<double> x(48), n(48, 5.0);
  for (int k = 0; k < 3000; ++k) {
    for (double& count : x) count = random.binomial(5, 0.04);
    if (const auto unit = dispersion_of(Measure::proportions, {{x, n}, {}}, {24, 48})) units.push_back(*unit);
  }
  const auto shared = share_dispersion(units);
  CHECK(shared->degrees > 100.0);
  CHECK(shared->middle(4.0) == Approx(1.0).epsilon(0.03));
}

TEST_CASE("values, constants and one-sided series lend nothing") {
  const std::vector<double> x{1, 2, 3, 4}, none{0, 0, 0, 0}, n{9, 9, 9, 9};
  CHECK(dispersion_of(Measure::proportions, {{x, n}, {}}, {2, 4}));
  CHECK_FALSE(dispersion_of(Measure::means, {{x, {}}, {}}, {2, 4}));
  CHECK_FALSE(dispersion_of(Measure::proportions, {{none, n}, {}}, {2, 4}));
  CHECK_FALSE(dispersion_of(Measure::rates, {{none, n}, {}}, {2, 4}));
  CHECK_FALSE(dispersion_of(Measure::rates, {{x, n}, {}}, {0, 4}));
  CHECK_FALSE(dispersion_of(Measure::rates, {{x, n}, {}}, {1, 2}));
}

TEST_CASE("sharing keeps false alarms and buys power") {
  // tests/long/shared_dispersion has the full table; here 60 units, 12 + 12 months of 20 patients, 40 times.
  reference::Random random(11);
  const std::vector<double> n(24, 20.0);
  double alarms = 0.0, found = 0.0, found_alone = 0.0, stable = 0.0, changed = 0.0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    std::vector<std::vector<double>> units(60, std::vector<double>(24));
    std::vector<UnitDispersion> lent;
    for (std::size_t k = 0; k < units.size(); ++k) {
      for (std::size_t t = 0; t < 24; ++t)
        units[k][t] = reference::beta_binomial(random, 20, k % 2 == 1 && t >= 12 ? 0.65 : 0.5, 1.5);
      lent.push_back(*dispersion_of(Measure::proportions, {{units[k], n}, {}}, {12, 24}));
    }
    const auto shared = share_dispersion(lent);
    for (std::size_t k = 0; k < units.size(); ++k) {
      const chart::Points points{{units[k], n}, {}};
      const Side before = sum_side(points, 0, 12), after = sum_side(points, 12, 24);
      const auto prior = shared->prior(lent[k].volume);
      const auto p = [&](const auto&... given) {
        return deciding(test_sides(Measure::proportions, points, {12, 24}, before, after, 0.05, given...)).p;
      };
      const bool together = p(prior) < 0.05;
      (k % 2 == 1 ? changed : stable) += 1.0;
      (k % 2 == 1 ? found : alarms) += together ? 1.0 : 0.0;
      if (k % 2 == 1) found_alone += p() < 0.05 ? 1.0 : 0.0;
    }
  }
  CHECK(alarms / stable < 0.05 + 3.0 * std::sqrt(0.05 * 0.95 / stable));
  CHECK(found / changed > 0.75);  // the ceiling with the dispersion known: .78
  CHECK(found > found_alone);
}
