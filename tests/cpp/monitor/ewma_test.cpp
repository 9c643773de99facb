#include <kvalspc/monitor/ewma.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

#include "support.hpp"

using namespace kvalspc;
using namespace kvalspc::monitor;

TEST_CASE("EWMA of the NIST/SEMATECH e-Handbook, 6.3.2.4") {
  const std::vector<double> x{52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
                              49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
  const std::vector<double> printed{50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
                                    50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99};
  const EwmaPath path =
      run_ewma(x, support::repeated(x.size(), 2.0539), 50.0, {.weight = 0.3, .width = 3.0, .exact = false});
  for (std::size_t k = 0; k < x.size(); ++k) CHECK(std::abs(path.average[k] - printed[k]) <= 0.00501);
  CHECK(std::abs(path.upper[0] - 52.5884) <= 0.00005);
  CHECK(std::abs(path.lower[0] - 47.4116) <= 0.00011);  // printed as 47.4115
  CHECK(path.alarms.empty());
}

TEST_CASE("EWMA of Montgomery's table 9.1: signals in periods 29 and 30") {
  const std::vector<double> x{9.45,  7.99,  9.29,  11.66, 12.16, 10.18, 8.04,  11.46, 9.20,  10.34,
                              9.03,  11.47, 10.51, 9.40,  10.08, 9.37,  10.62, 10.31, 8.52,  10.84,
                              10.90, 9.33,  12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52};
  const EwmaPath path = run_ewma(x, support::repeated(x.size(), 1.0), 10.0, {.weight = 0.1, .width = 2.7});
  CHECK(std::abs(path.average[28] - 10.6468) <= 0.00005);
  CHECK(std::abs(path.upper[28] - 10.6187) <= 0.00005);
  REQUIRE(path.alarms.size() == 1);
  CHECK(path.alarms[0].signalled == 28);
  CHECK(path.alarms[0].last == 29);
  CHECK_FALSE(path.alarms[0].ended);
}

TEST_CASE("exact limits begin narrow and end at the final ones") {
  const std::vector<double> x(200, 1.0), sigma(200, 2.0);
  const EwmaPath exact = run_ewma(x, sigma, 0.0, {.weight = 0.1}),
                 final = run_ewma(x, sigma, 0.0, {0.1, 3.0, false});
  CHECK(exact.upper[0] == Approx(3.0 * 0.1 * 2.0));  // the first average varies as its one value does
  CHECK(exact.upper[199] == Approx(final.upper[199]).epsilon(1e-12));
  for (std::size_t k = 1; k < 200; ++k) CHECK(exact.upper[k] >= exact.upper[k - 1]);
}

TEST_CASE("a missing value leaves the average as it was; a signal ends when the average is back") {
  const std::vector<double> x{4, 4, support::missing, 4, -4, -4, -4, 0};
  const EwmaPath path = run_ewma(x, support::repeated(x.size(), 1.0), 0.0, {.weight = 0.5, .width = 2.0});
  CHECK(std::isnan(path.average[2]));
  CHECK(path.average[3] == 0.5 * 4.0 + 0.5 * path.average[1]);
  REQUIRE(path.alarms.size() == 2);
  CHECK((path.alarms[0].first == 0 && path.alarms[0].last == 3 && path.alarms[0].ended));
  CHECK(path.alarms[1].direction == Direction::down);
}
