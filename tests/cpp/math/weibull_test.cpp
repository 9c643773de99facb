#include <kvalspc/math/weibull.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using math::Weibull;

namespace {

std::vector<double> drawn(reference::Random& random, const Weibull& from, int size) {
  std::vector<double> times;
  for (int k = 0; k < size; ++k) times.push_back(from.quantile_upper(1.0 - random.uniform()));
  return times;
}

double log_likelihood(const Weibull& w, const std::vector<double>& times) {
  double sum = 0.0;
  for (const double t : times)
    sum += std::log(w.shape / w.scale) + (w.shape - 1.0) * std::log(t / w.scale) -
           std::pow(t / w.scale, w.shape);
  return sum;
}

}  // namespace

TEST_CASE("Quantiles of a Weibull time; of shape 1 they are exponential") {
  const Weibull w{2.0, 10.0};
  CHECK(std::exp(-std::pow(w.quantile_upper(.01) / 10.0, 2.0)) == Approx(.01).epsilon(1e-13));
  CHECK(1.0 - std::exp(-std::pow(w.quantile_lower(.01) / 10.0, 2.0)) == Approx(.01).epsilon(1e-13));
  CHECK(Weibull{1.0, 7.0}.quantile_upper(.25) == Approx(7.0 * std::log(4.0)).epsilon(1e-14));
}

TEST_CASE("The most likely shape and scale: no neighbour is more likely, whatever the unit of time") {
  reference::Random random(811);
  for (const double shape : {0.4, 1.0, 3.0}) {
    const std::vector<double> times = drawn(random, {shape, 50.0}, 80);
    const Weibull found = math::fit_weibull(times);
    CHECK(found.shape == Approx(shape).epsilon(0.35));
    const double best = log_likelihood(found, times);
    for (const double factor : {0.999, 1.001}) {
      CHECK(log_likelihood({found.shape * factor, found.scale}, times) < best);
      CHECK(log_likelihood({found.shape, found.scale * factor}, times) < best);
    }
    std::vector<double> hours = times;
    for (double& t : hours) t *= 24.0;
    CHECK(math::fit_weibull(hours).shape == Approx(found.shape).epsilon(1e-9));
    CHECK(math::fit_weibull(hours).scale == Approx(24.0 * found.scale).epsilon(1e-9));
  }
}

TEST_CASE("Weibull limits of a t chart keep their false alarms where exponential ones do not") {
  reference::Random random(812);
  const Weibull clustered{0.5, 20.0};
  const std::vector<double> times = drawn(random, clustered, 4000);
  Settings settings{.limits = LimitsKind::exact};
  const Chart exponential = analyse<chart::T>({times}, {}, settings);
  settings.conventions.weibull_times = true;
  const Chart weibull = analyse<chart::T>({times}, {}, settings);
  const auto above = [&](const Chart& chart) {
    return std::exp(-std::pow(chart.points.upper[0] / clustered.scale, clustered.shape));
  };
  CHECK(above(exponential) > .02);  // far more than .00135
  CHECK(above(weibull) == Approx(.00135).epsilon(0.25));
  CHECK(weibull.phases[0].limits == LimitsKind::exact);
}

TEST_CASE("Weibull limits are asked for with exact ones, of times, and without a given centre") {
  const std::vector<double> times{3, 8, 1, 12};
  Settings settings;
  settings.conventions.weibull_times = true;
  CHECK_THROWS_AS(analyse<chart::T>({times}, {}, settings), std::invalid_argument);
  settings.limits = LimitsKind::exact;
  CHECK_THROWS_AS(analyse<chart::C>({times}, {}, settings), std::invalid_argument);
  CHECK_NOTHROW(analyse<chart::T>({times}, {}, settings));
  settings.standards = {{.centre = 5.0}};
  CHECK_THROWS_AS(analyse<chart::T>({times}, {}, settings), std::invalid_argument);
}
