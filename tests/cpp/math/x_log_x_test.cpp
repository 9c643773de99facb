#include <kvalspc/math/x_log_x.hpp>

#include <cmath>

#include "../catch.hpp"

using kvalspc::math::WholeXLogX;

TEST_CASE("x log x of every whole number of the table is within half a unit") {
  const WholeXLogX& table = WholeXLogX::table();
  CHECK(table[0] == 0);
  CHECK(table[1] == 0);
  bool all = true;
  for (std::int32_t k = 2; k < WholeXLogX::size; ++k) {
    const long double x = static_cast<long double>(k);
    // Another way to the logarithm: k = 2^m (1 + rest).
    const int m = std::ilogb(x);
    const long double power = std::ldexp(1.0L, m);
    const long double exact =
        x * (static_cast<long double>(m) * std::log(2.0L) + std::log1p((x - power) / power));
    const long double units = static_cast<long double>(table[k]) * static_cast<long double>(WholeXLogX::unit);
    all = all && std::fabs(units - exact) < 0.51L * static_cast<long double>(WholeXLogX::unit);
  }
  CHECK(all);
}
