#include <kvalspc/units/overdispersion.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;
using units::Adjustment;
using units::Overdispersion;
using units::Trim;
using Column = std::vector<double>;

namespace {

const Column events{12, 20, 8, 30, 15, 25, 40, 9, 18, 22};
const Column patients{100, 150, 90, 160, 120, 300, 350, 60, 140, 160};

struct Residuals {
  Column z, deviation;
};

Residuals residuals_of(const Column& x, const Column& n) {
  double events_sum = 0.0, patients_sum = 0.0;
  for (std::size_t k = 0; k < x.size(); ++k) events_sum += x[k], patients_sum += n[k];
  const double p = events_sum / patients_sum;
  Residuals found;
  for (std::size_t k = 0; k < x.size(); ++k) {
    found.deviation.push_back(std::sqrt(p * (1.0 - p) / n[k]));
    found.z.push_back((x[k] / n[k] - p) / found.deviation.back());
  }
  return found;
}

Overdispersion of(const Residuals& r, Trim trim, double share = 0.1, bool rescale = false) {
  return units::overdispersion(r.z, r.deviation, {Adjustment::additive, trim, share, rescale});
}

}  // namespace

TEST_CASE("The dispersion of ten units is the one computed in R") {
  const Residuals r = residuals_of(events, patients);
  const Overdispersion winsorised = of(r, Trim::winsorise);
  CHECK(winsorised.raw_phi == Approx(1.275165).epsilon(1e-6));
  CHECK(winsorised.phi == Approx(0.4024757).epsilon(1e-6));
  CHECK(winsorised.tau2 == 0.0);
  CHECK(of(r, Trim::none).phi == winsorised.raw_phi);
}

TEST_CASE("A trimmed dispersion drops whole units, a winsorised one moves them") {
  Residuals r;
  for (int k = 1; k <= 20; ++k) {
    r.z.push_back(k <= 2 ? -5.0 : k <= 18 ? 1.0 : 3.0);
    r.deviation.push_back(0.1);
  }
  CHECK(of(r, Trim::truncate).phi == Approx(1.0));  // two at each end are gone
  CHECK(of(r, Trim::none).phi == Approx((2.0 * 25.0 + 16.0 + 2.0 * 9.0) / 20.0));
  // place 1.9 of 0..19: nine tenths of the way from -5 to 1 is .4; place 17.1: a tenth from 1 to 3 is 1.2
  CHECK(of(r, Trim::winsorise).phi == Approx((2.0 * 0.16 + 16.0 + 2.0 * 1.44) / 20.0));
}

TEST_CASE("What trimming makes of chance alone is its expectation over normal residuals") {
  constexpr int size = 40000;
  Residuals r;  // the normal distribution itself, cut into equal parts
  for (int k = 0; k < size; ++k) {
    r.z.push_back(math::normal_quantile_upper((k + 0.5) / size));
    r.deviation.push_back(1.0);
  }
  for (const double share : {0.05, 0.1, 0.25}) {
    for (const Trim trim : {Trim::winsorise, Trim::truncate}) {
      const Overdispersion found = of(r, trim, share);
      CHECK(found.phi == Approx(found.expected_phi).epsilon(1e-3));
      CHECK(of(r, trim, share, true).phi == Approx(1.0).epsilon(1e-3));
    }
  }
  CHECK(units::expected_phi(Trim::winsorise, 0.1) == Approx(0.6787).epsilon(1e-3));
  CHECK(units::expected_phi(Trim::none, 0.1) == 1.0);
}

TEST_CASE("Nothing is ever scaled down, and nine units adjust nothing") {
  const Residuals r = residuals_of(events, patients);
  Overdispersion quiet = of(r, Trim::winsorise);
  CHECK(quiet.used == Adjustment::additive);
  CHECK(quiet.widened(0.03) == 0.03);
  CHECK_FALSE(quiet.widens());
  quiet.used = Adjustment::multiplicative;  // phi .40
  CHECK(quiet.widened(0.03) == 0.03);
  const Residuals nine{Column(r.z.begin(), r.z.end() - 1),
                       Column(r.deviation.begin(), r.deviation.end() - 1)};
  CHECK(of(nine, Trim::none).used == Adjustment::none);
  CHECK(of(nine, Trim::none).tau2 == 0.0);
}
