#include <kvalspc/chart/xbar.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/aggregate/subgroups.hpp>
#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

/** Subgroups from rows of measurements, `sizes` of them each. */
struct Rows {
  std::vector<double> values;
  std::vector<std::int64_t> offsets{0};

  void add(const std::vector<double>& subgroup) {
    values.insert(values.end(), subgroup.begin(), subgroup.end());
    offsets.push_back(static_cast<std::int64_t>(values.size()));
  }
  [[nodiscard]] Subgroups subgroups(Within how = Within::sd) const {
    return kvalspc::subgroups(how, values, offsets);
  }
};

Chart xbar(const Subgroups& g, const Plan& plan = {}, const Settings& settings = {}) {
  return analyse<chart::Xbar>({g.sum, g.size, g.within}, plan, settings);
}

/** Six subgroups whose means, standard deviations and ranges are easy to see. */
Rows six() {
  Rows rows;
  for (const double at : {10.0, 12.0, 11.0, 9.0, 10.0, 20.0}) rows.add({at - 2.0, at, at + 2.0});
  return rows;
}

}  // namespace

TEST_CASE("x-bar: the textbook's A3 and A2 of subgroups of one size") {
  // Montgomery, App. VI: A3(3) = 1.954 times the mean standard deviation (2), A2(3) = 1.023 times the mean
  // range (4).
  const Chart s = xbar(six().subgroups());
  CHECK(s.summary.centre == 12.0);
  CHECK(std::abs(s.points.upper[0] - (12.0 + 1.954 * 2.0)) < 1e-3);
  CHECK(std::abs(s.points.lower[0] - (12.0 - 1.954 * 2.0)) < 1e-3);
  CHECK(support::flagged(s.points.beyond) == std::vector<std::size_t>{5});
  const Chart range = xbar(six().subgroups(Within::range), {}, {.conventions = {.within = Within::range}});
  CHECK(std::abs(range.points.upper[0] - (12.0 + 1.023 * 4.0)) < 1e-3);
  CHECK(range.points.upper[0] == Approx(12.0 + 3.0 * 4.0 / 1.693 / std::sqrt(3.0)).epsilon(1e-14));
  const Chart exact = xbar(six().subgroups(Within::range), {},
                           {.conventions = {.constants = constants::exact, .within = Within::range}});
  CHECK(exact.points.upper[0] ==
        Approx(12.0 + 3.0 * 4.0 / 1.6925687506432689 / std::sqrt(3.0)).epsilon(1e-14));
}

TEST_CASE("x-bar: larger subgroups have narrower limits, and one subgroup changes no other's estimator") {
  Rows rows;
  reference::Random random(501);
  std::vector<double> sizes;
  for (int k = 0; k < 40; ++k) {
    std::vector<double> group;
    for (int j = random.whole(2, 12); j > 0; --j) group.push_back(50.0 + 3.0 * random.normal());
    sizes.push_back(static_cast<double>(group.size()));
    rows.add(group);
  }
  const Subgroups g = rows.subgroups();
  const Chart chart = xbar(g);
  // Burr's weights, spelled out.
  double top = 0.0, bottom = 0.0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const double c4 = math::c4(sizes[k]);
    top += c4 * c4 / (1.0 - c4 * c4) * g.within[k] / c4;
    bottom += c4 * c4 / (1.0 - c4 * c4);
  }
  CHECK(chart.phases[0].fit.level.spread == Approx(top / bottom).epsilon(1e-12));
  CHECK(std::abs(top / bottom - 3.0) < 0.5);
  for (std::size_t k = 0; k < sizes.size(); ++k)
    CHECK(chart.points.upper[k] ==
          Approx(chart.summary.centre + 3.0 * top / bottom / std::sqrt(sizes[k])).epsilon(1e-12));
  CHECK(chart.phases[0].fit.ranges == 40);
}

TEST_CASE("x-bar: the pooled convention is Montgomery's 6.31, and the same with equal sizes") {
  const Conventions pooled{.pooled_within = true};
  const Chart a = xbar(six().subgroups()), b = xbar(six().subgroups(), {}, {.conventions = pooled});
  CHECK(support::same(a.points.upper, b.points.upper));
  Rows rows = six();
  rows.add({8.0, 14.0});  // s^2 = 18, beside six of 4 with two degrees of freedom each
  const Chart chart = xbar(rows.subgroups(), {}, {.conventions = pooled});
  const double s = std::sqrt((6 * 2 * 4.0 + 18.0) / 13.0);
  const double a3 = 3.0 / (math::c4(2.0) * std::sqrt(2.0));
  CHECK(chart.points.upper[6] - chart.points.centre[6] == Approx(a3 * s).epsilon(1e-13));
}

TEST_CASE("x-bar: a subgroup of one has a mean and limits, and says nothing of sigma") {
  Rows rows = six();
  rows.add({11.0});
  rows.add({missing, missing});
  const Chart chart = xbar(rows.subgroups());
  CHECK(chart.phases[0].fit.ranges == 6);
  CHECK(chart.points.value[6] == 11.0);
  CHECK(chart.points.upper[6] - chart.points.centre[6] ==
        Approx(std::sqrt(3.0) * (chart.points.upper[0] - chart.points.centre[0])).epsilon(1e-14));
  CHECK(std::isnan(chart.points.value[7]));
  CHECK(std::isnan(chart.points.upper[7]));
  Rows singles;
  for (const double x : {1.0, 2.0, 3.0}) singles.add({x});
  const Chart lonely = xbar(singles.subgroups());
  CHECK(lonely.summary.status == Status::too_few_points);
  CHECK(lonely.summary.centre == 2.0);
  CHECK(lonely.summary.beyond == 0);
}

TEST_CASE("x-bar: a baseline, exclusions and standards") {
  const Chart frozen = xbar(six().subgroups(), {.freeze = {5}});
  CHECK(frozen.summary.centre == Approx(10.4));
  const Chart without = xbar(six().subgroups(), {.exclude = {5}});
  CHECK(without.summary.centre == frozen.summary.centre);
  CHECK(without.points.beyond[5] != 0);  // where it lies is still told
  CHECK(without.summary.beyond == 0);
  // A known process: sigma is that of one measurement.
  const Chart known = xbar(six().subgroups(), {}, {.standards = {{.centre = 10.0, .sigma = 2.0}}});
  CHECK(known.points.upper[0] == 10.0 + 3.0 * (2.0 / std::sqrt(3.0)));
}

TEST_CASE("x-bar: constant measurements, and columns that are missing") {
  Rows rows;
  for (int k = 0; k < 5; ++k) rows.add({7.0, 7.0});
  const Chart chart = xbar(rows.subgroups());
  CHECK(chart.summary.status == Status::no_variation);
  CHECK(chart.points.upper[0] == 7.0);
  const std::vector<double> x{1, 2};
  CHECK(support::message_of<std::invalid_argument>([&] {
          (void)analyse<chart::Xbar>({x, x});
        }) == "within for chart \"xbar\": got none, need one value a point: see subgroups()");
  CHECK_THROWS_AS(analyse<chart::Xbar>({x, {}, x}), std::invalid_argument);
  CHECK_THROWS_AS(analyse<chart::I>({x, {}, x}), std::invalid_argument);
}
