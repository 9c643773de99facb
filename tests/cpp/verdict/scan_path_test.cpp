#include <kvalspc/verdict/scan_path.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/verdict/scan_model.hpp>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using verdict::QuietRange;

namespace {

/** Every count of a split looked at. */
template <class Model>
std::vector<double> quiet_counts(double m, double total, double size, double reached) {
  std::vector<double> quiet;
  for (double s = 0.0; s <= total; s += 1.0) {
    const bool possible = s <= Model::largest(m) && total - s <= Model::largest(size - m);
    if (possible && Model::ratio(s, m, total, size) < reached) quiet.push_back(s);
  }
  return quiet;
}

template <class Model>
void check_ranges(reference::Random& random) {
  std::vector<double> n(static_cast<std::size_t>(random.whole(2, 9)));
  double size = 0.0;
  for (double& one : n) size += one = random.whole(1, 12);
  const double total = random.whole(1, static_cast<int>(size) - 1);
  const double reached = random.chance(0.3) ? random.uniform(0.0, 0.2) : random.uniform(0.0, 9.0);
  const auto ranges = verdict::quiet_ranges<Model>(n, total, size, reached);
  REQUIRE(ranges.size() == n.size() - 1);
  double m = 0.0;
  for (std::size_t k = 0; k < ranges.size(); ++k) {
    const std::vector<double> quiet = quiet_counts<Model>(m += n[k], total, size, reached);
    INFO("split " << k << " of " << n.size() << ", total " << total << " of " << size << ", ratio "
                  << reached);
    if (quiet.empty()) {
      CHECK(ranges[k].low > ranges[k].high);
      continue;
    }
    CHECK(ranges[k].low == quiet.front());
    CHECK(ranges[k].high == quiet.back());
    CHECK(static_cast<double>(quiet.size()) == quiet.back() - quiet.front() + 1.0);
  }
}

}  // namespace

TEST_CASE("The quiet counts of a split are those that a look at every count finds") {
  reference::Random random(19830455);
  for (int k = 0; k < 400; ++k) {
    check_ranges<verdict::ScanProportions>(random);
    check_ranges<verdict::ScanRates>(random);
  }
}

TEST_CASE("The edge of the quiet counts is found from any guess, and is never short of it") {
  // 30 events among 300 patients, 100 of them before the split: the ratio is 2 at 5.3339 and 15.0294 (by
  // bisection).
  for (const double guess : {0.0, 1.0, 5.7, 12.0, 20.0, 1000.0}) {
    const double low = verdict::detail::edge<verdict::ScanProportions>(0.0, guess, 100.0, 30.0, 300.0, 2.0);
    const double high = verdict::detail::edge<verdict::ScanProportions>(30.0, guess, 100.0, 30.0, 300.0, 2.0);
    CAPTURE(guess, low, high);
    CHECK(verdict::ScanProportions::ratio(low, 100.0, 30.0, 300.0) > 2.0 - 1e-12);
    CHECK(verdict::ScanProportions::ratio(high, 100.0, 30.0, 300.0) > 2.0 - 1e-12);
    CHECK(low > 5.3339 - 0.25);
    CHECK(high < 15.0294 + 0.25);
  }
  CHECK(verdict::detail::edge<verdict::ScanProportions>(0.0, 3.0, 100.0, 30.0, 300.0, 50.0) == 0.0);
  CHECK(verdict::detail::edge<verdict::ScanRates>(3.0, 1.0, 3.0, 3.0, 3.0, 1.0) == 3.0);
}

TEST_CASE("The quiet counts of a thousand billion events end where the ratio reaches the statistic") {
  const std::vector<double> n(24, 1000.0);
  const double size = 24'000.0;
  for (const double total : {2.4e6, 2.4e10, 2.4e12, 2.4e15}) {
    for (const double reached : {0.3, 4.0, 60.0}) {
      const auto ranges = verdict::quiet_ranges<verdict::ScanRates>(n, total, size, reached);
      REQUIRE(ranges.size() == 23);
      double m = 0.0;
      for (const QuietRange& quiet : ranges) {
        m += 1000.0;
        const double deviation = std::sqrt(total * (m / size) * (1.0 - m / size));
        INFO(m << " of " << size << ", total " << total << ", ratio " << reached);
        CHECK(verdict::ScanRates::ratio(quiet.low, m, total, size) < reached);
        CHECK(verdict::ScanRates::ratio(quiet.low - 1.0, m, total, size) >= reached);
        CHECK(verdict::ScanRates::ratio(quiet.high, m, total, size) < reached);
        CHECK(verdict::ScanRates::ratio(quiet.high + 1.0, m, total, size) >= reached);
        CHECK(quiet.high - quiet.low == Approx(2.0 * std::sqrt(2.0 * reached) * deviation).epsilon(0.01));
      }
    }
  }
}
