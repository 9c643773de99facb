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

TEST_CASE("The last quiet count is found from any guess") {
  for (double last = 0.0; last <= 9.0; last += 1.0) {
    for (double guess = 0.0; guess <= 9.0; guess += 1.0)
      CHECK(verdict::detail::last_quiet(9.0, guess, [&](double t) { return t > last; }) == last);
  }
  CHECK(verdict::detail::last_quiet(0.0, 3.0, [](double) { return true; }) == 0.0);
}
