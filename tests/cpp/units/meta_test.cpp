#include <kvalspc/units/meta.hpp>

#include <cmath>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc::units;

namespace {
const std::vector<double> effects{.10, .30, .35, .60, .45, .05};
const std::vector<double> variances{.03, .03, .05, .01, .05, .02};
}  // namespace

TEST_CASE("DerSimonian and Laird: computed with an independent program (R)") {
  const MetaAnalysis m = meta_analysis(effects, variances, 0.05, BetweenVariance::moments);
  CHECK(m.fixed == Approx(.3577922).epsilon(1e-6));
  CHECK(m.q == Approx(13.10108).epsilon(1e-6));
  CHECK(m.tau2 == Approx(.0412919).epsilon(1e-6));
  CHECK(m.effect == Approx(.3134709).epsilon(1e-6));
  CHECK(m.error == Approx(.1079754).epsilon(1e-6));
  CHECK(m.error_hartung_knapp == Approx(.0915403).epsilon(1e-6));
  CHECK(m.i2 == Approx(.61835).epsilon(1e-5));
  CHECK(m.prediction.lower == Approx(-.32542).epsilon(1e-4));
  CHECK(m.prediction.upper == Approx(.95236).epsilon(1e-4));
}

TEST_CASE("restricted likelihood: its maximum, found by looking everywhere") {
  const MetaAnalysis m = meta_analysis(effects, variances);
  const auto log_likelihood = [](double tau2) {
    double sum_w = 0.0, mean = 0.0, value = 0.0;
    for (std::size_t k = 0; k < effects.size(); ++k) sum_w += 1.0 / (variances[k] + tau2);
    for (std::size_t k = 0; k < effects.size(); ++k) mean += effects[k] / (variances[k] + tau2) / sum_w;
    for (std::size_t k = 0; k < effects.size(); ++k) {
      const double v = variances[k] + tau2;
      value -= 0.5 * (std::log(v) + (effects[k] - mean) * (effects[k] - mean) / v);
    }
    return value - 0.5 * std::log(sum_w);
  };
  double best = 0.0;
  for (double tau2 = 0.0; tau2 < 0.3; tau2 += 1e-5)
    if (log_likelihood(tau2) > log_likelihood(best)) best = tau2;
  CHECK(m.tau2 == Approx(best).margin(2e-5));
}

TEST_CASE("units that agree have no variance between them") {
  const std::vector<double> same{.2, .2, .2}, small{.01, .02, .03};
  const MetaAnalysis m = meta_analysis(same, small);
  CHECK(m.tau2 == 0.0);
  CHECK(m.effect == Approx(.2));
  CHECK(m.i2 == 0.0);
  CHECK(m.heterogeneity_p == Approx(1.0));
}

TEST_CASE("p below alpha exactly when the interval excludes 0") {
  for (const double shift : {-.5, -.2, 0.0, .1, .2, .4}) {
    std::vector<double> moved = effects;
    for (double& effect : moved) effect += shift - .25;
    const MetaAnalysis m = meta_analysis(moved, variances);
    CHECK((m.p < 0.05) == (m.interval.lower > 0.0 || m.interval.upper < 0.0));
  }
}

TEST_CASE("few units, and misuse") {
  CHECK(std::isnan(meta_analysis({}, {}).effect));
  const std::vector<double> one{.3}, v{.04};
  CHECK(meta_analysis(one, v).effect == .3);
  CHECK(std::isnan(meta_analysis(one, v).interval.lower));
  CHECK(std::isnan(meta_analysis(std::vector{.3, .1}, std::vector{.04, .04}).prediction.lower));
  CHECK(support::message_of<std::invalid_argument>([&] { (void)meta_analysis(effects, v); }) ==
        "variances: got 1 values, need 6, one an effect");
  CHECK_THROWS_AS(meta_analysis(one, std::vector{0.0}), std::invalid_argument);
}
