#include <kvalspc/aggregate/subgroups.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

TEST_CASE("Rows become subgroups: sum, size, standard deviation or range") {
  const std::vector<double> rows{1, 2, 4, 10, 5, 5, 5};
  const std::vector<std::int64_t> offsets{0, 3, 4, 7};
  const Subgroups sd = subgroups(Within::sd, rows, offsets);
  CHECK(sd.sum == std::vector<double>{7, 10, 15});
  CHECK(sd.size == std::vector<double>{3, 1, 3});
  CHECK(sd.within[0] == Approx(std::sqrt(7.0 / 3.0)).epsilon(1e-15));
  CHECK(std::isnan(sd.within[1]));  // one measurement differs from nothing
  CHECK(sd.within[2] == 0.0);
  const Subgroups range = subgroups(Within::range, rows, offsets);
  CHECK(range.within[0] == 3.0);
  CHECK(std::isnan(range.within[1]));
}

TEST_CASE("A missing measurement makes its subgroup smaller; a subgroup without any stays a gap") {
  const std::vector<double> rows{1, missing, 3, missing, missing};
  const std::vector<std::int64_t> offsets{0, 3, 5, 5};
  const Subgroups found = subgroups(Within::sd, rows, offsets);
  CHECK(found.size == std::vector<double>{2, 0, 0});
  CHECK(found.sum[0] == 4.0);
  CHECK(std::isnan(found.sum[1]));
  CHECK(std::isnan(found.sum[2]));
}

TEST_CASE("Equal measurements have no spread, whatever rounding leaves of their mean") {
  const std::vector<double> rows(7, 0.1);
  CHECK(subgroups(Within::sd, rows, std::vector<std::int64_t>{0, 7}).within[0] == 0.0);
}

TEST_CASE("Subgroups: misuse") {
  const std::vector<double> rows(26, 1.0);
  const std::vector<std::int64_t> offsets{0, 26};
  CHECK(subgroups(Within::sd, rows, offsets).size[0] == 26.0);
  CHECK(support::message_of<std::invalid_argument>([&] {
          (void)subgroups(Within::range, rows, offsets);
        }).find("subgroup 0: got 26 measurements, need at most 25") == 0);
  const std::vector<double> infinite{1, std::numeric_limits<double>::infinity()};
  CHECK_THROWS_AS(subgroups(Within::sd, infinite, std::vector<std::int64_t>{0, 2}), std::invalid_argument);
  CHECK_THROWS_AS(subgroups(Within::sd, rows, std::vector<std::int64_t>{0, 5}), std::invalid_argument);
}
