#include <kvalspc/monitor/threshold.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <catch.hpp>

#include "reference/random.hpp"

using namespace kvalspc;
using namespace kvalspc::monitor;

namespace {

const Slot shares_of_20{20.0, score_of_share(0.5, 2.0), score_of_share(0.5, 0.5)};

double threshold_at_half(const Aim& aim) {
  const std::vector<std::size_t> order{0};
  return threshold_of(std::span(&shares_of_20, 1), order, aim,
                      [](std::size_t, const Slot&) { return math::Outcomes::share(20.0, 0.5, 1.0); });
}

}  // namespace

TEST_CASE("both series of strata visit every middle once") {
  std::set<double> first, second;
  for (std::size_t k = 0; k < strata; ++k) {
    first.insert(stratum_middle(k));
    second.insert(stratum_partner(k));
  }
  CHECK(first.size() == strata);
  CHECK(std::equal(first.begin(), first.end(), second.begin(), second.end(),
                   [](double a, double b) { return std::abs(a - b) < 1e-15; }));
}

TEST_CASE("of other simulated units the promised share is above the threshold") {
  const double threshold = threshold_at_half({});
  reference::Random random(5);
  constexpr int units = 20000;
  int above = 0;
  for (int unit = 0; unit < units; ++unit) {
    double up = 0.0, down = 0.0, highest = 0.0;
    for (int month = 0; month < 60; ++month) {
      const double x = random.binomial(20, 0.5);
      up = std::max(0.0, up + x * std::log(2.0) - 20.0 * std::log(1.5));
      down = std::max(0.0, down - x * std::log(2.0) - 20.0 * std::log(0.75));
      highest = std::max({highest, up, down});
    }
    above += highest > threshold ? 1 : 0;
  }
  // 3 standard errors of the check and of the 4096 futures behind the threshold
  const double error = std::sqrt(0.05 * 0.95 * (1.0 / units + 1.0 / 4096.0));
  CHECK(std::abs(static_cast<double>(above) / units - 0.05) < 3.0 * error);
}

TEST_CASE("a rarer alarm, or a longer promise, needs a higher threshold") {
  CHECK(threshold_at_half({0.01, 60}) > threshold_at_half({0.05, 60}));
  CHECK(threshold_at_half({0.05, 120}) > threshold_at_half({0.05, 60}));
}

TEST_CASE("the same question always gets the same answer") {
  CHECK(threshold_at_half({}) == threshold_at_half({}));
}
