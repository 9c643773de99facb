#include <kvalspc/series.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

std::string refusal(const std::vector<double>& x, const std::vector<double>& n, Domain domain) {
  return support::message_of<std::invalid_argument>([&] { require_domain({x, n}, domain); });
}

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("Misuse names the position, what was given and what is needed") {
  CHECK(refusal({1, 2, 3}, {5, 5}, Domain::proportions) ==
        "denominator: got 2 values, need as many as the numerator (3)");
  CHECK(refusal({1, 6}, {5, 5}, Domain::proportions) ==
        "numerator[1]: got 6, need at most the denominator (5)");
  CHECK(refusal({1, -1}, {5, 5}, Domain::counts) == "numerator[1]: got -1, need a whole number, 0 or more");
  CHECK(refusal({0.5}, {5}, Domain::counts) == "numerator[0]: got 0.5, need a whole number, 0 or more");
  CHECK(refusal({1}, {5.5}, Domain::proportions) == "denominator[0]: got 5.5, need a whole number");
  CHECK(refusal({1}, {-5}, Domain::values) == "denominator[0]: got -5, need 0 (no patients) or more");
  CHECK(refusal({1, 1}, {5, 0}, Domain::counts) == "numerator[1]: got 1, need 0 where the denominator is 0");
  CHECK(refusal({infinity}, {}, Domain::values) ==
        "numerator[0]: got inf, need a finite number, or NaN for a missing point");
  CHECK(refusal({1}, {infinity}, Domain::counts) ==
        "denominator[0]: got inf, need a finite number, or NaN for a missing point");
  CHECK_FALSE(refusal({missing, 9}, {missing, 5}, Domain::proportions).empty());  // after a missing point too
}

TEST_CASE("What each domain accepts") {
  CHECK(refusal({-1.5, 0, missing}, {}, Domain::values).empty());
  CHECK(refusal({6, 0, missing, 3}, {5, 0, 4, missing}, Domain::counts).empty());
  CHECK(refusal({6}, {0.25}, Domain::counts).empty());  // exposure need not be whole
  CHECK(refusal({0, 5, missing}, {0, 5, 3}, Domain::proportions).empty());
  CHECK(refusal({1.5}, {2.5}, Domain::values).empty());
  CHECK(refusal({}, {}, Domain::proportions).empty());
}

TEST_CASE("No denominator means 1 everywhere") {
  const std::vector<double> x{1, 2};
  const Series series{x};
  CHECK(series.denominator_at(1) == 1.0);
  CHECK_FALSE(series.has_denominator());
  CHECK(series.size() == 2);
}
