/** @file Exact limits of times between events in double precision, against 50 digits. */
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <span>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/fit.hpp>
#include <kvalspc/chart/t.hpp>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using Digits50 =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

struct Times {
  Digits50 shape, scale;

  Digits50 lower(const Digits50& p) const { return scale * pow(-log(1 - p), 1 / shape); }
  Digits50 upper(const Digits50& p) const { return scale * pow(-log(p), 1 / shape); }
};

/** Shape and scale in 50 digits, by Newton's method from `start`: another way than the library's. */
Times fitted(const std::vector<double>& times, double start) {
  std::vector<Digits50> logs;
  Digits50 mean_log = 0;
  for (const double time : times) mean_log += logs.emplace_back(log(Digits50(time)));
  const Digits50 n(static_cast<double>(times.size()));
  mean_log /= n;
  Digits50 shape(start), sum = 0;
  for (int step = 0; step < 12; ++step) {
    Digits50 with_log = 0, with_square = 0;
    sum = 0;
    for (const Digits50& one : logs) {
      const Digits50 power = exp(shape * one);
      sum += power;
      with_log += power * one;
      with_square += power * one * one;
    }
    const Digits50 ratio = with_log / sum;
    const Digits50 slope = -1 / (shape * shape) - (with_square / sum - ratio * ratio);
    shape -= (1 / shape + mean_log - ratio) / slope;
  }
  return {shape, pow(sum / n, 1 / shape)};
}

double error_in_eps(double got, const Digits50& exact) {
  return static_cast<double>(abs((Digits50(got) - exact) / exact)) / 0x1.0p-52;
}

struct WorstTime {
  double lower = 0.0, upper = 0.0;

  void add(const chart::CountLimits& got, const Digits50& low, const Digits50& high) {
    lower = std::max(lower, error_in_eps(got.lower, low));
    upper = std::max(upper, error_in_eps(got.upper, high));
  }
  void check(const char* name, double low, double high) const {
    std::printf("t %-12s lower %8.2f eps (bound %g), upper %8.2f eps (bound %g)\n", name, lower, low, upper,
                high);
    CHECK(lower <= low);
    CHECK(upper <= high);
  }
};

WorstTime worst_limits(bool weibull) {
  reference::Random random(77);
  WorstTime worst;
  for (int trial = 0; trial < 150; ++trial) {
    const double shape = weibull ? random.pick<double>({0.5, 1.0, 2.0, 5.0}) : 1.0;
    std::vector<double> times, ones, none;
    for (int k = random.whole(10, 80); k > 0; --k)
      times.push_back(30.0 * std::pow(-std::log(random.uniform()), 1.0 / shape));
    std::vector<double> scratch(times.size());
    Conventions conventions;
    conventions.weibull_times = weibull;
    const chart::Points points{{times, ones, none}, {}};
    const auto fit = chart::fit<chart::T, double>(points, {0, times.size(), times.size()}, conventions,
                                                  std::span(scratch));
    REQUIRE(fit.status == Status::ok);
    Digits50 mean = 0;
    for (const double time : times) mean += Digits50(time) / Digits50(static_cast<double>(times.size()));
    const Times exact = weibull ? fitted(times, fit.level.shape) : Times{1, mean};
    const Digits50 tail(constants::tail_probability);
    worst.add(chart::exact_limits<chart::T>(fit.level, 1.0), exact.lower(tail), exact.upper(tail));
  }
  return worst;
}

}  // namespace

/** The shape is found to 48 bits, which is 16 eps. The lower limit is the scale times .00135^(1 / shape),
 * whose exponent of 6.6 / shape carries that error 13 times as far where the shape is .5, the upper's of 1.9
 * 4 times. The sums that the shape is found from add theirs. */
TEST_CASE("Accuracy of exact limits of times against 50 digits") {
  worst_limits(false).check("exponential", 4, 4);
  worst_limits(true).check("Weibull", 256, 64);
}
