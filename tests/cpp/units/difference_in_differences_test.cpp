#include <kvalspc/units/difference_in_differences.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <kvalspc/verdict/compare.hpp>

#include "catch.hpp"
#include "reference/network.hpp"

using namespace kvalspc;
using namespace kvalspc::units;

namespace {

Network view(const reference::SimulatedNetwork& s) { return {s.x, s.n, s.periods, s.starts}; }

CompareSettings higher() {
  CompareSettings settings;
  settings.better = Better::higher;
  return settings;
}

}  // namespace

TEST_CASE("a trend that all share is not credited to the unit") {
  // tests/long/staggered has 5 000; the plain before and after of the same unit is wrong far more often.
  reference::Random random(31);
  auto network = reference::one_against(40);
  int better = 0, plain = 0;
  constexpr int repeats = 60;
  for (int k = 0; k < repeats; ++k) {
    network.draw(random);
    const AgainstOthers a = against_others(ChartKind::p, view(network), 0, 12, Others::not_started, higher());
    better += a.judgement.verdict == Verdict::improved ? 1 : 0;
    const std::span<const double> x(network.x), n(network.n);
    plain += compare(ChartKind::p, {x.first(24), n.first(24)}, 12, {}, higher()).verdict == Verdict::improved
                 ? 1
                 : 0;
    CHECK(a.others == 40);
  }
  CHECK(better <= 8);  // .05 of 60 and three standard errors
  CHECK(plain >= 10);
}

TEST_CASE("a unit that really gains is seen, and by how much") {
  reference::Random random(32);
  auto network = reference::one_against(12);
  network.effect = 1.0;
  network.patients = 60;
  network.draw(random);
  const AgainstOthers a = against_others(ChartKind::p, view(network), 0, 12, Others::not_started, higher());
  CHECK(a.judgement.verdict == Verdict::improved);
  CHECK(a.contrast.effect == Approx(1.0).margin(0.35));
  CHECK(a.contrast.after > a.contrast.expected);
  CHECK(a.others_after > a.others_before);  // the trend
  CHECK(a.as_large == 0);
  CHECK((a.contrast.p < 0.05) == (a.contrast.difference_lower > 0.0));
}

TEST_CASE("others that have started count until then, or throughout when asked") {
  reference::Random random(33);
  auto network = reference::eight_units();
  network.draw(random);
  const AgainstOthers clean = against_others(ChartKind::p, view(network), 0, 9);
  const AgainstOthers all = against_others(ChartKind::p, view(network), 0, 9, Others::all);
  CHECK(clean.contrast.degrees < all.contrast.degrees);
  CHECK(clean.contrast.identified);
  // The last to start has nobody left to be compared with.
  const AgainstOthers last = against_others(ChartKind::p, view(network), 7, 30);
  CHECK_FALSE(last.contrast.identified);
  CHECK(last.judgement.reason == Reason::no_contrast);
}

TEST_CASE("large units that vary more are not found too often") {
  reference::Random random(34);
  int found = 0;
  constexpr int repeats = 50;
  for (int k = 0; k < repeats; ++k) {
    std::vector<double> x, n;
    const std::vector<std::int64_t> starts{12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    for (std::size_t u = 0; u < starts.size(); ++u) {
      const int patients = u == 0 ? 100 : 10;
      for (int t = 0; t < 24; ++t) {
        n.push_back(patients);
        x.push_back(reference::beta_binomial(random, patients, 0.4, u == 0 ? 3.0 : 1.1));
      }
    }
    found += against_others(ChartKind::p, {x, n, 24, starts}, 0, 12).contrast.p < 0.05 ? 1 : 0;
  }
  CHECK(found <= 8);
}

TEST_CASE("misuse, and a unit without information") {
  reference::Random random(35);
  auto network = reference::one_against(3);
  network.draw(random);
  CHECK_THROWS_AS(against_others(ChartKind::p, view(network), 4, 12), std::out_of_range);
  CHECK_THROWS_AS(against_others(ChartKind::p, view(network), 0, 25), std::out_of_range);
  for (std::size_t t = 0; t < 24; ++t) network.x[t] = 0.0;
  CHECK_FALSE(against_others(ChartKind::p, view(network), 0, 12).contrast.identified);
}
