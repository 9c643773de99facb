#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

#include <kvalspc/math/conjugate.hpp>

#include "catch.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;

TEST_CASE("The generator gives SplitMix64's published sequence") {
  // The first outputs for seed 1234567, as in the generator's reference tests (Vigna, splitmix64.c).
  math::Random random(1234567);
  CHECK(random.bits() == 6457827717110365317U);
  CHECK(random.bits() == 3203168211198807973U);
  CHECK(random.bits() == 9817491932198370423U);
}

TEST_CASE("Uniform draws lie strictly between 0 and 1 and fill the interval evenly") {
  math::Random random(1);
  std::array<int, 10> bins{};
  for (int k = 0; k < 100000; ++k) {
    const double u = random.uniform();
    REQUIRE((u > 0.0 && u < 1.0));
    ++bins[static_cast<std::size_t>(u * 10.0)];
  }
  for (const int n : bins) CHECK(std::abs(n - 10000) < 4 * 95);  // four standard errors
}

TEST_CASE("Draws below a number give each of its values alike") {
  math::Random random(2);
  std::array<int, 7> seen{};
  for (int k = 0; k < 70000; ++k) {
    const std::size_t value = random.below(7);
    REQUIRE(value < 7);
    ++seen[value];
  }
  for (const int n : seen) CHECK(std::abs(n - 10000) < 4 * 93);  // four standard errors
  CHECK(random.below(1) == 0);
}

namespace {

/** Draws and checks every share against its probability, within five standard errors. */
template <class Count, class Probability>
void check_draws(const Count& count, Probability probability) {
  constexpr int n = 40000;
  math::Random random(7);
  std::map<double, int> seen;
  for (int k = 0; k < n; ++k) ++seen[math::draw(count, random)];
  for (const auto& [x, times] : seen) {
    const double p = static_cast<double>(probability(x));
    INFO("x " << x << " seen " << times << " expected " << n * p);
    CHECK(p > 0.0);
    CHECK(std::abs(times - n * p) <= 5.0 * std::sqrt(n * p) + 5.0);
  }
}

}  // namespace

TEST_CASE("Drawn counts have the probabilities of their distribution") {
  check_draws(math::Hypergeometric{60.0, 25.0, 20.0},
              [](double x) { return reference::hypergeometric(x, 60, 25, 20); });
  check_draws(math::Hypergeometric{10.0, 9.0, 8.0},
              [](double x) { return reference::hypergeometric(x, 10, 9, 8); });
  check_draws(math::Binomial{30.0, 0.1}, [](double x) { return reference::binomial(x, 30, 0.1L); });
  check_draws(math::Binomial{5.0, 0.97}, [](double x) { return reference::binomial(x, 5, 0.97L); });
}

TEST_CASE("Drawn gamma values have their distribution") {
  for (const double shape : {0.3, 1.0, 7.5}) {
    constexpr int n = 20000;
    math::Random random(9);
    std::array<int, 10> bins{};
    for (int k = 0; k < n; ++k) {
      const double share = math::Gamma{shape, 1.0}.at_most(math::draw_gamma(shape, random));
      ++bins[static_cast<std::size_t>(std::min(9.0, share * 10.0))];
    }
    for (const int seen : bins) CHECK(std::abs(seen - n / 10) < 4.5 * std::sqrt(n * 0.09));
  }
}
