#include <kvalspc/monitor/eprocess.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

#include "reference/tails.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

/** P(ever alerted within so many months), by following the sum of events until E is reached. */
double ever_alerted(int n, double level, std::size_t months, const EProcessSettings& settings) {
  std::vector<double> count(static_cast<std::size_t>(n) + 1);
  for (int x = 0; x <= n; ++x)
    count[static_cast<std::size_t>(x)] = static_cast<double>(reference::binomial(x, n, level));
  std::vector<double> state{1.0};
  double alerted = 0.0;
  for (std::size_t month = 1; month <= months; ++month) {
    std::vector<double> next(state.size() + count.size() - 1, 0.0);
    for (std::size_t s = 0; s < state.size(); ++s)
      for (std::size_t x = 0; x < count.size(); ++x) next[s + x] += state[s] * count[x];
    for (std::size_t s = 0; s < next.size(); ++s) {
      const double volume = static_cast<double>(month) * n;
      if (monitor::log_evidence(true, static_cast<double>(s), volume, settings) < -std::log(settings.alpha))
        continue;
      alerted += next[s];
      next[s] = 0.0;
    }
    state = next;
  }
  return alerted;
}

}  // namespace

TEST_CASE("target .5, 20 a month, ten years: ever alerted .0238, and soon where the level is another") {
  const EProcessSettings settings{.target = 0.5};
  // The figures compared with were simulated; the chain here is exact.
  CHECK(std::abs(ever_alerted(20, 0.5, 120, settings) - 0.0238) <= 0.0006);
  CHECK(std::abs(ever_alerted(20, 0.60, 6, settings) - 0.24) <= 0.01);
  CHECK(std::abs(ever_alerted(20, 0.65, 6, settings) - 0.66) <= 0.01);
  CHECK(std::abs(ever_alerted(20, 0.65, 12, settings) - 0.97) <= 0.01);
}

TEST_CASE("the promise holds at any target, and the prior stands at it") {
  for (const double target : {0.05, 0.9}) CHECK(ever_alerted(10, target, 60, {.target = target}) <= 0.05);
  // A prior at .5 would find .10 instead of .05 late or never (power .14).
  CHECK(ever_alerted(20, 0.10, 24, {.target = 0.05}) > 0.5);
}

TEST_CASE("evidence of one patient, by hand") {
  // Beta(10, 10): an event is as probable before as under the target; the second alike has 11/21 against 1/2.
  CHECK(monitor::log_evidence(true, 1.0, 1.0, {.target = 0.5}) == Approx(0.0).margin(1e-12));
  CHECK(monitor::log_evidence(true, 2.0, 2.0, {.target = 0.5}) == Approx(std::log(11.0 / 21.0 / 0.5)));
  // Gamma(10): one event where one is expected: 10 / 11 * (10 / 11)^10 against exp(-1).
  CHECK(monitor::log_evidence(false, 1.0, 2.0, {.target = 0.5}) ==
        Approx(11.0 * std::log(10.0 / 11.0) + 1.0));
}

TEST_CASE("a process has at most one signal, from its first period on") {
  const std::vector<double> x{support::missing, 19, 18, 20, 1, 1}, n{20, 20, 20, 20, 20, 20};
  const EProcess process = e_process(ChartKind::p, {x, n}, {.target = 0.5});
  CHECK(std::isnan(process.log_e[0]));
  REQUIRE(process.alarms.size() == 1);
  CHECK((process.alarms[0].first == 1 && process.alarms[0].last == 5));
  CHECK(process.alarms[0].direction == Direction::up);
}

TEST_CASE("misuse of an e-process") {
  const std::vector<double> x{1, 2}, n{4, 4};
  CHECK_THROWS_AS(e_process(ChartKind::i, {x, {}}, {.target = 0.5}), std::invalid_argument);
  CHECK(support::message_of<std::invalid_argument>([&] {
          (void)e_process(ChartKind::p, {x, n}, {.target = 1.0});
        }) == "target: got 1, need a share between 0 and 1");
}
