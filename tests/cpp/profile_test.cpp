#include <kvalspc/profile.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"

using namespace kvalspc;

namespace {

// Ranges 1, 2, 30, 31, 1, 2, 1: mean 68 / 7, and only those below 31.7 stay.
const std::vector<double> eight_values{10, 11, 9, 39, 8, 9, 11, 10};

double width(const Settings& settings) {
  const Chart chart = analyse<chart::I>({eight_values}, {}, settings);
  return chart.points.upper_raw[0] - chart.points.centre[0];
}

}  // namespace

TEST_CASE("A profile is found by its name, which settles limits and rules") {
  CHECK(profile::by_name("mdc-2020").rules.name() == "nhs-2020");
  CHECK(profile::by_name("mdc-2023").rules.name() == "nhs-2023");
  CHECK(profile::by_name("montgomery").rules.name() == "western_electric-1956");
  CHECK(profile::by_name("qicharts2-0.8.1").limits == LimitsKind::sigma);
  CHECK_THROWS_AS(profile::by_name("mdc"), std::invalid_argument);
}

TEST_CASE("Making Data Count: limits 2.66 screened mean ranges from the mean") {
  const double mean_range = (1 + 2 + 30 + 31 + 1 + 2 + 1) / 7.0;
  REQUIRE(31.0 < 3.267 * mean_range);  // nothing to screen yet
  CHECK(width(profile::by_name("mdc-2023")) == Approx(2.66 * mean_range).epsilon(1e-14));
  CHECK(width(profile::by_name("montgomery")) == Approx(3.0 / 1.128 * mean_range).epsilon(1e-14));
  std::vector<double> long_series(30, 5.0);
  for (std::size_t k = 0; k < long_series.size(); k += 2) long_series[k] = 6.0;
  long_series[10] = 40.0;
  const Chart chart = analyse<chart::I>({long_series}, {}, profile::by_name("mdc-2020"));
  CHECK(chart.phases[0].fit.ranges_screened == 2);
  CHECK(chart.points.upper_raw[0] - chart.points.centre[0] == Approx(2.66).epsilon(1e-14));
}

TEST_CASE("The band is as wide as asked for, and its points signal beyond it") {
  Settings settings;
  const double three = width(settings);
  settings.width = 2.0;
  CHECK(width(settings) == Approx(2.0 / 3.0 * three).epsilon(1e-14));
  const std::vector<double> x{5, 8}, n{10, 10};
  settings.limits = LimitsKind::sigma;
  settings.standards = {{.centre = 0.5}};  // sigma of 10: .158
  CHECK(analyse<chart::P>({x, n}, {}, settings).points.beyond[1] == 0);
  settings.width = 1.8;
  CHECK(analyse<chart::P>({x, n}, {}, settings).points.beyond[1] == 1);
  settings.width = 0.0;
  CHECK_THROWS_AS(analyse<chart::P>({x, n}, {}, settings), std::invalid_argument);
}

TEST_CASE("Plain quantiles of a binomial of 10, one half: .025 on each side is 2 to 8") {
  // P(X <= 1) = 11 / 1024 = .0107, P(X <= 2) = 56 / 1024 = .0547.
  const chart::Tail tail{.025, 1.96, true};
  const chart::CountLimits limits = chart::exact_limits(math::Binomial{10.0, 0.5}, tail);
  CHECK(limits.lower == 2.0);
  CHECK(limits.upper == 8.0);
}

TEST_CASE("The centre given to a g chart is its mean, as qicharts2 has it: the line lies at .693 of it") {
  const std::vector<double> gaps{20, 35, 60, 8, 44};
  Settings settings = profile::by_name("qicharts2-0.8.1");
  settings.standards = {{.centre = 40.0}};
  const Chart chart = analyse<chart::G>({gaps}, {}, settings);
  CHECK(chart.points.centre[0] == Approx(27.72).epsilon(1e-14));
  CHECK(chart.points.upper_raw[0] == Approx(40.0 + 3.0 * std::sqrt(40.0 * 41.0)).epsilon(1e-14));
}

TEST_CASE("Points without an order: Laney's factor is the standard deviation of z") {
  const std::vector<double> x{12, 30, 9, 41}, n{100, 200, 150, 250};
  Settings settings;
  settings.conventions.unordered = true;
  const Chart chart = analyse<chart::Pp>({x, n}, {}, settings);
  const double p = 92.0 / 700.0;
  double sum = 0.0, squares = 0.0;
  for (std::size_t k = 0; k < 4; ++k) {
    const double z = (x[k] / n[k] - p) / std::sqrt(p * (1.0 - p) / n[k]);
    sum += z;
    squares += z * z;
  }
  const double sd = std::sqrt((squares - sum * sum / 4.0) / 3.0);
  CHECK(chart.points.upper_raw[0] == Approx(p + 3.0 * sd * std::sqrt(p * (1.0 - p) / 100.0)).epsilon(1e-12));
  CHECK_THROWS_AS(analyse<chart::P>({x, n}, {}, settings), std::invalid_argument);
}
