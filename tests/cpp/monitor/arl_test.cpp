#include <kvalspc/monitor/arl.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

#include "reference/random.hpp"

using kvalspc::monitor::cusum_arl;
using kvalspc::monitor::cusum_arl_two_sided;
using kvalspc::monitor::cusum_threshold;
using kvalspc::monitor::ewma_arl;

namespace {

/** Is `found` what the table prints with so many decimals? */
bool prints_as(double found, double printed, double decimals) {
  return std::abs(found - printed) <= 0.5 * std::pow(10.0, -decimals) * (1.0 + 1e-9);
}

}  // namespace

TEST_CASE("two-sided CUSUM, k .5: table of Lucas and Crosier (1982)") {
  const std::vector<double> shifts{0, .25, .5, .75, 1, 1.5, 2, 2.5, 3};
  const std::vector<double> h4{167.68, 74.22, 26.63, 13.29, 8.38, 4.75, 3.34, 2.62, 2.19};
  const std::vector<double> h5{465.44, 139.49, 38.00, 17.05, 10.38, 5.75, 4.01, 3.11, 2.57};
  for (std::size_t k = 0; k < shifts.size(); ++k) {
    CAPTURE(shifts[k]);
    CHECK(prints_as(cusum_arl_two_sided(0.5, 4.0, shifts[k]), h4[k], 2));
    CHECK(prints_as(cusum_arl_two_sided(0.5, 5.0, shifts[k]), h5[k], 2));
  }
}

TEST_CASE("two-sided CUSUM with a head start of half the threshold: Lucas and Crosier (1982)") {
  const std::vector<double> shifts{0, .5, 1, 2};
  const std::vector<double> h4{148.70, 20.06, 5.29, 2.01};
  const std::vector<double> h5{430.39, 28.67, 6.35, 2.36};
  for (std::size_t k = 0; k < shifts.size(); ++k) {
    CAPTURE(shifts[k]);
    CHECK(prints_as(cusum_arl_two_sided(0.5, 4.0, shifts[k], 2.0), h4[k], 2));
    CHECK(prints_as(cusum_arl_two_sided(0.5, 5.0, shifts[k], 2.5), h5[k], 2));
  }
}

TEST_CASE("thresholds of a two-sided CUSUM for a wanted average run length") {
  CHECK(prints_as(cusum_threshold(0.5, 370.4), 4.774897, 6));
  CHECK(prints_as(cusum_threshold(0.5, 500.0), 5.070704, 6));
  CHECK(cusum_arl_two_sided(0.25, cusum_threshold(0.25, 200.0), 0.0) == Approx(200.0).epsilon(1e-10));
}

TEST_CASE("EWMA: table of Lucas and Saccucci (1990)") {
  struct Row {
    double weight, width;
    std::vector<double> arl;
  };
  const std::vector<double> shifts{0, .25, .5, .75, 1, 1.5, 2, 2.5, 3, 4};
  // The first column is printed as 500 where it is rounded to whole numbers.
  for (const Row& row : {Row{.40, 3.054, {500, 223.7, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4}},
                         Row{.25, 2.998, {499.8, 170.3, 48.3, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7}},
                         Row{.20, 2.962, {499.7, 150.2, 41.8, 18.1, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9}},
                         Row{.10, 2.814, {499.6, 106.3, 31.3, 15.8, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2}},
                         Row{.05, 2.615, {499.9, 84.0, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7}}}) {
    for (std::size_t k = 0; k < shifts.size(); ++k) {
      const double decimals = row.arl[k] == 500 ? 0 : 1;
      CAPTURE(row.weight, shifts[k], ewma_arl(row.weight, row.width, shifts[k]));
      CHECK(prints_as(ewma_arl(row.weight, row.width, shifts[k]), row.arl[k], decimals));
    }
  }
}

TEST_CASE("an EWMA of weight 1 is a Shewhart chart") {
  for (const double shift : {0.0, 0.5, 2.0}) {
    const double beyond =
        0.5 * std::erfc((3.0 - shift) / std::sqrt(2.0)) + 0.5 * std::erfc((3.0 + shift) / std::sqrt(2.0));
    CHECK(ewma_arl(1.0, 3.0, shift) == Approx(1.0 / beyond).epsilon(1e-9));
  }
}

TEST_CASE("the run length of a simulated CUSUM is what the integral equation says") {
  reference::Random random(20240917);
  constexpr int runs = 4000;
  double total = 0.0, squares = 0.0;
  for (int run = 0; run < runs; ++run) {
    double sum = 0.0, length = 0.0;
    while (sum <= 3.0) {
      sum = std::max(0.0, sum + random.normal() + 0.5 - 0.4);
      length += 1.0;
    }
    total += length;
    squares += length * length;
  }
  const double mean = total / runs, error = std::sqrt((squares / runs - mean * mean) / runs);
  CHECK(std::abs(mean - cusum_arl(0.4, 3.0, 0.5)) < 3.0 * error);
}
