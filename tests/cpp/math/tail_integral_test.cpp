#include <kvalspc/math/tail_integral.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/tails.hpp>

#include "catch.hpp"

using namespace kvalspc;
using math::Beyond;

namespace {

/** Both mid-P tails of every outcome from `first` to `last`: weights by the ratios of neighbours, in long
 * double, over their sum. No gamma function, no integral. */
struct EveryTail {
  template <class Up>
  EveryTail(long first_outcome, long last, Up up) : first(first_outcome), weight(1, 1.0L) {
    for (long k = first; k < last; ++k) {
      weight.push_back(weight.back() * up(static_cast<long double>(k)));
      if (weight.back() > 1e4000L)
        for (long double& w : weight) w *= 1e-4000L;
    }
    const std::size_t size = weight.size();
    below.assign(size, 0.0L), above.assign(size, 0.0L);
    for (std::size_t k = 1; k < size; ++k) below[k] = below[k - 1] + weight[k - 1];
    for (std::size_t k = size - 1; k > 0; --k) above[k - 1] = above[k] + weight[k];
    all = above[0] + weight[0];
  }
  [[nodiscard]] long double lower(long x) const { return (below[at(x)] + weight[at(x)] / 2) / all; }
  [[nodiscard]] long double upper(long x) const { return (above[at(x)] + weight[at(x)] / 2) / all; }
  [[nodiscard]] std::size_t at(long x) const { return static_cast<std::size_t>(x - first); }
  [[nodiscard]] long end() const { return first + static_cast<long>(weight.size()); }

  long first;
  std::vector<long double> weight, below, above;
  long double all;
};

/** Compares every `stride`-th outcome's tail, away from the mean; the largest relative error above 1e-280. */
template <class Count>
double largest_error(const Count& count, const EveryTail& every, long stride) {
  double largest = 0.0;
  const auto compare = [&](double got, long double exact) {
    if (exact > 1e-280L) largest = std::max(largest, static_cast<double>(std::abs(got - exact) / exact));
  };
  for (long x = every.first; x < every.end(); x += stride) {
    const auto at = static_cast<double>(x);
    if (at <= count.mean()) compare(math::mid_tail(count, at, Beyond::below), every.lower(x));
    else compare(math::mid_tail(count, at, Beyond::above), every.upper(x));
  }
  return largest;
}

}  // namespace

TEST_CASE("The integral is the sum of all outcomes: Poisson, binomial and hypergeometric counts") {
  // 136 to 354 standard deviations wide; steep tails to 1e-280.
  const double mean = 125'000.0;
  const EveryTail poisson(105'000, 145'000, [&](long double k) { return mean / (k + 1.0L); });
  CHECK(largest_error(math::Poisson{mean}, poisson, 7) < 1e-8);
  const double n = 200'000.0, p = 0.375;
  const EveryTail binomial(60'000, 90'000, [&](long double k) {
    return (n - k) / (k + 1.0L) * (static_cast<long double>(p) / (1.0L - p));
  });
  CHECK(largest_error(math::Binomial{n, p}, binomial, 7) < 1e-8);
  const double population = 400'000.0, events = 150'000.0, sample = 125'000.0;
  const EveryTail drawn(37'500, 56'500, [&](long double k) {
    return (events - k) * (sample - k) / ((k + 1.0L) * (population - events - sample + k + 1.0L));
  });
  CHECK(largest_error(math::Hypergeometric{population, events, sample}, drawn, 7) < 1e-8);
}

TEST_CASE("Where a tail is not steep, the integral has all digits but the last few") {
  const double mean = 125'000.0;  // seven standard deviations of 354 to each side
  const EveryTail poisson(100'000, 150'000, [&](long double k) { return mean / (k + 1.0L); });
  double largest = 0.0;
  for (long x = 122'600; x <= 127'400; x += 3) {
    const bool low = static_cast<double>(x) <= mean;
    const long double exact = low ? poisson.lower(x) : poisson.upper(x);
    const double got =
        math::mid_tail(math::Poisson{mean}, static_cast<double>(x), low ? Beyond::below : Beyond::above);
    largest = std::max(largest, static_cast<double>(std::abs(got - exact) / exact));
  }
  CHECK(largest < 1e-12);
}

TEST_CASE("Beta-binomial tails of any shape are the sum of all outcomes, to the last patient") {
  const double n = 120'000.0;
  struct Shape {
    double a, b;
  };
  for (const Shape& s : {Shape{12.0, 30.0}, Shape{1.0, 1.0}, Shape{0.05, 0.04}, Shape{0.6, 30.0},
                         Shape{1.3, 2.0}, Shape{30.0, 0.2}, Shape{900.0, 2'100.0}, Shape{3.0, 4'000.0}}) {
    const EveryTail every(
        0, 120'000, [&](long double k) { return (n - k) * (k + s.a) / ((k + 1.0L) * (n - k - 1.0L + s.b)); });
    const math::BetaBinomial count{n, {s.a, s.b}};
    double largest = 0.0;
    for (long x = 0; x <= 120'000; x += x < 100 || x > 119'900 ? 1 : 613) {
      const math::Tails tails = math::mid_p(count, static_cast<double>(x));
      const bool high = static_cast<double>(x) >= count.mean();
      const long double exact = high ? every.upper(x) : every.lower(x);
      if (!(exact > 1e-280L)) continue;
      largest = std::max(largest,
                         static_cast<double>(std::abs((high ? tails.upper : tails.lower) - exact) / exact));
      CHECK(tails.lower + tails.upper == Approx(1.0).epsilon(1e-12));
    }
    INFO("a " << s.a << " b " << s.b);
    CHECK(largest < 1e-9);
  }
}

TEST_CASE("Tails of millions to a thousand billion") {
  // P(x) by mpmath 1.4.1 at 60 digits, times the sum of all ratios beyond it, one outcome at a time in 64-bit
  // mantissas; at 1e15 SciPy 1.17.1's gammainc and gammaincc, the mean of two neighbours.
  const auto near = [](double exact) { return Approx(exact).epsilon(1e-11); };
  const auto poisson = [](double mean, double x) { return math::mid_p(math::Poisson{mean}, x); };
  CHECK(poisson(1e6, 994'000).lower == near(9.5167537441065761e-10));
  CHECK(poisson(1e8, 99'700'000).lower == near(3.1265527144352149e-198));
  CHECK(poisson(1e8, 1e8).lower == near(0.50000664903798931));
  CHECK(poisson(1e10, 10'000'800'000).upper == near(6.2262675139757873e-16));
  CHECK(poisson(1e12, 999'998'000'000).lower == near(0.022750104952695889));
  CHECK(poisson(1e12, 1'000'005'000'000).upper == near(2.866575188049512e-7));
  CHECK(poisson(1e15, 1e15 + 1e8).upper == near(0.00078270125650677872));
  CHECK(poisson(1e15, 1e15 - 6e7).lower == near(0.02888978465814479));
  const auto binomial = [](double n, double p, double x) { return math::mid_p(math::Binomial{n, p}, x); };
  CHECK(binomial(4.1e6, 0.5, 2'050'304).upper == near(0.38198570062468423));
  CHECK(binomial(1e9, 0.0125, 12'478'920).lower == near(9.771425021708962e-10));
  CHECK(binomial(1e12, 0.375, 374'990'317'542).lower == near(2.7517704622701934e-89));
  CHECK(binomial(1e12, 0.375, 375'002'420'615).upper == near(2.8665338797155727e-7));
  const auto drawn = [](double all, double events, double sample, double x) {
    return math::mid_p(math::Hypergeometric{all, events, sample}, x);
  };
  CHECK(drawn(5e7, 2e7, 2.3e7, 9'189'641).lower == near(9.8624447124148172e-10));
  CHECK(drawn(4e12, 1e12, 1.5e12, 375'002'096'314).upper == near(2.866523835836805e-7));
  const auto beta = [](double n, double a, double b, double x) {
    return math::mid_p(math::BetaBinomial{n, {a, b}}, x);
  };
  CHECK(beta(3e6, 1.3, 2.0, 2'383'554).upper == near(0.060374460939799042));
  CHECK(beta(3e6, 0.05, 0.04, 96'039).lower == near(0.37589828856549659));
  CHECK(beta(5e6, 2e4, 3e4, 1'944'955).lower == near(2.6481618732045735e-7));
  CHECK(beta(1e6, 1e9, 2e9, 333'805).upper == near(0.15856120744025415));
  CHECK(beta(1e8, 12.0, 30.0, 1e7).lower == near(0.0004897248309194571));
  CHECK(beta(1e9, 12.0, 30.0, 6e8).upper == near(1.7132552738351424e-5));
  const math::Tails gaps = math::mid_p(math::NegativeHypergeometric{1e8, 12.0, 14.0}, 4e7);
  CHECK(gaps.lower == near(0.26771785398680667));
  CHECK(gaps.upper == near(0.73228214601318744));
}
