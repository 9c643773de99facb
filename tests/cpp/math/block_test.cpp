#include <kvalspc/math/block.hpp>

#include <array>
#include <cstddef>

#include "catch.hpp"

TEST_CASE("A block adds weighted columns, each sum in its own order") {
  std::array<double, 12> from{};
  for (std::size_t k = 0; k < from.size(); ++k) from[k] = 1.0 / (1.0 + static_cast<double>(k));
  kvalspc::math::Block sums;
  for (std::size_t j = 0; j < 4; ++j) sums.add(0.1 * static_cast<double>(j + 1), from.data() + j);
  std::array<double, 10> to{};
  to.back() = -1.0;
  sums.store(to.data() + 1);
  CHECK(to.front() == 0.0);
  CHECK(to.back() == -1.0);
  for (std::size_t k = 0; k < 8; ++k) {
    double sum = 0.0;
    for (std::size_t j = 0; j < 4; ++j) sum += 0.1 * static_cast<double>(j + 1) * from[k + j];
    CHECK(to[k + 1] == sum);
  }
}
