#include <kvalspc/chart/np.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

TEST_CASE("np: Montgomery's orange juice cans as counts") {
  const std::vector<double> x{12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                              8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
  const std::vector<double> n(30, 50.0);
  const Chart chart = analyse<chart::Np>({x, n}, {}, {.limits = LimitsKind::sigma});
  CHECK(chart.points.centre[0] == Approx(50.0 * 347.0 / 1500.0).epsilon(1e-15));
  CHECK(std::abs(chart.points.upper[0] - 50.0 * .410239) < 5e-5);
  CHECK(std::abs(chart.points.lower[0] - 50.0 * .052428) < 5e-5);
  CHECK(support::flagged(chart.points.beyond) == std::vector<std::size_t>{14, 22});
}

TEST_CASE("np says what p says: flags, runs and, times n, limits; of both kinds") {
  reference::Random random(508);
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<double> x, n;
    for (int k = random.whole(1, 40); k > 0; --k) {
      n.push_back(random.whole(1, 80));
      x.push_back(random.binomial(static_cast<int>(n.back()), 0.2));
    }
    for (const LimitsKind limits : {LimitsKind::sigma, LimitsKind::exact}) {
      const Chart p = analyse<chart::P>({x, n}, {}, {.limits = limits});
      const Chart np = analyse<chart::Np>({x, n}, {}, {.limits = limits});
      CHECK(p.points.beyond == np.points.beyond);
      CHECK(p.summary.crossings == np.summary.crossings);
      if (p.summary.status != Status::ok) continue;
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (std::isnan(p.points.upper_raw[k])) CHECK(std::isnan(np.points.upper_raw[k]));
        else CHECK(np.points.upper_raw[k] == Approx(n[k] * p.points.upper_raw[k]).epsilon(1e-13));
      }
    }
  }
}
