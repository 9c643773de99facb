#include <kvalspc/rule/long_parts.hpp>

#include <cmath>
#include <vector>

#include <kvalspc/rule/largest_part.hpp>

#include "catch.hpp"

using namespace kvalspc;

namespace {

/** Compares every number of parts with what LargestPart finds step by step. */
void check(std::int32_t m, std::int32_t longest, int& exact) {
  rule::LargestPart every;
  rule::LongParts few;
  const auto size = static_cast<std::size_t>(m);
  every.reserve(size);
  few.reserve(size);
  every.find(m, 0, m, longest);
  std::vector<double> found(size + 2);
  const std::int32_t first = few.find(m, m, longest, found);
  double worst = 0.0;
  bool bounded = true;
  for (std::int32_t k = 1; k <= m; ++k) {
    const double p = every.of_first(k), got = found[static_cast<std::size_t>(k)];
    if (k >= first) worst = std::max(worst, p > 0.0 ? std::abs(got / p - 1.0) : got);
    else bounded = bounded && got == 1.0 && p >= 1.0 - rule::LongParts::most_without;
    exact += k >= first ? 1 : 0;
  }
  INFO("m " << m << ", longest " << longest);
  CHECK(worst < 1e-12);
  CHECK(bounded);
}

}  // namespace

TEST_CASE("Few long parts expected: the same probabilities as step by step, small ones too") {
  int exact = 0;
  for (std::int32_t m = 1; m <= 80; ++m)
    for (std::int32_t longest = 1; longest <= m; ++longest) check(m, longest, exact);
  CHECK(exact > 50000);
  for (const std::int32_t m : {250, 601})
    for (const std::int32_t longest : {3, 8, 11, 14, 20, 60, 240}) check(m, longest, exact);
}
