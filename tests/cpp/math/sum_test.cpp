#include <kvalspc/math/sum.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using kvalspc::math::OrderedSum;

namespace {

double ordered(const std::vector<double>& x) {
  OrderedSum<double> sum;
  for (std::size_t k = 0; k < x.size(); ++k) sum.add(k, x[k]);
  return sum.total();
}

std::vector<double> mixed_numbers(reference::Random& random, int size) {
  std::vector<double> x;
  for (int k = 0; k < size; ++k) x.push_back(random.normal() * std::pow(10.0, random.whole(-8, 8)));
  return x;
}

}  // namespace

TEST_CASE("OrderedSum is as close to the long double sum as its depth allows") {
  reference::Random random(11);
  for (int trial = 0; trial < 2000; ++trial) {
    const std::vector<double> x = mixed_numbers(random, random.whole(0, 300));
    long double exact = 0, size = 0;
    for (const double v : x) exact += v, size += std::abs(v);
    // Each number passes through at most size / 8 + 1 additions of its lane and 3 of the tree.
    const long double depth = static_cast<long double>(x.size()) / 8 + 4;
    CHECK(std::abs(ordered(x) - exact) <= depth * 0x1.0p-53L * size);
  }
}

TEST_CASE("The order of OrderedSum is its slots', not the calls'") {
  reference::Random random(12);
  int plain_sum_differs = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const std::vector<double> x = mixed_numbers(random, 8 * random.whole(1, 12));
    const double expected = ordered(x);
    // Lane by lane, as eight-wide hardware would: the same additions in another order of time.
    OrderedSum<double> by_lane;
    for (std::size_t lane = 8; lane-- > 0;) {
      for (std::size_t k = lane; k < x.size(); k += 8) by_lane.add(k, x[k]);
    }
    CHECK(by_lane.total() == expected);
    // The tree written out.
    double lanes[8] = {};
    for (std::size_t k = 0; k < x.size(); ++k) lanes[k % 8] += x[k];
    CHECK(((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7])) ==
          expected);
    // A missing slot adds nothing, wherever it is.
    OrderedSum<double> with_zeros;
    for (std::size_t k = 0; k < x.size(); ++k) with_zeros.add(k, x[k]), with_zeros.add(k + 3, 0.0);
    CHECK(with_zeros.total() == expected);
    double plain = 0.0;
    for (const double v : x) plain += v;
    plain_sum_differs += plain != expected ? 1 : 0;
  }
  CHECK(plain_sum_differs > 100);  // so the checks above can tell orders apart
}

TEST_CASE("OrderedSum of nothing is 0, and NaN stays NaN") {
  CHECK(OrderedSum<double>().total() == 0.0);
  OrderedSum<double> sum;
  sum.add(5, std::nan(""));
  sum.add(0, 1.0);
  CHECK(std::isnan(sum.total()));
}
