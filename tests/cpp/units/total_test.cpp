#include <kvalspc/units/total.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/overdispersed.hpp"
#include "support.hpp"

using namespace kvalspc;
using namespace kvalspc::units;
using support::missing;

TEST_CASE("a unit that joins moves the plain total and not the adjusted one") {
  // Unit 0: 5 of 10 throughout; unit 1: 1 of 10, from the third period on.
  const std::vector<double> x{5, 5, 5, 5, missing, missing, 1, 1};
  const std::vector<double> n{10, 10, 10, 10, missing, missing, 10, 10};
  const std::vector<std::int64_t> starts{-1, -1};
  const Total total = total_of(ChartKind::p, {x, n, 4, starts});
  CHECK(total.points[1].value == Approx(0.5));
  CHECK(total.points[2].value == Approx(0.3));
  for (const TotalPoint& point : total.points) CHECK(point.adjusted == Approx(total.level));
  CHECK(total.level == Approx(22.0 / 60.0));
  CHECK(total.points[1].reporting == 1);
  CHECK(total.points[2].reporting == 2);
  CHECK(total.points[2].joined == Approx(0.5));
  CHECK(total.points[2].left == 0.0);
  CHECK(total.points[2].units_changed);
  CHECK_FALSE(total.points[3].units_changed);
}

TEST_CASE("one unit alone: the adjusted total and its limits are those of a p chart with dispersion") {
  const std::vector<double> x{4, 6, 5, 9, 5, 1}, n(6, 10.0);
  const std::vector<std::int64_t> starts{-1};
  const Total total = total_of(ChartKind::p, {x, n, 6, starts});
  const double unit = 0.5 * 0.5 / 10.0;
  double squares = 0.0;
  for (const double count : x) squares += std::pow(count / 10.0 - 0.5, 2.0) / unit;
  CHECK(total.dispersion == Approx(squares / 5.0));
  for (std::size_t t = 0; t < 6; ++t) {
    CHECK(total.points[t].adjusted == Approx(x[t] / 10.0));
    CHECK(total.points[t].upper == Approx(0.5 + 3.0 * std::sqrt(total.dispersion * unit)));
  }
}

TEST_CASE("when every unit reports the adjusted total is direct standardisation") {
  reference::Random random(3);
  std::vector<double> x, n;
  const std::vector<std::int64_t> starts(4, -1);
  for (int k = 0; k < 4 * 12; ++k)
    n.push_back(random.whole(5, 40)), x.push_back(random.binomial(static_cast<int>(n.back()), 0.3));
  const Network network{x, n, 12, starts};
  const Total total = total_of(ChartKind::p, network);
  for (std::size_t t = 0; t < 12; ++t) {
    double standard = 0.0, weights = 0.0;
    for (std::size_t u = 0; u < 4; ++u) {
      double weight = 0.0;
      for (std::size_t s = 0; s < 12; ++s) weight += network.n(u, s);
      standard += weight * network.x(u, t) / network.n(u, t);
      weights += weight;
    }
    CHECK(total.points[t].adjusted == Approx(standard / weights));
  }
}

TEST_CASE("points beyond are rare in a stable network that varies more than chance") {
  reference::Random random(4);
  int beyond = 0, points = 0;
  for (int repeat = 0; repeat < 40; ++repeat) {
    std::vector<double> x, n;
    const std::vector<std::int64_t> starts(8, -1);
    for (std::size_t u = 0; u < 8; ++u)
      for (int t = 0; t < 24; ++t)
        n.push_back(50.0),
            x.push_back(reference::beta_binomial(random, 50, 0.2 + 0.07 * static_cast<double>(u), 2.0));
    for (const TotalPoint& point : total_of(ChartKind::p, {x, n, 24, starts}).points) {
      beyond += point.beyond ? 1 : 0;
      ++points;
    }
  }
  CHECK(beyond <= points / 100);
}

TEST_CASE("a period without reports, a unit without patients, and misuse") {
  const std::vector<double> x{2, missing, 3, 0, missing, 0}, n{4, missing, 6, 0, missing, 0};
  const std::vector<std::int64_t> starts{-1, -1};
  const Total total = total_of(ChartKind::u, {x, n, 3, starts});
  CHECK(total.points[0].reporting == 2);  // no patients is a report
  CHECK(total.points[1].reporting == 0);
  CHECK(std::isnan(total.points[1].value));
  CHECK(std::isnan(total.points[1].adjusted));
  CHECK(total.points[2].value == Approx(0.5));
  CHECK_THROWS_AS(total_of(ChartKind::i, Network{x, {}, 3, starts}), std::invalid_argument);
}
