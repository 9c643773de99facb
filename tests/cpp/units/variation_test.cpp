#include <kvalspc/units/variation.hpp>

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Proportions;
using units::Rates;
using units::Variation;
using units::VariationSettings;
using Column = std::vector<double>;

TEST_CASE("The parts of the answer are those of their own functions") {
  const Column x{12, 20, 8, 30, support::missing, 15, 25, 40, 9, 18, 22};
  const Column n{100, 150, 90, 160, 50, 120, 300, 350, 60, 140, 160};
  const Series data{x, n};
  const Variation found = units::variation<Proportions>(data, VariationSettings{});
  CHECK(found.units == 10);
  CHECK(found.level == Approx(0.1220859).epsilon(1e-6));
  CHECK(support::same(found.heterogeneity.p, units::heterogeneity<Proportions>(data).p));
  CHECK(support::same(found.between.tau, units::between<Proportions>(data).tau));
  CHECK(support::same(found.systematic, units::systematic_component(data)));
  CHECK(found.shrunk.size() == 11);
  CHECK(std::isnan(found.shrunk[4].level));
  CHECK(found.ranks.empty());
  const units::Levels<Proportions> levels(data);
  CHECK(support::same(found.shrunk[0].level, levels.shrunk(12, 100, 0.05, 0.0).level));
}

TEST_CASE("One unit, or none, is a fact") {
  CHECK(units::variation<Rates>({}, VariationSettings{}).units == 0);
  const Variation one =
      units::variation<Rates>({Column{4.0}, Column{9.0}}, VariationSettings{0.05, 0.0, true, false});
  CHECK(one.units == 1);
  CHECK(std::isnan(one.between.tau));
  CHECK(std::isnan(one.shrunk[0].level));
  CHECK(std::isnan(one.ranks[0].median));
}

TEST_CASE("Misuse of variation is refused") {
  const Column x{3.0}, n{2.0};
  const auto message = [](auto call) { return support::message_of<std::invalid_argument>(call); };
  CHECK(message([&] {
          (void)units::variation<Proportions>({x, n}, VariationSettings{});
        }) == "numerator[0]: got 3, need at most the denominator (2)");
  CHECK(message([&] {
          (void)units::variation<Rates>({x, n}, VariationSettings{1.0, 0.0, false, false});
        }) == "alpha: got 1, need a share between 0 and 1");
  CHECK(message([&] {
          (void)units::variation<Rates>({x, n}, VariationSettings{0.05, -1.0, false, false});
        }) == "delta: got -1, need 0 or more");
}
