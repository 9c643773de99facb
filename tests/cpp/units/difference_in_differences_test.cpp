#include <kvalspc/units/difference_in_differences.hpp>

#include <cmath>
#include <span>
#include <stdexcept>
#include <vector>

#include <kvalspc/verdict/compare.hpp>

#include "catch.hpp"
#include "units/simulated.hpp"

using namespace kvalspc;
using namespace kvalspc::units;

TEST_CASE("a trend that all share is not credited to the unit") {
  // tests/long/staggered has 5 000; the plain before and after of the same unit is wrong far more often.
  reference::Random random(31);
  auto network = reference::one_against(40);
  int better = 0, plain = 0;
  constexpr int repeats = 60;
  for (int k = 0; k < repeats; ++k) {
    network.draw(random);
    const AgainstOthers a = against_others(ChartKind::p, simulated::view(network), 0, 12, Others::not_started,
                                           simulated::higher_is_better());
    better += a.judgement.verdict == Verdict::improved ? 1 : 0;
    const std::span<const double> x(network.x), n(network.n);
    plain +=
        compare(ChartKind::p, {x.first(24), n.first(24)}, 12, {}, simulated::higher_is_better()).verdict ==
                Verdict::improved
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
  const AgainstOthers a = against_others(ChartKind::p, simulated::view(network), 0, 12, Others::not_started,
                                         simulated::higher_is_better());
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
  const AgainstOthers clean = against_others(ChartKind::p, simulated::view(network), 0, 9);
  const AgainstOthers all = against_others(ChartKind::p, simulated::view(network), 0, 9, Others::all);
  CHECK(clean.contrast.degrees < all.contrast.degrees);
  CHECK(clean.contrast.identified);
  // The last to start has nobody left to be compared with.
  const AgainstOthers last = against_others(ChartKind::p, simulated::view(network), 7, 30);
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

namespace {

void require_same(const Contrast& one, const Contrast& other) {
  CHECK(one.identified == other.identified);
  CHECK(one.degrees == Approx(other.degrees));
  for (const auto number :
       {&Contrast::p, &Contrast::effect, &Contrast::effect_lower, &Contrast::effect_upper, &Contrast::error,
        &Contrast::after, &Contrast::expected, &Contrast::difference_lower, &Contrast::difference_upper,
        &Contrast::dispersion}) {
    if (std::isnan(other.*number)) CHECK(std::isnan(one.*number));
    else if (std::isinf(other.*number)) CHECK(one.*number == other.*number);
    else CHECK(one.*number == Approx(other.*number).epsilon(1e-6).margin(1e-6));
  }
}

/** Every unit with a start, in turn and by itself. */
std::size_t require_same_in_turn(ChartKind kind, const Network& network, std::span<const std::int64_t> starts,
                                 Others others) {
  const auto each = each_against_others(kind, network, starts, others, simulated::higher_is_better());
  for (const AgainstOthers& one : each) {
    INFO("unit " << one.unit);
    const auto start = static_cast<std::size_t>(starts[one.unit]);
    const AgainstOthers alone =
        against_others(kind, network, one.unit, start, others, simulated::higher_is_better());
    require_same(one.contrast, alone.contrast);
    CHECK(one.others == alone.others);
    CHECK(one.as_large == alone.as_large);
    CHECK(one.judgement.verdict == alone.judgement.verdict);
    CHECK(one.judgement.strength == alone.judgement.strength);
    if (std::isnan(alone.before)) continue;
    CHECK(one.before == Approx(alone.before));
    CHECK(one.others_before == Approx(alone.others_before));
    CHECK(one.others_after == Approx(alone.others_after));
  }
  return each.size();
}

}  // namespace

TEST_CASE("each unit in turn is each unit by itself") {
  reference::Random random(36);
  reference::SimulatedNetwork network{.starts = {6, 8, 8, 11, -1, -1, -1, -1, -1, -1, -1, -1}, .periods = 16};
  network.spread = 0.5, network.effect = 0.8;
  network.draw(random);
  for (std::size_t t = 0; t < 16; ++t) network.n[t] *= 8.0, network.x[t] *= 8.0;  // one unit is most of them
  network.x[20] = NAN, network.x[40] = network.n[40] = 0.0;                       // holes
  const std::vector<std::int64_t> together(12, 7);
  for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::i}) {
    CHECK(require_same_in_turn(kind, simulated::view(network), together, Others::all) == 12);
    CHECK(require_same_in_turn(kind, simulated::view(network), network.starts, Others::not_started) == 4);
    const std::vector<std::int64_t> later{9, 9, 9, 12, -1, -1, -1, -1, -1, -1, -1, -1};
    CHECK(require_same_in_turn(kind, simulated::view(network), later, Others::not_started) == 4);
  }
}

TEST_CASE("in turn too: a side without events, a unit of events only, periods that one unit alone has") {
  reference::Random random(37);
  reference::SimulatedNetwork network{.starts = {6, -1, -1, -1, -1, -1}, .periods = 12};
  network.draw(random);
  for (std::size_t t = 0; t < 12; ++t) {
    if (t < 6) network.x[t] = 0.0;                                              // no events before
    network.x[12 + t] = network.n[12 + t];                                      // only events
    if (t < 6) network.x[24 + t] = NAN;                                         // nothing before
    for (std::size_t u = 1; u < 6 && t == 9; ++u) network.x[12 * u + t] = NAN;  // a period of the first alone
  }
  const std::vector<std::int64_t> together(6, 6);
  CHECK(require_same_in_turn(ChartKind::p, simulated::view(network), together, Others::all) == 6);
  CHECK(require_same_in_turn(ChartKind::p, simulated::view(network), network.starts, Others::not_started) ==
        1);
}

TEST_CASE("in turn: misuse") {
  reference::Random random(38);
  auto network = reference::one_against(3);
  network.draw(random);
  const auto each = [&](const std::vector<std::int64_t>& starts) {
    return each_against_others(ChartKind::p, simulated::view(network), starts);
  };
  CHECK_THROWS_AS(each({12}), std::invalid_argument);
  CHECK_THROWS_AS(each({12, -1, -1, 25}), std::out_of_range);
  CHECK(each({-1, -1, -1, -1}).empty());
}

TEST_CASE("misuse, and a unit without information") {
  reference::Random random(35);
  auto network = reference::one_against(3);
  network.draw(random);
  CHECK_THROWS_AS(against_others(ChartKind::p, simulated::view(network), 4, 12), std::out_of_range);
  CHECK_THROWS_AS(against_others(ChartKind::p, simulated::view(network), 0, 25), std::out_of_range);
  for (std::size_t t = 0; t < 24; ++t) network.x[t] = 0.0;
  CHECK_FALSE(against_others(ChartKind::p, simulated::view(network), 0, 12).contrast.identified);
}
