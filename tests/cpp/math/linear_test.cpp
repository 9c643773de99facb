#include <kvalspc/math/linear.hpp>

#include <vector>

#include <catch.hpp>

TEST_CASE("a system of equations, row by row") {
  const std::vector<double> matrix{0, 2, 1, 1, -1, 0, 3, 0, 2}, right{5, -1, 9};
  const std::vector<double> x = kvalspc::math::solve(matrix, right);
  CHECK(0 * x[0] + 2 * x[1] + 1 * x[2] == Approx(5.0));
  CHECK(1 * x[0] - 1 * x[1] + 0 * x[2] == Approx(-1.0));
  CHECK(3 * x[0] + 0 * x[1] + 2 * x[2] == Approx(9.0));
}
