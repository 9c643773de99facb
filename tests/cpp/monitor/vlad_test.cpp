#include <kvalspc/monitor/vlad.hpp>

#include <cmath>
#include <vector>

#include <catch.hpp>

#include "support.hpp"

TEST_CASE("expected minus observed, added up; a missing row adds nothing") {
  const std::vector<double> observed{0, 1, support::missing, 0, 2}, expected{.25, .5, .5, .125, 1.5};
  const std::vector<double> path = kvalspc::monitor::vlad(observed, expected);
  CHECK(support::same(path, {.25, -.25, support::missing, -.125, -.625}));
}
