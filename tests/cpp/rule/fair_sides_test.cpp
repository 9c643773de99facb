#include <kvalspc/rule/fair_sides.hpp>

#include <algorithm>

#include <kvalspc/rule/anhoej.hpp>
#include <kvalspc/rule/box.hpp>
#include <kvalspc/rule/run_distribution.hpp>

#include "../catch.hpp"

using namespace kvalspc;

TEST_CASE("Thresholds of runs signal the more often, the more unequal the sides are") {
  rule::RunDistribution law;
  rule::BoxSearch box;
  law.reserve(240);
  box.reserve(240);
  for (std::int32_t useful = 1; useful <= 240; ++useful) {
    for (const rule::RunThresholds& limits :
         {rule::anhoej_thresholds(useful), box.best_box(law, useful), box.cut_box(law, useful)}) {
      double before = -1.0;
      for (std::int32_t below = useful / 2; below >= 0; --below) {
        law.given(useful - below, below);
        const double signals = law.outside(limits);
        INFO(useful << " useful, " << below << " below");
        CHECK(signals >= before - 1e-12);
        before = signals;
      }
    }
  }
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
