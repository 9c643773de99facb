#include <kvalspc/neighbours.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/chart/p.hpp>
#include <kvalspc/chart/u.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

TEST_CASE("Neighbours of chance differ as chance has it: 1 on average, and more in one series in a hundred") {
  reference::Random random(601);
  int more = 0;
  double sum = 0.0;
  constexpr int trials = 2000;
  for (int trial = 0; trial < trials; ++trial) {
    std::vector<double> x, n;
    for (int k = 0; k < 24; ++k)
      n.push_back(random.whole(40, 90)), x.push_back(random.poisson(0.3 * n.back()));
    const Neighbours found = neighbours<chart::U>({{x, n}, {}});
    CHECK(found.pairs == 23);
    sum += found.dispersion;
    more += found.more_than_chance() ? 1 : 0;
  }
  CHECK(std::abs(sum / trials - 1.0) < 0.03);
  CHECK(more < 0.03 * trials);  // skewed: a little more than the normal 1 %
  CHECK(more > 0.005 * trials);
}

TEST_CASE("A lasting shift is one difference among many; scatter is all of them") {
  std::vector<double> shifted, scattered;
  for (int k = 0; k < 40; ++k) {
    shifted.push_back(k < 20 ? 10 + k % 2 : 30 + k % 2);
    scattered.push_back(k % 2 == 0 ? 10 : 30);
  }
  const std::vector<double> n(40, 100.0);
  CHECK_FALSE(neighbours<chart::P>({{shifted, n}, {}}).more_than_chance());
  CHECK(neighbours<chart::P>({{scattered, n}, {}}).more_than_chance());
  CHECK(neighbours<chart::P>({{scattered, n}, {}}).ratio() > 3.0);
}

TEST_CASE("Gaps are not bridged, and what cannot be standardised is left out") {
  const std::vector<double> x{5, missing, 6, 7}, n{10, 10, 10, 10};
  CHECK(neighbours<chart::P>({{x, n}, {}}).pairs == 1);
  const std::vector<double> none{0, 0, 0};
  const Neighbours empty = neighbours<chart::P>({{none, std::vector<double>{5, 5, 5}}, {}});
  CHECK(empty.pairs == 0);  // no variance: 0 / 0
  CHECK_FALSE(empty.more_than_chance());
}

TEST_CASE("Ranges far from the rest, and points on the median") {
  const std::vector<double> x{5, 6, 5, 6, 5, 60, 5, 6, 5, 6, 5, 6};
  CHECK(far_ranges({{x}, {}}) == 2);
  CHECK(far_ranges({{std::vector<double>{5, 6, 5, 6}}, {}}) == 0);
  CHECK(far_ranges({{}, {}}) == 0);
  CHECK(share_on_median({{std::vector<double>{0, 0, 0, 1}}, {}}) == 0.75);
  CHECK(share_on_median({{std::vector<double>{1, 2, 3, 4}}, {}}) == 0.0);
  CHECK(share_on_median({{}, {}}) == 0.0);
}
