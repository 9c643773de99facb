#include <kvalspc/verdict/scan_split.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using verdict::ScanProportions;

namespace {

/** The likelihood ratio of a split by its definition, in long double. */
long double ratio_by_definition(double s, double n, double total, double size) {
  const auto log_likelihood = [](long double x, long double of) {
    const auto part = [](long double y, long double p) { return y > 0.0L ? y * std::log(p) : 0.0L; };
    return part(x, x / of) + part(of - x, (of - x) / of);
  };
  return log_likelihood(s, n) + log_likelihood(total - s, size - n) - log_likelihood(total, size);
}

}  // namespace

TEST_CASE(
    "The ratio of a split is that of its definition, looked up or not; splits that mirror each other tie") {
  const auto near = [](double got, long double expected) {
    return std::abs(static_cast<long double>(got) - expected) < 1e-11L * (1.0L + expected);
  };
  for (const double size : {12.0, 1000.0, 16383.0, 16384.0, 40000.0}) {  // the table ends at 16383
    for (const double share : {0.0, 0.01, 0.4, 1.0}) {
      const double total = std::floor(share * size);
      const verdict::SplitRatios<ScanProportions> split(total, size);
      for (const double n : {1.0, std::floor(0.3 * size), size - 1.0}) {
        const double fewest = std::max(0.0, total - (size - n)), most = std::min(n, total);
        for (const double s : {fewest, std::floor(0.5 * (fewest + most)), most}) {
          INFO(s << " of " << n << ", " << total << " of " << size);
          CHECK(near(split.ratio(s, n), ratio_by_definition(s, n, total, size)));
          if (size < 16384.0) CHECK(split.ratio(s, n) == split.ratio(total - s, size - n));
        }
      }
    }
  }
  const verdict::SplitRatios<ScanProportions> fractions(3.5, 20.25);
  CHECK(near(fractions.ratio(1.5, 4.25), ratio_by_definition(1.5, 4.25, 3.5, 20.25)));
  const verdict::SplitRatios<ScanProportions> whole_sums(4.0, 20.0);
  CHECK(near(whole_sums.ratio(1.5, 4.25), ratio_by_definition(1.5, 4.25, 4.0, 20.0)));
}

TEST_CASE("The best split is the first with the largest ratio, of whole numbers and of others") {
  reference::Random random(31);
  for (int round = 0; round < 300; ++round) {
    const std::size_t points = static_cast<std::size_t>(random.whole(1, 40));
    const bool whole = random.chance(0.7);
    std::vector<double> x, n;
    for (std::size_t k = 0; k < points; ++k) {
      n.push_back(random.whole(0, round % 3 == 0 ? 2000 : 12) + (whole ? 0.0 : 0.25));
      x.push_back(std::floor(n.back() * random.uniform()));
    }
    if (round % 5 == 0)  // mirrored, so that splits tie
      for (std::size_t k = 0; k < points / 2; ++k) x[points - 1 - k] = x[k], n[points - 1 - k] = n[k];
    const double total = std::accumulate(x.begin(), x.end(), 0.0);
    const double size = std::accumulate(n.begin(), n.end(), 0.0);
    const verdict::SplitRatios<ScanProportions> splits(total, size);
    verdict::BestSplit expected;
    double s = 0.0, m = 0.0;
    for (std::size_t k = 0; k + 1 < points; ++k) {
      s += x[k];
      m += n[k];
      if (splits.ratio(s, m) > expected.ratio) expected = {k, splits.ratio(s, m)};
    }
    const verdict::BestSplit got = verdict::best_split(x, n, splits);
    CHECK(got.at == expected.at);
    CHECK(got.ratio == expected.ratio);
  }
}

TEST_CASE("Splits of a thousand billion have the ratio of their deviations, and grow with them") {
  // Ratios of a unit or so between terms of 1e12, whose last digit is 1e-4: d^2 / 2v, with v the variance of
  // s given the total, to a relative skewness of about z / sqrt(v).
  const double size = 4e12, total = 1e12, n = 1.5e12;
  for (const double z : {-30.0, -1.0, 0.5, 2.0, 30.0}) {
    const double shares = n * (size - n) / size * 0.25 * 0.75, rates = total * (n / size) * (1.0 - n / size);
    INFO("z " << z);
    const auto share =
        ScanProportions::sloped_ratio(total * n / size + z * std::sqrt(shares), n, total, size);
    const auto rate =
        verdict::ScanRates::sloped_ratio(total * n / size + z * std::sqrt(rates), n, total, size);
    CHECK(share.value == Approx(0.5 * z * z).epsilon(1e-4));
    CHECK(share.slope == Approx(z / std::sqrt(shares)).epsilon(1e-4));
    CHECK(rate.value == Approx(0.5 * z * z).epsilon(1e-4));
    CHECK(rate.slope == Approx(z / std::sqrt(rates)).epsilon(1e-4));
  }
  // Beside the size that decides both formulas have the same digits.
  for (const double s : {29'500.0, 30'000.0, 30'300.0, 33'000.0}) {
    const auto exact = static_cast<double>(ratio_by_definition(s, 75'000.0, 80'000.0, 200'000.0));
    CHECK(ScanProportions::ratio(s, 75'000.0, 80'000.0, 200'000.0) ==
          Approx(exact).epsilon(1e-9).margin(1e-12));
  }
}
