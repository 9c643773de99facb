#include <kvalspc/verdict/odd_periods.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "reference/tails.hpp"

using namespace kvalspc;
using verdict::Gathered;
using verdict::Measure;
using Column = std::vector<double>;

namespace {

Gathered every_point(const Column& x, const Column& n) {
  Gathered g{x, n, {}};
  for (std::size_t k = 0; k < x.size(); ++k) g.position.push_back(k);
  return g;
}

}  // namespace

TEST_CASE("Odd counts: mid-P by adding the probabilities of every count") {
  const Column x{3, 4, 2, 12, 3, 5}, n(6, 20.0);
  const std::vector<double> p = verdict::oddness(Measure::proportions, every_point(x, n));
  for (std::size_t k = 0; k < x.size(); ++k) {
    long double above = 0, below = 0;
    for (int y = 0; y <= 20; ++y) {
      const long double weight = reference::binomial(y, 20, 29.0 / 120.0);
      above += y > x[k] ? weight : y == x[k] ? weight / 2 : 0;
      below += y < x[k] ? weight : y == x[k] ? weight / 2 : 0;
    }
    CHECK(p[k] == Approx(static_cast<double>(2 * std::min(above, below))).epsilon(1e-12));
  }
}

TEST_CASE("Odd values: the deleted residual is that of the mean and variance of the others") {
  const Column x{9.1, 10.2, 8.7, 15.5, 9.9, 10.4, 9.0};
  const std::vector<double> p = verdict::oddness(Measure::means, every_point(x, Column(x.size(), 1.0)));
  const double others = static_cast<double>(x.size()) - 1.0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += j == k ? 0.0 : x[j];
    for (std::size_t j = 0; j < x.size(); ++j)
      squares += j == k ? 0.0 : (x[j] - sum / others) * (x[j] - sum / others);
    const double error = std::sqrt(squares / (others - 1.0) * (1.0 + 1.0 / others));
    CHECK(p[k] ==
          Approx(math::students_t_two_sided((x[k] - sum / others) / error, others - 1.0)).epsilon(1e-10));
  }
}

TEST_CASE("Odd periods of stable series: the smallest p times their number is below 5 % in at most 5 %") {
  constexpr int series = 3000;
  for (const Measure measure : {Measure::proportions, Measure::rates, Measure::means, Measure::times}) {
    reference::Random random(97);
    int found = 0;
    for (int s = 0; s < series; ++s) {
      Column x, n(12, measure == Measure::proportions ? 20.0 : 1.0);
      for (std::size_t k = 0; k < n.size(); ++k) {
        x.push_back(measure == Measure::proportions ? random.binomial(20, 0.4)
                    : measure == Measure::rates     ? random.poisson(8.0)
                    : measure == Measure::means     ? random.normal()
                                                    : -std::log(1.0 - random.uniform()));
      }
      const std::vector<double> p = verdict::oddness(measure, every_point(x, n));
      found += *std::min_element(p.begin(), p.end()) < 0.05 / 12.0 ? 1 : 0;
    }
    INFO("measure " << static_cast<int>(measure) << ": " << found);
    CHECK(found <= series * (0.05 + 3.0 * std::sqrt(0.05 * 0.95 / series)));
    CHECK(found >= 1);
  }
}
