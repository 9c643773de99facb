#include <kvalspc/rule/fair_sides.hpp>

#include <algorithm>

#include <kvalspc/rule/anhoej.hpp>
#include <kvalspc/rule/box.hpp>
#include <kvalspc/rule/run_distribution.hpp>

#include "../catch.hpp"

using namespace kvalspc;

namespace {

/** Do they signal the more often, the more unequal the sides are? */
void check(rule::RunDistribution& law, std::int32_t useful, const rule::RunThresholds& limits) {
  double before = -1.0, largest_fall = 0.0;
  for (std::int32_t below = useful / 2; below >= 0; --below) {
    law.given(useful - below, below);
    const double signals = law.outside(limits);
    largest_fall = std::max(largest_fall, before - signals);
    before = signals;
  }
  INFO(useful << " useful");
  CHECK(largest_fall <= 1e-12);
}

void check_all(rule::RunDistribution& law, rule::BoxSearch& box, std::int32_t useful) {
  check(law, useful, rule::anhoej_thresholds(useful));
  check(law, useful, box.best_box(law, useful));
  check(law, useful, box.cut_box(law, useful));
}

}  // namespace

TEST_CASE("Thresholds of runs signal the more often, the more unequal the sides are") {
  rule::RunDistribution law;
  rule::BoxSearch box;
  law.reserve(1024);
  box.reserve(1024);
  for (std::int32_t useful = 1; useful <= 240; ++useful) check_all(law, box, useful);
  for (std::int32_t useful = 241; useful <= 1024; useful += 27)
    check(law, useful, rule::anhoej_thresholds(useful));
  check_all(law, box, 360);
}

TEST_CASE("The same for every number that is remembered: half an hour", "[.long]") {
  rule::RunDistribution law;
  rule::BoxSearch box;
  law.reserve(1024);
  box.reserve(1024);
  for (std::int32_t useful = 241; useful <= 1024; ++useful) check_all(law, box, useful);
}

TEST_CASE("What is known of sides answers for those between, and is never asked twice") {
  rule::FairSides known;
  int asked = 0;
  const auto ask = [&](std::int32_t above, std::int32_t below) {
    return known.ask(above, below, [&] {
      ++asked;
      return std::max(above, below) - std::min(above, below) <= 8;
    });
  };
  CHECK(ask(14, 10));       // difference 4: fair
  CHECK_FALSE(ask(4, 20));  // 16: not
  CHECK(asked == 2);
  CHECK(ask(10, 14));
  CHECK(ask(12, 12));
  CHECK_FALSE(ask(24, 0));
  CHECK(asked == 2);
  CHECK(ask(8, 16));
  CHECK_FALSE(ask(17, 7));
  CHECK(asked == 4);
  for (std::int32_t above = 0; above <= 24; ++above)
    CHECK(ask(above, 24 - above) == (above >= 8 && above <= 16));
  CHECK(asked == 4);
  CHECK(ask(13, 12));  // another number of useful points
  CHECK(asked == 5);
  CHECK(ask(1024, 1020));  // more than it remembers
  CHECK(ask(1024, 1020));
  CHECK(asked == 7);
}
