#include <kvalspc/verdict/whole_totals.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using Column = std::vector<double>;

namespace {

constexpr std::int32_t sizes_below = 1024;

/** By looking at one number after the other. */
bool add_up_plainly(const Column& x, const Column& n, double& total, double& size) {
  total = size = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!(0.0 <= x[k] && x[k] <= n[k] && n[k] < sizes_below && x[k] == std::floor(x[k]) &&
          n[k] == std::floor(n[k])))
      return false;
    total += x[k];
    size += n[k];
  }
  return size < sizes_below;
}

}  // namespace

TEST_CASE(
    "Whole numbers are added up; a fraction, a negative number or one that is too large is none of them") {
  reference::Random random(52);
  const double huge = std::numeric_limits<double>::max(), infinite = std::numeric_limits<double>::infinity();
  const Column odd{0.5,    -1.0,     1e-300,    1e-5,         1023.0, 1024.0,       16384.0,
                   0x1p31, 0x1p32,   0x1p52,    1e16,         0x1p60, 1e19,         huge,
                   -huge,  infinite, -infinite, std::nan(""), 5e-324, 0x1p51 + 0.5, -0x1p53};
  int whole = 0, others = 0;
  for (int round = 0; round < 4000; ++round) {
    Column x, n;
    for (int points = random.whole(0, 40); points > 0; --points) {
      n.push_back(random.whole(0, round % 2 == 0 ? 20 : 60));
      x.push_back(std::floor(n.back() * random.uniform()));
    }
    if (!x.empty() && random.chance(0.5)) {
      Column& column = random.chance(0.5) ? x : n;
      column[static_cast<std::size_t>(random.whole(0, static_cast<int>(x.size()) - 1))] = random.pick(odd);
    }
    double total = 0.0, size = 0.0;
    const auto got = verdict::whole_totals(x, n, sizes_below);
    const bool expected = add_up_plainly(x, n, total, size);
    CHECK(got.has_value() == expected);
    if (got && expected) {
      CHECK(got->total == total);
      CHECK(got->size == size);
    }
    ++(expected ? whole : others);
  }
  CHECK(whole > 1000);
  CHECK(others > 1000);
}

TEST_CASE("Sums that come round to a small one are not taken for it") {
  const Column n(8, 0x1p61 / 0x1p9);  // whole, and far above what fits; the sum of their bits is no matter
  CHECK_FALSE(verdict::whole_totals(Column(8, 0.0), n, sizes_below).has_value());
  const Column large{1023.0, 1.0}, none{0.0, 0.0};
  CHECK_FALSE(verdict::whole_totals(none, large, sizes_below).has_value());
  CHECK(verdict::whole_totals(none, Column{1023.0, 0.0}, sizes_below)->size == 1023);
  CHECK(verdict::whole_totals({}, {}, sizes_below)->size == 0);
}
