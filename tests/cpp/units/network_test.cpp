#include <kvalspc/units/network.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using namespace kvalspc::units;
using support::missing;

namespace {
const auto everything = [](std::size_t, std::size_t) { return true; };
}

TEST_CASE("units and periods without any information on a ratio are left out, and what then is") {
  // Unit 1 has only events; without it period 2 has none; without that unit 2 has nothing but events.
  const std::vector<double> x{3, 4, 0, 2, 5, 5, 5, 5, 5, 5, 0, 5}, n(12, 5.0);
  const std::vector<std::int64_t> starts{1, -1, -1};
  const Network network{x, n, 4, starts};
  const FittedPanel shares = panel_of(verdict::Measure::proportions, network, everything);
  CHECK(shares.unit_of == std::vector<std::size_t>{0});
  CHECK(shares.period_of == std::vector<std::size_t>{0, 1, 3});
  const FittedPanel rates = panel_of(verdict::Measure::rates, network, everything);
  CHECK(rates.unit_of == std::vector<std::size_t>{0, 1, 2});
  CHECK(panel_of(verdict::Measure::means, network, everything).panel.size() == 12);
}

TEST_CASE("what shares no period with the rest is left out") {
  const std::vector<double> x{1, 2, missing, missing, 2, 1, 3, missing, missing, missing, missing, 2};
  const std::vector<double> n(12, 5.0);
  const std::vector<std::int64_t> starts{1, 2, 3};
  const Network network{x, n, 4, starts};
  const FittedPanel fitted = panel_of(verdict::Measure::rates, network, everything);
  CHECK(fitted.unit_of == std::vector<std::size_t>{0, 1});
  CHECK(starts_of(network, fitted) == std::vector<std::size_t>{1, 2});
}

TEST_CASE("starts are those of the panel's own periods") {
  const std::vector<double> x{1, 0, 2, 3, 2, 0, 1, 3}, n(8, 5.0);
  const std::vector<std::int64_t> starts{2, 4};
  const Network network{x, n, 4, starts};
  const FittedPanel fitted = panel_of(verdict::Measure::proportions, network, everything);
  REQUIRE(fitted.period_of == std::vector<std::size_t>{0, 2, 3});  // nobody had an event in period 1
  CHECK(starts_of(network, fitted) == std::vector<std::size_t>{1, never});
}

TEST_CASE("misuse is refused") {
  const std::vector<double> x{1, 2, 3}, n{5, 5, 5};
  const std::vector<std::int64_t> one{0}, late{4}, two{0, 0};
  CHECK(support::message_of<std::invalid_argument>([&] {
          require_network(verdict::Measure::rates, {x, n, 3, two});
        }) == "numerator: got 3 values, need 6, a row of periods for each unit");
  CHECK_THROWS_AS(require_network(verdict::Measure::rates, Network{x, n, 3, late}), std::out_of_range);
  CHECK_THROWS_AS(require_network(verdict::Measure::proportions, Network{n, x, 3, one}),
                  std::invalid_argument);
  CHECK_NOTHROW(require_network(verdict::Measure::proportions, Network{x, n, 3, one}));
}
