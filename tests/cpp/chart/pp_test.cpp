#include <kvalspc/chart/pp.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

/** Accident departments, 20 weeks: Mohammed and Laney (2006). */
const std::vector<double> seen{266501, 264225, 276532, 281461, 269071, 261215, 270409,
                               279778, 270483, 270320, 267923, 271478, 255353, 256820,
                               261835, 259144, 255910, 260863, 264465, 260989};
const std::vector<double> all{280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
                              279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772};

}  // namespace

TEST_CASE("R16, R17: Laney's p' of attendances; the field's 1.128, and no screening") {
  const Settings sigma{.limits = LimitsKind::sigma};
  const Chart p = analyse<chart::P>({seen, all}, {}, sigma), pp = analyse<chart::Pp>({seen, all}, {}, sigma);
  CHECK(std::abs(pp.summary.centre - .95289971) < 5e-9);
  CHECK(std::abs(pp.phases[0].fit.level.spread / 1.128 - 10.640422) < 5e-7);
  CHECK(std::abs(p.points.lower[0] - .95169956) < 5e-9);
  CHECK(std::abs(p.points.upper[0] - .95409986) < 5e-9);
  CHECK(support::flagged(p.points.beyond).size() == 16);
  CHECK(std::abs(pp.points.lower[0] - .94012964) < 5e-9);
  CHECK(std::abs(pp.points.upper[0] - .96566978) < 5e-9);
  CHECK(pp.summary.beyond == 0);
  // R17: what else tools do: the exact constant, and screening (here it drops nothing).
  const Chart exact = analyse<chart::Pp>({seen, all}, {}, {.conventions = {.constants = constants::exact}});
  const double ratio = 1.128 / constants::exact.d2;
  CHECK(exact.points.upper[0] - exact.points.centre[0] ==
        Approx(ratio * (pp.points.upper[0] - pp.points.centre[0])).epsilon(1e-12));
  const Chart screened = analyse<chart::Pp>({seen, all}, {}, {.conventions = {.screen = true}});
  CHECK(screened.phases[0].fit.ranges_screened == 0);
}

TEST_CASE("p' is the p chart with every width times sigma_z, also below 1") {
  reference::Random random(503);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<double> x, n;
    for (int k = random.whole(5, 40); k > 0; --k) {
      n.push_back(random.whole(20, 400));
      x.push_back(random.binomial(static_cast<int>(n.back()), 0.3));
    }
    const Settings sigma{.limits = LimitsKind::sigma};
    const Chart p = analyse<chart::P>({x, n}, {}, sigma), pp = analyse<chart::Pp>({x, n});
    const double centre = p.summary.centre;
    double ranges = 0.0;
    const auto z = [&](std::size_t k) {
      return (x[k] / n[k] - centre) / std::sqrt(centre * (1.0 - centre) / n[k]);
    };
    for (std::size_t k = 1; k < x.size(); ++k) ranges += std::abs(z(k) - z(k - 1));
    const double sigma_z = ranges / static_cast<double>(x.size() - 1) / 1.128;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double width = sigma_z * (p.points.upper_raw[k] - centre);
      CHECK(pp.points.upper_raw[k] == Approx(centre + width).epsilon(1e-12));
      CHECK((pp.points.beyond[k] != 0) == (std::abs(x[k] / n[k] - centre) > width * (1.0 + 1e-9)));
    }
  }
}

TEST_CASE("p' of shares without any variation, and by the median range") {
  const std::vector<double> x = support::repeated(10, 3.0), n = support::repeated(10, 30.0);
  const Chart constant = analyse<chart::Pp>({x, n});
  CHECK(constant.summary.status == Status::no_variation);  // sigma_z = 0
  CHECK(constant.points.upper[0] == constant.points.centre[0]);
  const Chart by_median = analyse<chart::Pp>({seen, all}, {}, {.conventions = {.median_ranges = true}});
  const Chart by_mean = analyse<chart::Pp>({seen, all});
  CHECK(by_median.points.upper[0] != by_mean.points.upper[0]);
  CHECK(by_median.summary.centre == by_mean.summary.centre);
}
