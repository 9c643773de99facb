#include <kvalspc/rule/runs.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/runs.hpp"
#include "rule/counted_runs.hpp"

using namespace kvalspc;

TEST_CASE("Runs agree with the naive count; ties neither extend nor break a run") {
  reference::Random random(72);
  for (int trial = 0; trial < 10000; ++trial) {
    std::vector<double> x;
    const int size = random.whole(0, 60);
    const double stay = random.uniform();
    double side = 1.0;
    for (int k = 0; k < size; ++k) {
      if (!random.chance(stay)) side = -side;
      x.push_back(random.chance(0.15) ? 0.0 : side);
    }
    const rule::Runs runs = counted_runs(x);
    const reference::Runs expected = reference::runs(x, 0.0);
    CHECK(runs.useful == expected.useful);
    CHECK(runs.longest_run == expected.longest);
    CHECK(runs.crossings == expected.crossings);
    CHECK(runs.above == std::count_if(x.begin(), x.end(), [](double v) { return v > 0.0; }));
    if (runs.longest_run == 0) continue;
    // The reported stretch holds exactly that run, and no earlier stretch is as long.
    int inside = 0;
    for (std::size_t k = runs.longest_first; k <= runs.longest_last; ++k) inside += x[k] != 0.0 ? 1 : 0;
    CHECK(inside == runs.longest_run);
    CHECK(x[runs.longest_first] == (runs.longest_side == Direction::up ? 1.0 : -1.0));
    CHECK(x[runs.longest_last] == x[runs.longest_first]);
    CHECK(reference::runs({x.begin(), x.begin() + static_cast<std::ptrdiff_t>(runs.longest_last)}, 0.0)
              .longest < runs.longest_run);
  }
}

TEST_CASE("Deviations that are not numbers are not useful") {
  const rule::Runs runs = counted_runs({std::nan(""), 1.0, std::nan(""), 1.0, -1.0});
  CHECK(runs.useful == 3);
  CHECK(runs.longest_run == 2);
  CHECK(runs.crossings == 1);
}
