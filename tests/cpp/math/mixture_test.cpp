#include <kvalspc/math/mixture.hpp>

#include <array>
#include <cmath>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using math::Beta;
using math::Gamma;
using math::Mixture;

TEST_CASE("One part alone has the quantiles of tables") {
  Mixture<Beta> beta;  // Clopper and Pearson's 95 % for 10 of 20 are quantiles of Beta(10, 11), Beta(11, 10)
  beta.add(1.0, {10.0, 11.0});
  CHECK(beta.quantile(0.025) == Approx(0.27195785).epsilon(1e-7));
  Mixture<Gamma> gamma;  // half of chi-squared(20): Garwood's limits of 10 events
  gamma.add(1.0, {10.0, 1.0});
  CHECK(gamma.quantile(0.025) == Approx(4.795389).epsilon(1e-6));
  Mixture<Gamma> more;
  more.add(1.0, {11.0, 1.0});
  CHECK(more.quantile(0.975) == Approx(18.390356).epsilon(1e-6));
}

TEST_CASE("Below a quantile lies its share, whatever the parts") {
  reference::Random random(81);
  for (int trial = 0; trial < 200; ++trial) {
    Mixture<Beta> beta;
    Mixture<Gamma> gamma;
    const double size = std::exp(random.uniform(-3.0, 12.0)), level = random.uniform(0.002, 0.998);
    for (int k = 0; k < 9; ++k) {
      const double s = size * std::exp(0.3 * k), l = level * (1.0 - 0.02 * k);
      beta.add(1.0 / 9.0, {l * s, (1.0 - l) * s});
      gamma.add(1.0 / 9.0, {l * s, s});
    }
    for (const double share : {0.001, 0.025, 0.5, 0.975, 0.999}) {
      INFO("size " << size << " level " << level << " share " << share);
      const double proportion = beta.quantile(share), rate = gamma.quantile(share);
      if (proportion > 1e-6 && proportion < 1.0 - 1e-6)
        CHECK(beta.at_most(proportion) == Approx(share).epsilon(1e-6));
      if (rate > 1e-6) CHECK(gamma.at_most(rate) == Approx(share).epsilon(1e-6));
    }
  }
}

TEST_CASE("Two parts far apart: the quantile between them is found") {
  Mixture<Beta> beta;
  beta.add(0.5, {200.0, 1800.0});
  beta.add(0.5, {1600.0, 400.0});
  CHECK(beta.at_most(beta.quantile(0.5)) == Approx(0.5).margin(1e-7));
  CHECK(beta.at_most(beta.quantile(0.3)) == Approx(0.3).margin(1e-7));
  CHECK(beta.at_most(beta.quantile(0.6)) == Approx(0.6).margin(1e-7));
}
