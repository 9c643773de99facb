#include <kvalspc/units/reassignment.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/units/network.hpp>

#include "catch.hpp"
#include "reference/network.hpp"
#include "reference/panel.hpp"

using namespace kvalspc;
using namespace kvalspc::units;

namespace {

/** |t| of the start indicator in a dense linear model: for values, the score statistic up to a factor that no
 * reassignment changes is a function of it. */
double dense_statistic(const math::Panel& panel, const std::vector<std::size_t>& starts) {
  std::vector<std::size_t> unit, period;
  std::vector<double> treated;
  reference::Row weights, values;
  for (const math::Cell& cell : panel.cells) {
    unit.push_back(cell.unit), period.push_back(cell.period);
    treated.push_back(cell.period >= starts[cell.unit] ? 1.0 : 0.0);
    weights.push_back(cell.weight), values.push_back(cell.value);
  }
  std::vector<reference::Row> a;
  reference::Row b;
  reference::normal_equations(reference::design(unit, period, treated, panel.units, panel.periods), weights,
                              values, a, b);
  reference::Row ends(b.size(), 0.0L);
  ends.back() = 1.0L;
  return static_cast<double>(std::abs(reference::solve(a, b).back()) /
                             std::sqrt(reference::solve(a, ends).back()));
}

math::Panel values_panel(std::size_t units, std::size_t periods, std::uint64_t seed) {
  reference::Random random(seed);
  math::Panel panel{{}, units, periods};
  for (std::size_t u = 0; u < units; ++u)
    for (std::size_t t = 0; t < periods; ++t)
      panel.cells.push_back({u, t, random.normal() + (t >= 2 + u ? 0.7 : 0.0), 1.0});
  return panel;
}

std::vector<double> null_means(const math::Panel& panel) {
  return math::fit_two_way<math::IdentityLink>(panel, Eigen::MatrixXd(panel.rows(), 0)).means;
}

}  // namespace

TEST_CASE("exact reassignment: every permutation, the slow way") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const math::Panel panel = values_panel(4, 8, seed);
    std::vector<std::size_t> starts{2, 3, 4, 5};
    const double observed = dense_statistic(panel, starts);
    double as_large = 0.0, all = 0.0;
    do {
      all += 1.0;
      as_large += dense_statistic(panel, starts) >= observed * (1.0 - 1e-9) ? 1.0 : 0.0;
    } while (std::next_permutation(starts.begin(), starts.end()));
    const Reassignment r = reassign<math::IdentityLink>(panel, null_means(panel), {2, 3, 4, 5});
    CHECK(r.exact);
    CHECK(r.p == Approx(as_large / all));
    CHECK(r.smallest_p == Approx(1.0 / 24.0));
  }
}

TEST_CASE("equal starts are not told apart, and controls take part") {
  const math::Panel panel = values_panel(6, 8, 4);
  const Reassignment r =
      reassign<math::IdentityLink>(panel, null_means(panel), {3, 3, 5, never, never, never});
  CHECK(r.smallest_p == Approx(1.0 / 60.0));  // 6! / (2! 1! 3!)
  CHECK(std::isnan(reassign<math::IdentityLink>(panel, null_means(panel), {3, 3, 3, 3, 3, 3}).p));
}

TEST_CASE("a sample of reassignments says nearly what all of them say") {
  const std::vector<std::size_t> starts{2, 3, 4, 5, 6, 7, 8, 9};
  for (const std::uint64_t seed : {5U, 6U, 7U}) {
    const math::Panel panel = values_panel(8, 12, seed);
    const std::vector<double> means = null_means(panel);
    const Reassignment all = reassign<math::IdentityLink>(panel, means, starts);
    const Reassignment some = reassign<math::IdentityLink>(panel, means, starts, 1000.0);
    CHECK(all.exact);
    CHECK_FALSE(some.exact);
    CHECK(some.p == Approx(all.p).epsilon(0.15).margin(0.001));
    CHECK(some.p == reassign<math::IdentityLink>(panel, means, starts, 1000.0).p);
  }
}

TEST_CASE("units whose months follow each other: the p-value of starts keeps its level") {
  // A level that wanders slowly within each unit; the quasi test takes months for independent and cannot.
  reference::Random random(21);
  auto network = reference::eight_units();
  network.wander = 0.5;
  network.correlation = 0.8;
  int rejected = 0;
  constexpr int repeats = 100;
  for (int k = 0; k < repeats; ++k) {
    network.draw(random);
    const Network view{network.x, network.n, network.periods, network.starts};
    const FittedPanel fitted = panel_of(verdict::Measure::proportions, view, [](auto, auto) { return true; });
    const auto means =
        math::fit_two_way<math::LogitLink>(fitted.panel, Eigen::MatrixXd(fitted.panel.rows(), 0)).means;
    rejected += reassign<math::LogitLink>(fitted.panel, means, starts_of(view, fitted)).p < 0.05 ? 1 : 0;
  }
  CHECK(rejected <= 11);  // .05 of 100 and three standard errors
}
