#include <kvalspc/phase.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using Phases = std::vector<Phase>;

TEST_CASE("Phases: breaks, freezes, both together") {
  CHECK(phases_of({}, 10) == Phases{{0, 10, 10}});
  CHECK(phases_of({}, 0) == Phases{{0, 0, 0}});
  CHECK(phases_of({.breaks = {4}}, 10) == Phases{{0, 4, 4}, {4, 10, 10}});
  CHECK(phases_of({.breaks = {1, 2, 9}}, 10) == Phases{{0, 1, 1}, {1, 2, 2}, {2, 9, 9}, {9, 10, 10}});
  CHECK(phases_of({.freeze = {6}}, 10) == Phases{{0, 6, 10}});
  CHECK(phases_of({.breaks = {4}, .freeze = {6}}, 10) ==
        Phases{{0, 4, 4}, {4, 6, 10}});  // the other is not frozen
  CHECK(phases_of({.breaks = {4}, .freeze = {6, 2}}, 10) == Phases{{0, 2, 4}, {4, 6, 10}});
  CHECK(phases_of({.freeze = {6}}, 10)[0].frozen());
  CHECK_FALSE(phases_of({}, 10)[0].frozen());
}

TEST_CASE("Contradictory plans throw") {
  CHECK_THROWS_AS(phases_of({.breaks = {5, 5}}, 10), std::invalid_argument);
  CHECK_THROWS_AS(phases_of({.breaks = {5, 4}}, 10), std::invalid_argument);
  CHECK_THROWS_AS(phases_of({.freeze = {2, 3}}, 10), std::invalid_argument);
  CHECK_THROWS_AS(phases_of({.breaks = {0}}, 10), std::out_of_range);
  CHECK_THROWS_AS(phases_of({.breaks = {10}}, 10), std::out_of_range);
  CHECK_THROWS_AS(phases_of({.breaks = {1}}, 0), std::out_of_range);
  CHECK_THROWS_AS(phases_of({.freeze = {0}}, 10), std::out_of_range);
  CHECK_THROWS_AS(phases_of({.freeze = {10}}, 10), std::out_of_range);
  CHECK_THROWS_AS(phases_of({.breaks = {4}, .freeze = {4}}, 10),
                  std::out_of_range);  // no baseline would be left
  CHECK_THROWS_AS(exclusion_mask({.exclude = {10}}, 10), std::out_of_range);
  CHECK(support::message_of<std::out_of_range>([] { (void)phases_of({.breaks = {12}}, 10); }) ==
        "breaks: got 12, need a position from 1 to 9");
}

TEST_CASE("Exclusions: a byte a point, none at all when nothing is excluded") {
  CHECK(exclusion_mask({}, 3).empty());
  CHECK(exclusion_mask({.exclude = {2, 0, 2}}, 4) == std::vector<std::uint8_t>{1, 0, 1, 0});
}
