#include <kvalspc/monitor/risk_adjusted.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

struct Patients {
  std::vector<double> died, one, risk;
};

/** Risks from .02 to .4; the odds of dying are `ratio` times those expected. */
Patients patients(std::size_t size, double ratio, std::uint64_t seed) {
  reference::Random random(seed);
  Patients p;
  for (std::size_t k = 0; k < size; ++k) {
    const double risk = random.uniform(0.02, 0.4), odds = ratio * risk / (1.0 - risk);
    p.risk.push_back(risk);
    p.one.push_back(1.0);
    p.died.push_back(random.chance(odds / (1.0 + odds)) ? 1.0 : 0.0);
  }
  return p;
}

}  // namespace

TEST_CASE("patient by patient: Steiner's weights, added up and never below 0") {
  const Patients p = patients(300, 1.0, 1);
  const RiskAdjusted found = risk_adjusted_cusum({p.died, p.one}, p.risk, {.threshold = 1e9});
  double up = 0.0, down = 0.0;
  for (std::size_t k = 0; k < p.risk.size(); ++k) {
    const double r = p.risk[k];
    up = std::max(0.0, up + (p.died[k] == 1.0 ? std::log(2.0 / (1.0 - r + 2.0 * r))
                                              : std::log(1.0 / (1.0 - r + 2.0 * r))));
    down = std::max(0.0, down + (p.died[k] == 1.0 ? std::log(0.5 / (1.0 - r + 0.5 * r))
                                                  : std::log(1.0 / (1.0 - r + 0.5 * r))));
    CHECK(found.path.up[k] == Approx(up).margin(1e-12));
    CHECK(found.path.down[k] == Approx(down).margin(1e-12));
  }
}

TEST_CASE("the promise is kept for patients with these risks, and doubled odds are found") {
  constexpr int runs = 400;
  const monitor::Aim aim{0.10, 400};
  double threshold = 0.0;
  int alerted = 0, found = 0;
  for (int run = 0; run < runs; ++run) {
    const auto seed = static_cast<std::uint64_t>(run);
    const Patients stable = patients(400, 1.0, 100U + seed), worse = patients(400, 2.0, 900U + seed);
    if (run == 0)
      threshold = risk_adjusted_cusum({stable.died, stable.one}, stable.risk, {.aim = aim}).threshold;
    const RiskAdjustedSettings settings{.threshold = threshold};
    alerted +=
        risk_adjusted_cusum({stable.died, stable.one}, stable.risk, settings).path.alarms.empty() ? 0 : 1;
    found += risk_adjusted_cusum({worse.died, worse.one}, worse.risk, settings).path.alarms.empty() ? 0 : 1;
  }
  CHECK(std::abs(alerted / static_cast<double>(runs) - 0.10) < 3.0 * std::sqrt(0.1 * 0.9 / runs));
  CHECK(found > 0.9 * runs);
}

TEST_CASE("months of patients with the same risk are the sum of their patients") {
  const std::vector<double> x{3, 1, 4}, n{10, 12, 9}, expected{1.0, 1.2, 0.9};
  const RiskAdjusted found = risk_adjusted_cusum({x, n}, expected, {.threshold = 50.0});
  const double first = 3.0 * std::log(2.0) - 10.0 * std::log(1.1);
  CHECK(found.path.up[0] == Approx(first));
  // Over an exposure: the expected events are the reference.
  const RiskAdjusted rates = risk_adjusted_cusum({x, {}}, expected, {.shares = false, .threshold = 50.0});
  CHECK(rates.path.up[0] == Approx(3.0 * std::log(2.0) - 1.0));
}

TEST_CASE("misuse, and rows without data") {
  const std::vector<double> x{1, 0}, n{1, 1}, short_one{0.5}, certain{1.0, 0.5}, fine{0.5, support::missing};
  CHECK_THROWS_AS(risk_adjusted_cusum({x, n}, short_one), std::invalid_argument);
  CHECK(support::message_of<std::invalid_argument>([&] {
          (void)risk_adjusted_cusum({x, n}, certain);
        }) == "expected[0]: got 1, need events expected, between 0 and the denominator");
  CHECK(std::isnan(risk_adjusted_cusum({x, n}, fine, {.threshold = 3.0}).path.up[1]));
  const std::vector<double> none;
  CHECK(std::isnan(risk_adjusted_cusum({none, none}, none).threshold));
}
