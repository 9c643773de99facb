#include <kvalspc/false_alarm/of_rules.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;

namespace {

struct Row {
  std::size_t points;
  double limits, anhoej, both, western_electric, nhs;
};

// Normal data, centre and sigma known, 20 000 series: an independent simulation (its standard error is below
// .0036), except that these are exact or simulated here.
const std::vector<Row> table{{10, .028, .043, .070, .076, .073}, {12, .030, .042, .071, .093, .093},
                             {24, .062, .065, .123, .208, .219}, {36, .092, .083, .168, .312, .326},
                             {60, .153, .073, .215, .478, .500}, {100, .236, .067, .289, .664, .691}};

false_alarm::Rates of(std::string_view name, std::size_t points) {
  return false_alarm::of_rules(ruleset::by_name(name), points);
}

}  // namespace

TEST_CASE("Whole series of normal values: limits, Anhoej, Western Electric as simulated elsewhere") {
  const auto near = [](double a, double b) {
    return std::abs(a - b) <= 4.0 * std::sqrt(b * (1.0 - b) / 20000.0);
  };
  for (const Row& row : table) {
    INFO("points " << row.points);
    const false_alarm::Rates anhoej = of("anhoej", row.points), we = of("western_electric", row.points);
    CHECK(anhoej.simulated == 0);
    CHECK(we.simulated == 0);
    CHECK(near(anhoej.limits, row.limits));
    CHECK(near(anhoej.rules, row.anhoej));
    CHECK(near(anhoej.either, row.both));
    CHECK(near(we.either, row.western_electric));
  }
}

TEST_CASE("Sets with trends are simulated, the same every time") {
  const false_alarm::Rates nhs = of("nhs-2020", 24), again = of("nhs-2020", 24);
  CHECK(nhs.simulated == false_alarm::series_of_rules);
  CHECK(std::abs(nhs.either - .219) <= .012);
  CHECK(nhs.either == again.either);
  CHECK(nhs.rules == again.rules);
  CHECK(std::abs(nhs.limits - of("anhoej", 24).limits) <= .008);
}

TEST_CASE("Exact and simulated agree where both are possible") {
  for (const std::string_view name : {"western_electric", "anhoej", "best_box", "runs_exact"}) {
    const RuleSet rules = ruleset::by_name(name);
    const false_alarm::Rates exact = false_alarm::of_rules(rules, 15);
    const false_alarm::Rates drawn = false_alarm::detail::simulated(rules, 15, 20000);
    INFO("rules " << std::string(name));
    for (const auto rate :
         {&false_alarm::Rates::limits, &false_alarm::Rates::rules, &false_alarm::Rates::either})
      CHECK(std::abs(exact.*rate - drawn.*rate) <= 0.008);
  }
}

TEST_CASE("Six in a row: P(a run of six or more), exactly") {
  const RuleSet six("six", rule::RunsTest::none, {{"six", rule::Shift{6}}});
  for (const auto& [points, p] :
       std::vector<std::pair<std::size_t, double>>{{12, .1245}, {24, .2875}, {60, .6160}})
    CHECK(std::abs(false_alarm::of_rules(six, points).rules - p) <= 5.1e-5);
}

TEST_CASE("No rules signal by limits alone; no points are misuse") {
  const false_alarm::Rates none = false_alarm::of_rules(ruleset::none(), 24);
  CHECK(none.rules == 0.0);
  CHECK(std::abs(none.either - none.limits) < 1e-15);
  CHECK(std::abs(none.limits - (1.0 - std::pow(1.0 - .0026997960632602, 24))) < 1e-12);
  CHECK_THROWS_AS(false_alarm::of_rules(ruleset::none(), 0), std::invalid_argument);
}
