#include <kvalspc/verdict/scan_whole.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/verdict/scan.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/scan.hpp"

using namespace kvalspc;
using Column = std::vector<double>;
using verdict::ScanProportions;

namespace {

/** Every split looked up, one after the other: the first with the largest ratio. */
verdict::BestSplit best_of_all(const Column& x, const Column& n, const verdict::WholeTotals& all) {
  const verdict::SplitRatios<ScanProportions> splits(all.total, all.size);
  return verdict::best_split(x, n, splits);
}

/** The same split with the same bits; and the ratio of the split that long double finds. */
void check_best(const Column& x, const Column& n) {
  const auto all = verdict::whole_totals(x, n, math::WholeXLogX::size);
  REQUIRE(all.has_value());
  const verdict::BestSplit got = verdict::WholeScan(*all).best(x, n), expected = best_of_all(x, n, *all);
  CHECK(got.at == expected.at);
  CHECK(got.ratio == expected.ratio);
  const auto exact = static_cast<double>(reference::best_split(x, n, false).ratio);
  CHECK(std::abs(got.ratio - exact) < 5e-12);
  const verdict::Scan<ScanProportions> scan(x, n);
  CHECK(scan.split() == got.at);
  CHECK(scan.statistic() == got.ratio);
}

void mirror_in_time(Column& column) {
  for (std::size_t k = 0; k < column.size() / 2; ++k) column[column.size() - 1 - k] = column[k];
}

}  // namespace

TEST_CASE("The best split of whole numbers is the one that a look at every split finds") {
  reference::Random random(64);
  for (int round = 0; round < 3000; ++round) {
    // Around the lengths where splits begin to be bounded, and where a block ends.
    const int points =
        random.pick<int>({1, 2, 12, 31, 47, 48, 49, 50, 60, 64, 65, 66, 80, 81, 129, 130, 200});
    const int most = random.pick<int>({1, 2, 5, 12, 60, 16383 / points});
    const double level = random.pick<double>({0.01, 0.05, 0.3, 0.5, 0.9, 0.99});
    const double later = random.chance(0.5) ? level : random.uniform();
    const int change = random.whole(0, points);
    Column x, n;
    for (int k = 0; k < points; ++k) {
      n.push_back(random.chance(0.1) ? 0 : random.whole(0, most));  // some periods without patients
      x.push_back(random.binomial(static_cast<int>(n.back()), k < change ? level : later));
    }
    if (round % 5 == 0) mirror_in_time(x), mirror_in_time(n);  // so that splits tie
    INFO(points << " points of " << most << " at most, " << level << " then " << later << ", round "
                << round);
    check_best(x, n);
  }
}

TEST_CASE(
    "Where no split changes anything, or all are the same but for rounding, the first largest is found") {
  for (const std::size_t points : {2U, 31U, 49U, 60U, 64U, 65U, 66U, 150U}) {
    check_best(Column(points, 3.0),
               Column(points, 9.0));  // ratios of 0, but for the last digits of the table
    check_best(Column(points, 0.0), Column(points, 9.0));
    check_best(Column(points, 9.0), Column(points, 9.0));
    check_best(Column(points, 0.0), Column(points, 0.0));
    Column x(points, 0.0), n(points, 0.0);  // one split repeated by periods without patients
    x.front() = 1.0, n.front() = 4.0, x.back() = 3.0, n.back() = 4.0;
    check_best(x, n);
    Column late(points, 50.0);  // the last split, in a block of its own
    late[points - 1] = 0.0;
    check_best(late, Column(points, 100.0));
  }
}

TEST_CASE("A bound is looked up, if the ratio it may hide could be the largest") {
  // One split after the other by one patient: ratios in a row that differ little.
  reference::Random random(1);
  for (int round = 0; round < 200; ++round) {
    Column x, n;
    for (int k = 0; k < 190; ++k) {
      n.push_back(1.0);
      x.push_back(random.chance(k < 95 ? 0.4 : 0.6) ? 1.0 : 0.0);
    }
    n[7] = n[101] = 8000.0;
    x[7] = 3200.0, x[101] = 4800.0 - round;
    check_best(x, n);
  }
}
