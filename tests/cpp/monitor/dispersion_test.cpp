#include <kvalspc/monitor/dispersion.hpp>

#include <catch.hpp>

using kvalspc::monitor::Dispersion;

TEST_CASE("a known dispersion has no doubt, and none is below 1") {
  CHECK(Dispersion::known(1.7).quantile(0.01) == 1.7);
  CHECK(Dispersion::known(1.7).quantile(0.99) == 1.7);
  CHECK(Dispersion::known(0.6).mean() == 1.0);
}

TEST_CASE("with nothing seen the belief is the one held beforehand") {
  const Dispersion belief = Dispersion::seen(0.0, 0.0);
  CHECK(belief.quantile(0.899) == 1.0);
  CHECK(belief.quantile(0.901) > 1.0);
  CHECK(belief.quantile(0.9999) == 3.0);
  CHECK(belief.mean() == Approx(0.9 + 0.1 * (1.0 + 2.0 * 8.5 / 16.0)));
}

TEST_CASE("the belief follows what the periods show") {
  CHECK(Dispersion::seen(23.0, 23.0).mean() < 1.05);
  CHECK(Dispersion::seen(46.0, 23.0).mean() > 1.5);
  CHECK(Dispersion::seen(150.0, 100.0).mean() == Approx(1.5).margin(0.1));
  double before = 1.0;
  for (const double chi_square : {20.0, 30.0, 40.0, 50.0}) {
    const double mean = Dispersion::seen(chi_square, 23.0).mean();
    CHECK(mean > before);
    before = mean;
  }
}
