/** @file How far double precision is from 50 digits, through the same policies and the same fit. */
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/chart/fit.hpp>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using Digits50 =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

namespace {

struct Worst {
  double centre = 0.0, sigma = 0.0;
};

double relative(double got, const Digits50& exact) {
  if (exact == 0) return std::abs(got);
  return static_cast<double>(abs((Digits50(got) - exact) / exact)) / 0x1.0p-52;
}

/** Are subgroups of any size charted? Ranges have their constants up to 25. */
template <ChartPolicy P>
bool by_deviations(const Conventions& conventions) {
  return P::centre == Centre::ratio && conventions.within == Within::sd;
}

/** Largest error, in eps = 2^-52, of centre line and sigma over random series of chart P. */
template <ChartPolicy P>
Worst worst_error(const Conventions& conventions, int trials) {
  reference::Random random(301);
  Worst worst;
  for (int trial = 0; trial < trials; ++trial) {
    const int size = random.whole(2, 120);
    const double level = random.pick<double>({0.02, 0.3, 0.5, 0.9, 0.98});
    std::vector<double> x, n, within, scratch(static_cast<std::size_t>(size));
    for (int k = 0; k < size; ++k) {
      n.push_back(P::denominator_use == DenominatorUse::none ? 1.0
                  : P::spread == Spread::within ? random.whole(2, by_deviations<P>(conventions) ? 500 : 25)
                                                : random.whole(1, 500));
      if (P::spread == Spread::within) within.push_back(10.0 * random.uniform());
      x.push_back(P::domain == Domain::proportions ? random.binomial(static_cast<int>(n.back()), level)
                  : P::domain == Domain::counts    ? random.poisson(n.back() * level)
                  : P::centre == Centre::spread    ? within.back()
                                                   : 100.0 + 10.0 * random.normal());
    }
    std::vector<Digits50> scratch50(static_cast<std::size_t>(size));
    const chart::Points points{{x, n, within}, {}};
    const auto end = static_cast<std::size_t>(size);
    const Phase phase{0, end, end};
    const auto fit = chart::fit<P, double>(points, phase, conventions, std::span<double>(scratch));
    const auto exact = chart::fit<P, Digits50>(points, phase, conventions, std::span<Digits50>(scratch50));
    if (fit.status != Status::ok) continue;
    worst.centre = std::max(worst.centre, relative(fit.level.centre, exact.level.centre));
    if (P::spread == Spread::none) continue;
    for (const double size_k : {n[0], n[end / 2]}) {
      worst.sigma =
          std::max(worst.sigma, relative(P::sigma(fit.level, size_k, conventions.factors()),
                                         P::sigma(exact.level, Digits50(size_k), conventions.factors())));
    }
  }
  return worst;
}

/** Stated bounds, in eps = 2^-52. Sums of counts are exact, so ratio charts round only in their formula;
 * moving ranges add the rounding of up to 120 differences of values near 100, whose own last bits the
 * subtraction lays open. Shares lose digits in 1 - centre: at .98 the centre's half eps weighs .98 / .02 = 49
 * times as much, halved by the root. So do subgroups in 1 - c4^2, which is about 1 / (2 n): n is up to 500
 * for xbar, and 25 for s. */
struct Bound {
  double centre, sigma;
};

template <ChartPolicy P>
void check(const Bound& bound, const Conventions& conventions = {}, const char* said = "") {
  const Worst worst = worst_error<P>(conventions, *said == '\0' ? 400 : 100);
  std::printf("%-4.*s %-12s centre %7.2f eps (bound %g), sigma %7.2f eps (bound %g)\n",
              static_cast<int>(P::name.size()), P::name.data(), said, worst.centre, bound.centre, worst.sigma,
              bound.sigma);
  INFO(P::name << " " << said);
  CHECK(worst.centre <= bound.centre);
  CHECK(worst.sigma <= bound.sigma);
}

}  // namespace

TEST_CASE("Accuracy of each chart against 50 digits") {
  check<chart::Run>({1, 0});
  check<chart::I>({4, 32});
  check<chart::Mr>({4, 32});
  check<chart::P>({1, 16});
  check<chart::Np>({1, 16});
  check<chart::U>({1, 2});
  check<chart::C>({1, 2});
  check<chart::Ip>({4, 32});
  check<chart::Pp>({1, 64});
  check<chart::Up>({1, 32});
  check<chart::Cp>({1, 32});
  check<chart::G>({1, 4});
  check<chart::T>({4, 32});
  check<chart::Xbar>({4, 2048});
  check<chart::S>({128, 128});
  check<chart::R>({4, 4});
}

/** The standard deviation of z adds up squares of differences, whose root halves their error; a median moving
 * range has the whole error of one range, which a mean would level out. */
TEST_CASE("Accuracy of the other ways to find centre and spread against 50 digits") {
  Conventions unordered;
  unordered.unordered = true;
  check<chart::Pp>({1, 64}, unordered, "unordered");
  check<chart::Up>({1, 32}, unordered, "unordered");
  check<chart::Cp>({1, 32}, unordered, "unordered");
  Conventions medians;
  medians.median_ranges = medians.median_centre = true;
  check<chart::I>({1, 64}, medians, "medians");
  check<chart::T>({1, 64}, medians, "medians");
  check<chart::Pp>({1, 128}, medians, "medians");
  check<chart::Up>({1, 64}, medians, "medians");
  check<chart::Cp>({1, 64}, medians, "medians");
  Conventions screened;
  screened.screen = true;
  check<chart::I>({4, 32}, screened, "screened");
  Conventions exact;
  exact.constants = constants::exact;
  check<chart::I>({4, 32}, exact, "exact");
  Conventions ranges;
  ranges.within = Within::range;
  check<chart::Xbar>({4, 32}, ranges, "by ranges");
}
