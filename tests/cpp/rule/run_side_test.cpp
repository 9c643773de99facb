#include <kvalspc/rule/run_side.hpp>

#include "catch.hpp"

using namespace kvalspc;

TEST_CASE("The side of a level is that of the p-value, for every result of up to 24 points") {
  rule::RunDistribution law;
  law.reserve(24);
  int inside = 0, outside = 0;
  for (int points = 1; points <= 24; ++points) {
    for (int above = 0; above <= points; ++above) {
      law.given(above, points - above);
      for (int longest = 1; longest <= points; ++longest) {
        for (int crossings = 0; crossings < points; ++crossings) {
          const double p = law.p_value(longest, crossings);
          for (const double level : {0.05, 0.3, p}) {
            const double side = rule::run_side(law, level, longest, crossings);
            if ((side <= level) != (p <= level)) FAIL("points " << points << ", above " << above);
            (side <= level ? inside : outside) += 1;
          }
        }
      }
    }
  }
  CHECK(inside > 10000);
  CHECK(outside > 10000);
}
