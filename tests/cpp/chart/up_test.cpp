#include <kvalspc/chart/up.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

TEST_CASE("u' is the u chart with every width times sigma_z") {
  reference::Random random(504);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x, n;
    for (int k = random.whole(5, 40); k > 0; --k) {
      n.push_back(random.whole(100, 4000));
      x.push_back(random.poisson(n.back() * 0.01 * random.uniform(0.5, 1.5)));
    }
    const Chart u = analyse<chart::U>({x, n}, {}, {.limits = LimitsKind::sigma}),
                up = analyse<chart::Up>({x, n});
    const double centre = u.summary.centre;
    const auto z = [&](std::size_t k) { return (x[k] / n[k] - centre) / std::sqrt(centre / n[k]); };
    double ranges = 0.0;
    for (std::size_t k = 1; k < x.size(); ++k) ranges += std::abs(z(k) - z(k - 1));
    const double sigma_z = ranges / static_cast<double>(x.size() - 1) / 1.128;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double width = sigma_z * (u.points.upper_raw[k] - centre);
      CHECK(up.points.upper_raw[k] == Approx(centre + width).epsilon(1e-12));
      CHECK((up.points.beyond[k] != 0) == (std::abs(x[k] / n[k] - centre) > width * (1.0 + 1e-9)));
    }
  }
}

TEST_CASE("u' of rates that scatter more than chance has wider limits, u has false alarms") {
  reference::Random random(505);
  int u_beyond = 0, up_beyond = 0;
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<double> x, n;
    for (int k = 0; k < 24; ++k) {
      n.push_back(20000);
      x.push_back(random.poisson(200.0 * std::exp(0.2 * random.normal())));
    }
    u_beyond += analyse<chart::U>({x, n}).summary.beyond;
    up_beyond += analyse<chart::Up>({x, n}).summary.beyond;
  }
  CHECK(u_beyond > 400);  // of 2 400 points
  CHECK(up_beyond < 40);
}
