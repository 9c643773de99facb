#include <kvalspc/signal.hpp>

#include <kvalspc/limits.hpp>
#include <kvalspc/status.hpp>

#include "catch.hpp"

using namespace kvalspc;

TEST_CASE("What a direction means depends on the wish alone") {
  CHECK(effect_of(Direction::up, Better::higher) == Effect::improvement);
  CHECK(effect_of(Direction::up, Better::lower) == Effect::deterioration);
  CHECK(effect_of(Direction::down, Better::higher) == Effect::deterioration);
  CHECK(effect_of(Direction::down, Better::lower) == Effect::improvement);
  CHECK(effect_of(Direction::up, Better::unstated) == Effect::none);
  CHECK(effect_of(Direction::none, Better::higher) == Effect::none);
}

TEST_CASE("Names of the vocabulary, as files and Python spell them") {
  CHECK(name(Status::ok) == "ok");
  CHECK(name(Status::no_variation) == "no_variation");
  CHECK(name(Status::too_few_points) == "too_few_points");
  CHECK(name(Status::no_data) == "no_data");
  CHECK(name(LimitsKind::automatic) == "auto");
  CHECK(name(LimitsKind::sigma) == "sigma");
  CHECK(name(Source::verdict) == "verdict");
  CHECK(name(Direction::down) == "down");
  CHECK(name(Effect::deterioration) == "deterioration");
  CHECK(graver(Status::ok, Status::no_data) == Status::no_data);
  CHECK(graver(Status::too_few_points, Status::no_variation) == Status::too_few_points);
}
