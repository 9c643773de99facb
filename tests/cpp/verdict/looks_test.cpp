#include <kvalspc/verdict/looks.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using Sizes = std::vector<std::size_t>;

namespace {

std::vector<double> bounds_of(int looks, double alpha) {
  std::vector<double> fractions;
  for (int k = 1; k <= looks; ++k) fractions.push_back(static_cast<double>(k) / looks);
  return verdict::spending_bounds(fractions, alpha);
}

void check_bounds(const std::vector<double>& found, const std::vector<double>& printed, double digits) {
  REQUIRE(found.size() == printed.size());
  for (std::size_t k = 0; k < found.size(); ++k) CHECK(std::abs(found[k] - printed[k]) < digits);
}

}  // namespace

TEST_CASE("Bounds of the O'Brien-Fleming spending function, equal steps, as published") {
  // Two-sided .05, as in the tables of Lan and DeMets's method (Reboussin et al. 2000, Control. Clin. Trials
  // 21:190-207): two, three and five looks.
  check_bounds(bounds_of(2, .025), {2.963, 1.969}, 6e-4);
  check_bounds(bounds_of(3, .025), {3.710, 2.511, 1.993}, 6e-4);
  check_bounds(bounds_of(5, .025), {4.877, 3.357, 2.680, 2.290, 2.031}, 6e-4);
  // One-sided .05, four looks: as the Julia package SeqBounds 1.0 prints it (its own grid is coarser).
  check_bounds(bounds_of(4, .05), {3.74955, 2.53993, 2.01604, 1.72014}, 5e-5);
}

TEST_CASE("One look is a plain test") { CHECK(look_alphas(12, Sizes{12}, .05)[0] == Approx(.05)); }

TEST_CASE("All looks together err with alpha: random walks") {
  const Sizes looks{3, 6, 9, 12, 24};
  for (const std::size_t baseline : {8U, 24U}) {
    const std::vector<double> alphas = look_alphas(baseline, looks, .05);
    reference::Random random(5100 + baseline);
    constexpr int walks = 40000;
    int ever = 0;
    for (int walk = 0; walk < walks; ++walk) {
      const double before = random.normal() / std::sqrt(static_cast<double>(baseline));
      double sum = 0.0;
      std::size_t months = 0, k = 0;
      bool crossed = false;
      for (; k < looks.size(); ++k) {
        sum += random.normal() * std::sqrt(static_cast<double>(looks[k] - months));
        months = looks[k];
        const double n = static_cast<double>(months);
        const double z = (sum / n - before) / std::sqrt(1.0 / n + 1.0 / static_cast<double>(baseline));
        crossed = crossed || 2.0 * math::normal_upper(std::abs(z)) < alphas[k];
      }
      ever += crossed ? 1 : 0;
    }
    CHECK(std::abs(ever / double{walks} - .05) < 3.0 * std::sqrt(.05 * .95 / walks));
  }
}

TEST_CASE("Looks that lie close together are computed as finely as others") {
  // A look that adds hardly anything spends hardly anything, and changes nothing for the others.
  const double apart = verdict::spending_bounds(std::vector<double>{.5, 1.0}, .025)[1];
  const double close = verdict::spending_bounds(std::vector<double>{.5, .5001, 1.0}, .025)[2];
  CHECK(close == Approx(apart).epsilon(1e-4));
}

TEST_CASE("Later looks are tested more freely, and the last at nearly alpha") {
  const std::vector<double> alphas = look_alphas(12, Sizes{3, 6, 12}, .05);
  CHECK(alphas[0] < alphas[1]);
  CHECK(alphas[1] < alphas[2]);
  CHECK(alphas[2] > .045);
  CHECK(alphas[2] < .05);
}

TEST_CASE("Looks: misuse says what is needed") {
  const auto said = [](std::size_t baseline, const Sizes& looks, double alpha) {
    return support::message_of<std::invalid_argument>([&] { (void)look_alphas(baseline, looks, alpha); });
  };
  CHECK(said(12, {6, 3}, .05) == "looks: got 3, need whole numbers that increase from 1");
  CHECK(said(12, {0, 3}, .05) == "looks: got 0, need whole numbers that increase from 1");
  CHECK(said(12, {}, .05) == "looks: got none, need at least one");
  CHECK(said(0, {3}, .05) == "looks: got no baseline, need at least one period before the start");
  CHECK(said(12, {3}, 1.0) == "alpha: got 1, need a number between 0 and 1");
}
