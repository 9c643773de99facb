#include <kvalspc/isa.hpp>

#include <stdexcept>
#include <string_view>

#include "catch.hpp"

TEST_CASE("An instruction set is one of those that the processor has, and can be changed") {
  const auto known = kvalspc::isas();
  REQUIRE_FALSE(known.empty());
  CHECK(known.front() == "generic");
  for (const std::string_view name : known) {
    kvalspc::use_isa(name);
    CHECK(kvalspc::isa() == name);
  }
  CHECK_THROWS_AS(kvalspc::use_isa("abacus"), std::invalid_argument);
  CHECK(kvalspc::isa() == known.back());
}
