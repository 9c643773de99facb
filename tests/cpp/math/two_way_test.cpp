#include <kvalspc/math/two_way.hpp>

#include <cstddef>
#include <vector>

#include <kvalspc/math/efficient_score.hpp>
#include <kvalspc/math/identified.hpp>

#include "catch.hpp"
#include "reference/panel.hpp"
#include "reference/random.hpp"

using namespace kvalspc::math;

namespace {

/** A panel with holes, and a column that is 1 for each unit from its own start on. */
struct Example {
  Panel panel;
  Eigen::MatrixXd column;
  std::vector<std::size_t> unit, period;
  std::vector<double> treated, value, weight;

  explicit Example(std::uint64_t seed, std::size_t units = 5, std::size_t periods = 9) {
    reference::Random random(seed);
    panel.units = units, panel.periods = periods;
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t t = 0; t < periods; ++t) {
        if (t > 0 && u > 0 && random.chance(0.1)) continue;
        const int n = random.whole(5, 30);
        const double p =
            1.0 / (1.0 + std::exp(-(-0.5 + 0.3 * static_cast<double>(u) + 0.05 * static_cast<double>(t))));
        unit.push_back(u), period.push_back(t), weight.push_back(n);
        value.push_back(random.binomial(n, p) / n);
        treated.push_back(t >= 2 + u ? 1.0 : 0.0);
        panel.cells.push_back({u, t, value.back(), weight.back()});
      }
    }
    column = Eigen::Map<const Eigen::MatrixXd>(treated.data(), static_cast<Eigen::Index>(treated.size()), 1);
  }
  [[nodiscard]] std::vector<reference::Row> design() const {
    return reference::design(unit, period, treated, panel.units, panel.periods);
  }
};

}  // namespace

TEST_CASE("a logistic model is that of the dense design with dummies") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Example e(seed);
    const TwoWayFit fit = fit_two_way<LogitLink>(e.panel, e.column);
    const reference::Row naive = reference::logistic(e.design(), e.value, e.weight);
    REQUIRE(fit.converged);
    CHECK(fit.coefficients[0] == Approx(static_cast<double>(naive.back())).epsilon(1e-9));
    for (std::size_t u = 0; u < e.panel.units; ++u)
      CHECK(fit.unit_effects[static_cast<Eigen::Index>(u)] ==
            Approx(static_cast<double>(naive[u])).epsilon(1e-8));
    std::vector<reference::Row> a;
    reference::Row b, weights, ends(naive.size(), 0.0L);
    for (std::size_t k = 0; k < e.panel.size(); ++k)
      weights.push_back(e.weight[k] * LogitLink::variance(fit.means[k]));
    reference::normal_equations(e.design(), weights, reference::Row(e.panel.size(), 0.0L), a, b);
    ends.back() = 1.0L;
    CHECK(fit.covariance(0, 0) ==
          Approx(static_cast<double>(reference::solve(a, ends).back())).epsilon(1e-8));
    CHECK(fit.degrees == static_cast<double>(e.panel.size() - 5 - 9));
  }
}

TEST_CASE("a linear model of a balanced panel is the difference of differences") {
  // Two units, four periods, the second starts in the third: (5 + 9 - 1 - 3) / 2 - (2 + 2 - 1 - 1) / 2.
  Panel panel{{}, 2, 4};
  const double y[2][4] = {{1, 1, 2, 2}, {1, 3, 5, 9}};
  Eigen::MatrixXd column(8, 1);
  for (std::size_t u = 0; u < 2; ++u) {
    for (std::size_t t = 0; t < 4; ++t) {
      column(static_cast<Eigen::Index>(panel.size()), 0) = u == 1 && t >= 2 ? 1.0 : 0.0;
      panel.cells.push_back({u, t, y[u][t], 1.0});
    }
  }
  const TwoWayFit fit = fit_two_way<IdentityLink>(panel, column);
  CHECK(fit.coefficients[0] == Approx(4.0));
  CHECK(fit.covariance(0, 0) == Approx(2.0));  // 4 means of 2: 4 / 2
  CHECK(fit.degrees == 2.0);
}

TEST_CASE("a rate's model reproduces the sums of units and periods") {
  const Example e(9);
  const TwoWayFit fit = fit_two_way<LogLink>(e.panel, e.column);
  std::vector<double> units(e.panel.units, 0.0), periods(e.panel.periods, 0.0);
  for (std::size_t k = 0; k < e.panel.size(); ++k) {
    const double off = e.weight[k] * (e.value[k] - fit.means[k]);
    units[e.unit[k]] += off;
    periods[e.period[k]] += off;
  }
  for (const double off : units) CHECK(off == Approx(0.0).margin(1e-8));
  for (const double off : periods) CHECK(off == Approx(0.0).margin(1e-8));
}

TEST_CASE(
    "an effect that is given is the same as an offset, and leaves a zero score where it is the estimate") {
  const Example e(4);
  const TwoWayFit full = fit_two_way<LogitLink>(e.panel, e.column);
  std::vector<double> offsets;
  for (const double treated : e.treated) offsets.push_back(treated * full.coefficients[0]);
  const TwoWayFit given =
      fit_two_way<LogitLink>(e.panel, Eigen::MatrixXd(e.panel.rows(), 0), offsets, &full.means);
  const EfficientScore<LogitLink> efficient(e.panel, given.means);
  ScorePiece sum;
  for (std::size_t u = 0; u < e.panel.units; ++u) sum += efficient.piece(u, 2 + u);
  CHECK(sum.score == Approx(0.0).margin(1e-7));
  CHECK(1.0 / sum.information() == Approx(full.covariance(0, 0)).epsilon(1e-7));
}

TEST_CASE("columns that units and periods explain are not identified") {
  const Example e(6);
  Eigen::MatrixXd columns(e.panel.rows(), 4);
  for (std::size_t k = 0; k < e.panel.size(); ++k) {
    const auto row = static_cast<Eigen::Index>(k);
    columns(row, 0) = e.unit[k] == 2 ? 1.0 : 0.0;
    columns(row, 1) = e.treated[k];
    columns(row, 2) = e.period[k] >= 4 ? 1.0 : 0.0;
    columns(row, 3) = e.treated[k] + columns(row, 2);
  }
  CHECK(identified_columns(e.panel, columns) == std::vector<Eigen::Index>{1});
}
