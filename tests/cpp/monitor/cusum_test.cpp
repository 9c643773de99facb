#include <kvalspc/monitor/cusum.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

#include <kvalspc/monitor/score.hpp>

#include "support.hpp"

using namespace kvalspc;
using namespace kvalspc::monitor;

namespace {

/** Montgomery, Statistical Quality Control, table 9.1: level 10, sigma 1, from period 21 on 11. */
const std::vector<double> montgomery{9.45,  7.99,  9.29,  11.66, 12.16, 10.18, 8.04,  11.46, 9.20,  10.34,
                                     9.03,  11.47, 10.51, 9.40,  10.08, 9.37,  10.62, 10.31, 8.52,  10.84,
                                     10.90, 9.33,  12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52};

CusumPath tabular(const std::vector<double>& z, double k, double h, double head_start = 0.0) {
  const Score up = score_of_value(2.0 * k), down = score_of_value(-2.0 * k);
  return run_cusum(
      0, z.size(), h, head_start, [&](std::size_t i) { return !std::isnan(z[i]); },
      [&](std::size_t i) { return up(z[i], 1.0); }, [&](std::size_t i) { return down(z[i], 1.0); });
}

std::vector<double> standardised(std::vector<double> x) {
  for (double& value : x) value -= 10.0;
  return x;
}

}  // namespace

TEST_CASE("tabular CUSUM of Montgomery's table 9.1: signal in period 29") {
  const CusumPath path = tabular(standardised(montgomery), 0.5, 5.0);
  CHECK(path.up[28] == Approx(5.28));
  CHECK(path.up[29] == Approx(5.30));
  REQUIRE(path.alarms.size() == 1);
  CHECK(path.alarms[0].direction == Direction::up);
  CHECK(path.alarms[0].signalled == 28);
  CHECK(path.alarms[0].first == 22);  // counter N+ = 7 in the book
  CHECK(path.alarms[0].last == 29);
  CHECK_FALSE(path.alarms[0].ended);
}

TEST_CASE("the sums are those of the definition, for any series") {
  std::vector<double> z;
  for (int k = 0; k < 200; ++k) z.push_back(2.0 * std::sin(1.7 * k) + 0.3 * std::cos(0.11 * k));
  const CusumPath path = tabular(z, 0.5, 1e9, 0.7);
  // A sum that is never below 0 is the best of the sums that begin anywhere, or at the head start.
  for (std::size_t end = 0; end < z.size(); end += 13) {
    double best = 0.0, sum = 0.0;
    for (std::size_t k = end + 1; k-- > 0;) {
      sum += z[k] - 0.5;
      best = std::max(best, k == 0 ? sum + 0.7 : sum);
    }
    CHECK(path.up[end] == Approx(best).margin(1e-12));
  }
  CHECK(path.alarms.empty());
}

TEST_CASE("where the threshold is 0, a signal goes on until its sum falls") {
  const std::vector<double> z{-1.0, 2.0, 3.0, 0.5, 4.0, -2.0, -1.0, 0.0};
  const CusumPath path = tabular(z, 0.5, 0.0);
  REQUIRE(path.alarms.size() == 3);  // a rise, and a fall before and after it
  CHECK(path.alarms[1].direction == Direction::up);
  CHECK(path.alarms[1].signalled == 1);
  CHECK(path.alarms[1].last == 4);  // 0.5 adds nothing: the sum stays where it is
  CHECK(path.alarms[1].ended);
}

TEST_CASE("a fall is the mirror of a rise") {
  std::vector<double> mirrored = standardised(montgomery);
  for (double& value : mirrored) value = -value;
  const CusumPath there = tabular(standardised(montgomery), 0.5, 4.0), back = tabular(mirrored, 0.5, 4.0);
  CHECK(support::same(there.up, back.down));
  CHECK(support::same(there.down, back.up));
}

TEST_CASE("a signal ends when as much evidence for a return has come") {
  std::vector<double> z(8, 2.0);  // score 1.5 each: 12 after eight, above 5 in the fourth
  z.insert(z.end(), 20, -0.25);   // score -.75 each: 5 lower after seven
  const CusumPath path = tabular(z, 0.5, 5.0);
  REQUIRE(path.alarms.size() == 1);
  const Alarm& alarm = path.alarms[0];
  CHECK(alarm.first == 0);
  CHECK(alarm.signalled == 3);
  CHECK(alarm.ended);
  CHECK(alarm.last == 13);
  CHECK(path.up[14] == 0.0);
}

TEST_CASE("missing periods keep the sum as it was, and a later rise signals anew") {
  std::vector<double> z{2, 2, support::missing, 2, 2, 2};
  z.insert(z.end(), 30, -1.0);
  z.insert(z.end(), 5, 3.0);
  const CusumPath path = tabular(z, 0.5, 5.0);
  CHECK(std::isnan(path.up[2]));
  CHECK(path.up[3] == path.up[1] + 1.5);
  REQUIRE(path.alarms.size() == 3);  // up, down while it was low, and up again
  CHECK(path.alarms[0].signalled == 4);
  CHECK(path.alarms[1].direction == Direction::down);
  CHECK(path.alarms[2].direction == Direction::up);
  CHECK(path.alarms[2].first == 36);
}

TEST_CASE("scores are log-likelihood ratios") {
  const double p = 0.3, q = 0.3 * 1.5 / (0.7 + 0.3 * 1.5);
  CHECK(score_of_share(p, 1.5)(4.0, 10.0) ==
        Approx(4.0 * std::log(q / p) + 6.0 * std::log((1.0 - q) / (1.0 - p))));
  CHECK(score_of_rate(0.2, 3.0)(5.0, 10.0) == Approx(5.0 * std::log(3.0) - 10.0 * (0.6 - 0.2)));
  // Steiner et al. (2000): a patient with expected risk .1 who dies, odds doubled: log(2 / (1 - .1 + 2 *
  // .1)).
  CHECK(score_of_share(0.1, 2.0)(1.0, 1.0) == Approx(std::log(2.0 / 1.1)));
  CHECK(score_of_share(0.1, 2.0)(0.0, 1.0) == Approx(std::log(1.0 / 1.1)));
}
