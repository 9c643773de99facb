#include <kvalspc/verdict/scan_bound.hpp>

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/scan.hpp"

using namespace kvalspc;

namespace {

/** The likelihood ratio in long double, by its definition. */
long double ratio_of_split(long double s, long double n, long double total, long double size) {
  const long double p = total / size;
  return reference::x_log_x(s, n * p) + reference::x_log_x(n - s, n * (1 - p)) +
         reference::x_log_x(total - s, (size - n) * p) +
         reference::x_log_x(size - n - total + s, (size - n) * (1 - p));
}

long double bound_of_split(int s, int n, int total, int size) {
  return verdict::SplitBound(verdict::WholeTotals{total, size})(size * s - total * n, n);
}

}  // namespace

TEST_CASE("The bound of a split is never below its ratio: every split of few") {
  long double lowest = 10, highest = 0;
  for (int size = 2; size <= 26; ++size) {
    for (int total = 1; total < size; ++total) {
      for (int n = 0; n <= size; ++n) {
        for (int s = std::max(0, total - (size - n)); s <= std::min(n, total); ++s) {
          const long double exact = ratio_of_split(s, n, total, size),
                            got = bound_of_split(s, n, total, size);
          if (size * s == total * n) {
            CHECK(got == 0);
            continue;
          }
          lowest = std::min(lowest, got / exact);
          highest = std::max(highest, got / exact);
        }
      }
    }
  }
  // What the keys of a scan leave out, a part in 2^17, is kept too.
  CHECK(lowest > 1 + 0x1p-15L);
  CHECK(highest < 2);
}

TEST_CASE("The bound of a split is never below its ratio, and close to it where the split changes little") {
  reference::Random random(6064);
  long double lowest = 10, little = 0;
  for (int round = 0; round < 100000; ++round) {
    const int size = random.whole(2, round % 2 == 0 ? 16383 : 400);
    const int total = round % 3 == 0 ? random.whole(1, std::min(9, size - 1)) : random.whole(1, size - 1);
    const int n = round % 5 == 0 ? random.whole(1, std::min(9, size - 1)) : random.whole(1, size - 1);
    const int fewest = std::max(0, total - (size - n)), most = std::min(n, total);
    const int s = round % 7 == 0 ? fewest : round % 7 == 1 ? most : random.whole(fewest, most);
    if (size * s == total * n) continue;
    const long double exact = ratio_of_split(s, n, total, size), got = bound_of_split(s, n, total, size);
    lowest = std::min(lowest, got / exact);
    const double before = static_cast<double>(s) / n, after = static_cast<double>(total - s) / (size - n);
    if (before > 0.45 && before < 0.55 && after > 0.45 && after < 0.55)
      little = std::max(little, got / exact);
  }
  CHECK(lowest > 1 + 0x1p-15L);
  CHECK(little > 0);
  CHECK(little < 1.002L);
}
