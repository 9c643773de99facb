#include <kvalspc/units/rank.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Levels;
using units::Proportions;
using units::Rank;
using units::Rates;
using Column = std::vector<double>;

TEST_CASE("Clearly different units are ranked surely, like ones are not") {
  const Column x{100, 300, 500, 501, 900}, n{1000, 1000, 1000, 1000, 1000};
  const Series data{x, n};
  const std::vector<Rank> low = units::ranks(data, Levels<Proportions>(data), 0.05, false);
  CHECK(low[0].median == 1.0);
  CHECK(low[0].upper == 1.0);
  CHECK(low[4].lower == 5.0);
  CHECK(low[2].lower == 3.0);
  CHECK(low[2].upper == 4.0);
  CHECK(low[3].lower == 3.0);
  const std::vector<Rank> high = units::ranks(data, Levels<Proportions>(data), 0.05, true);
  CHECK(high[0].median == 5.0);
  CHECK(high[4].median == 1.0);
}

TEST_CASE("Small units have ranks of nearly any place") {
  const Column x{1, 2, 0, 3, 2, 1, 2, 40}, n{5, 6, 4, 7, 5, 6, 5, 100};
  const Series data{x, n};
  const std::vector<Rank> found = units::ranks(data, Levels<Rates>(data), 0.05, false);
  for (std::size_t k = 0; k < 7; ++k) CHECK(found[k].upper - found[k].lower >= 5.0);
}

TEST_CASE("Ranks are the same every time, and units without patients have none") {
  const Column x{1, 2, support::missing, 3, 0}, n{15, 16, 14, 17, 0};
  const Series data{x, n};
  const std::vector<Rank> first = units::ranks(data, Levels<Proportions>(data), 0.05, false);
  const std::vector<Rank> again = units::ranks(data, Levels<Proportions>(data), 0.05, false);
  for (std::size_t k = 0; k < x.size(); ++k) {
    CHECK(support::same(first[k].median, again[k].median));
    CHECK(std::isnan(first[k].median) == (k == 2 || k == 4));
  }
}
