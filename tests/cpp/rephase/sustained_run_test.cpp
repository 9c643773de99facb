#include <kvalspc/rephase/sustained_run.hpp>

#include <cmath>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;

namespace {

std::vector<double> stretches(const std::vector<std::pair<int, double>>& parts) {
  std::vector<double> x;
  for (const auto& [points, level] : parts)
    for (int k = 0; k < points; ++k) x.push_back(level + (x.size() % 2 == 0 ? 0.1 : -0.1));
  return x;
}

}  // namespace

TEST_CASE("A run of nine makes a new median of its own nine points") {
  const std::vector<double> x = stretches({{13, 5}, {12, 9}, {9, 2}});
  const auto phases = rephase::sustained_runs(x);
  REQUIRE(phases.size() == 3);
  CHECK(phases[0].first == 0);
  CHECK(phases[0].last == 12);
  CHECK(std::abs(phases[0].median - 5.1) < 1e-12);
  CHECK(phases[1].first == 13);
  CHECK(phases[1].last == 21);
  CHECK(phases[1].direction == Direction::up);
  CHECK(std::abs(phases[1].median - 8.9) < 1e-12);
  CHECK(phases[2].first == 25);
  CHECK(phases[2].direction == Direction::down);
}

TEST_CASE("Only runs on the side asked for count") {
  const std::vector<double> x = stretches({{13, 5}, {12, 9}, {9, 2}});
  CHECK(rephase::sustained_runs(x, {13, 9, Direction::up}).size() == 2);
  const auto down = rephase::sustained_runs(x, {13, 9, Direction::down});
  REQUIRE(down.size() == 2);
  CHECK(down[1].first == 25);
}

TEST_CASE("Points on the median and missing ones neither make nor end a run, and enter no median") {
  std::vector<double> x(13, 5.0);
  for (const double v : {6.0, 7.0, 5.0, 8.0, support::missing, 9.0}) x.push_back(v);
  const auto phases = rephase::sustained_runs(x, {13, 4, Direction::none});
  REQUIRE(phases.size() == 2);
  CHECK(phases[1].first == 13);
  CHECK(phases[1].last == 18);
  CHECK(phases[1].median == 7.5);
}

TEST_CASE("A series shorter than baseline and one run has no phases; no baseline value, no run") {
  CHECK(rephase::sustained_runs(std::vector<double>(21, 1.0)).empty());
  CHECK(rephase::sustained_runs(std::vector<double>(22, 1.0)).size() == 1);
  std::vector<double> x(13, support::missing);
  x.insert(x.end(), 20, 3.0);
  CHECK(std::isnan(rephase::sustained_runs(x)[0].median));
  CHECK(rephase::sustained_runs(x).size() == 1);
  CHECK_THROWS_AS(rephase::sustained_runs(x, {0, 9}), std::invalid_argument);
  CHECK_THROWS_AS(rephase::sustained_runs(x, {13, 1}), std::invalid_argument);
}
