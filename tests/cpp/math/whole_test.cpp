#include <kvalspc/math/whole.hpp>

#include <bit>
#include <cmath>
#include <cstdint>

#include "catch.hpp"

using namespace kvalspc;

TEST_CASE("The nearest whole number, and that number in the lowest bits") {
  for (const double x : {0.0, 1.0, 0.5, 1.5, 2.5, 0.499999, 17.0, 1e6 + 0.25, 0x1p31, 0x1p51 - 1.0}) {
    CHECK(math::nearest_whole(x) == std::nearbyint(x));
    const std::uint64_t low = std::bit_cast<std::uint64_t>(x + math::no_fraction) & 0xfffffffffffffU;
    CHECK(static_cast<double>(low) == std::nearbyint(x));
  }
}
