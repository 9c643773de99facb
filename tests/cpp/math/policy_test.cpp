#include <kvalspc/math/policy.hpp>

#include <cmath>
#include <stdexcept>
#include <utility>

#include <boost/math/tools/roots.hpp>
#include <catch.hpp>

using kvalspc::math::found_or;
using kvalspc::math::found_or_nan;

namespace {

/** A search for a root that has none. */
double rootless() {
  const auto parabola = [](double x) { return std::pair{x * x + 1.0, 2.0 * x}; };
  return boost::math::tools::newton_raphson_iterate(parabola, 0.0, -1.0, 1.0, 50);
}

}  // namespace

TEST_CASE("what a search finds is kept, and NaN stands for what it does not") {
  CHECK_THROWS_AS(rootless(), std::runtime_error);
  CHECK(std::isnan(found_or_nan(rootless)));
  CHECK(found_or(-1.0, rootless) == -1.0);
  CHECK(found_or_nan([] { return 2.0; }) == 2.0);
}
