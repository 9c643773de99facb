#include <kvalspc/math/median.hpp>

#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"

namespace {

double median_of(std::vector<double> x) { return kvalspc::math::median_in_place(std::span<double>(x)); }

}  // namespace

TEST_CASE("The median is the middle of the sorted values") {
  reference::Random random(21);
  for (int trial = 0; trial < 3000; ++trial) {
    std::vector<double> x;
    const int size = random.whole(1, 70);
    for (int k = 0; k < size; ++k) x.push_back(random.chance(0.5) ? random.whole(-3, 3) : random.normal());
    CHECK(median_of(x) == reference::median(x));
  }
}

TEST_CASE("The median of two equal values is that value, of huge ones too") {
  constexpr double largest = std::numeric_limits<double>::max();
  CHECK(median_of({0.1, 0.1}) == 0.1);
  CHECK(median_of({-largest, largest}) == 0.0);
  CHECK(median_of({largest, largest}) == largest);
  CHECK(median_of({1e308, 1.2e308}) == Approx(1.1e308));
}
