#include <kvalspc/monitor/monitor.hpp>

#include <cmath>
#include <cstddef>
#include <map>
#include <vector>

#include <catch.hpp>

#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

struct Shares {
  double ever_alerted, found_in_12;
};

/**
 * Of `units` units with 20 patients a month: how many are ever alerted in five years at level .5, and how
 * many within twelve months when the level becomes .65. The dispersion is known to be 1, so that the
 * threshold depends on the baseline's events alone.
 */
Shares simulate(std::size_t baseline, int units) {
  constexpr std::size_t years_5 = 60, year = 12;
  reference::Random random(20240917);
  std::map<double, double> thresholds;
  MonitorSettings settings{.dispersion = 1.0};
  Shares found{0.0, 0.0};
  const std::vector<double> n(baseline + years_5, 20.0);
  std::vector<double> x(n.size());
  for (int unit = 0; unit < units; ++unit) {
    double events = 0.0;
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = random.binomial(20, 0.5);
    for (std::size_t k = 0; k < baseline; ++k) events += x[k];
    const auto known = thresholds.find(events);
    settings.threshold = known == thresholds.end() ? std::nullopt : std::optional(known->second);
    const Monitored stable = monitor_series(ChartKind::p, {x, n}, baseline, settings);
    settings.threshold = thresholds[events] = stable.threshold;
    found.ever_alerted += stable.path.alarms.empty() ? 0.0 : 1.0 / units;
    for (std::size_t k = baseline; k < baseline + year; ++k) x[k] = random.binomial(20, 0.65);
    const Series changed{std::span(x).first(baseline + year), std::span(n).first(baseline + year)};
    const Monitored moved = monitor_series(ChartKind::p, changed, baseline, settings);
    found.found_in_12 += moved.path.alarms.empty() ? 0.0 : 1.0 / units;
  }
  return found;
}

}  // namespace

TEST_CASE("stable units are ever alerted in 5 % of five-year runs, changed ones are found") {
  constexpr int units = 3000;
  const double error = 3.0 * std::sqrt(0.05 * 0.95 / units);
  const Shares with_24 = simulate(24, units), with_12 = simulate(12, units);
  CAPTURE(with_24.ever_alerted, with_24.found_in_12, with_12.ever_alerted, with_12.found_in_12);
  CHECK(with_24.ever_alerted < 0.05 + error);
  CHECK(with_12.ever_alerted < 0.05 + error);
  CHECK(with_24.found_in_12 >= 0.75);
  CHECK(with_12.found_in_12 >= 0.58);
}

TEST_CASE("a shorter baseline, or more variation than chance, asks for more evidence") {
  const std::vector<double> n(36, 20.0);
  std::vector<double> x;
  for (int k = 0; k < 36; ++k) x.push_back(k % 2 == 0 ? 8.0 : 12.0);
  const auto threshold = [&](std::size_t start, MonitorSettings settings = {}) {
    return monitor_series(ChartKind::p, {x, n}, start, settings).threshold;
  };
  CHECK(threshold(12) > threshold(24));
  CHECK(threshold(24, {.dispersion = 2.0}) > 1.5 * threshold(24, {.dispersion = 1.0}));
  // Other units that vary twice as much as chance make this one suspect too.
  CHECK(threshold(24, {.others = {200.0, 100.0}}) > threshold(24));
  for (int k = 0; k < 36; ++k) x[static_cast<std::size_t>(k)] = k % 2 == 0 ? 4.0 : 16.0;
  CHECK(threshold(24) > 1.5 * threshold(24, {.dispersion = 1.0}));
}

TEST_CASE("patients who are counted the other way round turn rises into falls") {
  const std::vector<double> n(30, 20.0),
      x{3, 5, 4, 6, 2, 4, 3, 5, 4, 6, 2, 4, 3, 5, 4, 6, 2, 4, 3, 5, 9, 8, 9, 7, 9, 8, 9, 9, 8, 9};
  std::vector<double> y;
  for (const double events : x) y.push_back(20.0 - events);
  const MonitorSettings settings{.threshold = 6.0};
  const Monitored there = monitor_series(ChartKind::p, {x, n}, 20, settings);
  const Monitored back = monitor_series(ChartKind::p, {y, n}, 20, settings);
  REQUIRE(there.path.alarms.size() == 1);
  REQUIRE(back.path.alarms.size() == 1);
  CHECK(there.path.alarms[0].direction == Direction::up);
  CHECK(back.path.alarms[0].direction == Direction::down);
  CHECK(there.path.alarms[0].signalled == back.path.alarms[0].signalled);
  CHECK(there.path.alarms[0].first == 20);
  CHECK(there.reference.level == Approx(1.0 - back.reference.level).epsilon(1e-12));
}

TEST_CASE("rates and values are monitored too") {
  std::vector<double> x, n, value;
  reference::Random random(3);
  for (int k = 0; k < 44; ++k) {
    n.push_back(100.0 + k % 3);
    x.push_back(random.poisson(k < 24 ? 5.0 : 11.0));
    value.push_back(30.0 + 4.0 * random.normal() - (k < 24 ? 0.0 : 6.0));
  }
  const Monitored rate = monitor_series(ChartKind::u, {x, n}, 24);
  REQUIRE_FALSE(rate.path.alarms.empty());
  CHECK(rate.path.alarms[0].direction == Direction::up);
  CHECK(rate.level_up == Approx(2.0 * rate.reference.level));
  const Monitored values = monitor_series(ChartKind::i, {value, {}}, 24);
  REQUIRE_FALSE(values.path.alarms.empty());
  CHECK(values.path.alarms[0].direction == Direction::down);
  // A threshold for values does not depend on what they are measured in.
  for (double& v : value) v = 60.0 * v - 7.0;
  const Monitored seconds = monitor_series(ChartKind::i, {value, {}}, 24);
  CHECK(seconds.threshold == Approx(values.threshold).epsilon(1e-12));
  CHECK(seconds.path.alarms[0].signalled == values.path.alarms[0].signalled);
}

TEST_CASE("values: stable units are ever alerted in 5 % of five-year runs") {
  constexpr std::size_t baseline = 12;
  constexpr int units = 4000;
  reference::Random random(11);
  std::vector<double> x(baseline + 60);
  std::optional<double> threshold;
  int alerted = 0;
  for (int unit = 0; unit < units; ++unit) {
    for (double& value : x) value = random.normal();
    const Monitored found = monitor_series(ChartKind::i, {x, {}}, baseline, {.threshold = threshold});
    threshold = found.threshold;  // the same for every baseline of that length
    alerted += found.path.alarms.empty() ? 0 : 1;
  }
  CHECK(std::abs(static_cast<double>(alerted) / units - 0.05) <
        3.0 * std::sqrt(0.05 * 0.95 * (1.0 / units + 1.0 / 4096)));
}

TEST_CASE("a baseline without events has a level, and a rise is found") {
  std::vector<double> x(40, 0.0), n(40, 50.0);
  for (std::size_t k = 24; k < 40; ++k) x[k] = 2.0;
  const Monitored found = monitor_series(ChartKind::p, {x, n}, 24);
  CHECK(found.reason == Reason::none);
  REQUIRE(found.path.alarms.size() == 1);
  CHECK(found.path.alarms[0].direction == Direction::up);
  CHECK(found.threshold > 0.0);
}

TEST_CASE("a known level needs no baseline; a tabular CUSUM with a given threshold") {
  std::vector<double> x(20, 10.2);
  for (std::size_t k = 10; k < 20; ++k) x[k] = 11.5;
  const Monitored found = monitor_series(ChartKind::i, {x, {}}, 0,
                                         {.level = 10.0, .sigma = 1.0, .threshold = 5.0, .head_start = 0.5});
  CHECK(found.path.up[0] == Approx(2.5 + 0.2 - 0.5));
  REQUIRE(found.path.alarms.size() == 1);
  CHECK(found.path.up[14] == Approx(5.0 * 1.0));
  CHECK(found.path.alarms[0].signalled == 15);
}

TEST_CASE("what cannot be monitored says why") {
  const std::vector<double> x(12, 5.0), n(12, 20.0), none;
  CHECK(monitor_series(ChartKind::p, {x, n}, 5).reason == Reason::baseline_periods);
  CHECK(monitor_series(ChartKind::p, {x, n}, 0).reason == Reason::no_data);
  CHECK(monitor_series(ChartKind::i, {x, {}}, 10).reason == Reason::no_variation);
  CHECK(monitor_series(ChartKind::p, {none, none}, 0).reason == Reason::no_data);
  CHECK(support::same(monitor_series(ChartKind::p, {x, n}, 5).path.up,
                      support::repeated(12, support::missing)));
}

TEST_CASE("misuse") {
  const std::vector<double> x(12, 5.0), n(12, 20.0);
  const auto message = [&](ChartKind kind, const MonitorSettings& settings) {
    return support::message_of<std::invalid_argument>([&] {
      (void)monitor_series(kind, {x, n}, 8, settings);
    });
  };
  CHECK(message(ChartKind::u, {.change = 0.8}) == "change: got 0.8, need a ratio of rates above 1");
  CHECK(message(ChartKind::p, {.level = 1.5}) == "level: got 1.5, need a share between 0 and 1");
  CHECK(message(ChartKind::i, {.level = 1.5}) ==
        "sigma: got none, need the standard deviation that goes with the level");
  CHECK(message(ChartKind::p, {.head_start = 0.5}) == "head_start: got 0.5, need a threshold with it");
  CHECK_THROWS_AS(monitor_series(ChartKind::p, {x, n}, 13), std::out_of_range);
}
