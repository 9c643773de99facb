// What must hold for every chart, whatever the numbers.
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

/** Columns that a chart takes: random, with gaps, ties and periods without patients. */
struct Drawn {
  std::vector<double> x, n, within;

  [[nodiscard]] Series series() const { return {x, n, within}; }
  [[nodiscard]] Drawn reversed() const {
    return {{x.rbegin(), x.rend()}, {n.rbegin(), n.rend()}, {within.rbegin(), within.rend()}};
  }
  [[nodiscard]] Drawn scaled(int power) const {
    Drawn result = *this;
    for (double& value : result.x) value = std::ldexp(value, power);
    for (double& value : result.within) value = std::ldexp(value, power);
    return result;
  }
};

template <ChartPolicy P>
Drawn made_for(reference::Random& random) {
  Drawn data;
  for (int k = random.whole(2, 40); k > 0; --k) {
    const bool subgroups = P::spread == Spread::within;
    const double n = random.whole(subgroups ? 2 : 1, subgroups ? 25 : 60);
    const double within = random.uniform(0.5, 2.0);
    double value = 20.0 + 3.0 * random.normal();
    if (P::domain == Domain::proportions) value = random.binomial(static_cast<int>(n), 0.3);
    if (P::domain == Domain::counts) value = random.poisson(0.3 * n);
    if (P::centre == Centre::spread) value = within;
    data.x.push_back(random.chance(0.07) ? missing : value);
    if (P::denominator_use != DenominatorUse::none) data.n.push_back(random.chance(0.04) ? 0.0 : n);
    if (P::denominator_use != DenominatorUse::none && data.n.back() == 0.0) data.x.back() = missing;
    if (subgroups) data.within.push_back(within);
  }
  return data;
}

std::vector<std::uint8_t> backwards(const std::vector<std::uint8_t>& flags) {
  return {flags.rbegin(), flags.rend()};
}

/** Time turned round: the same level, limits and flags; runs and Anhoej's judgement are symmetric in time. */
template <ChartPolicy P>
void check_reversal(std::uint64_t seed) {
  reference::Random random(seed);
  INFO(P::name);
  for (int trial = 0; trial < 60; ++trial) {
    const Drawn data = made_for<P>(random), turned = data.reversed();
    const Chart a = analyse<P>(data.series()), b = analyse<P>(turned.series());
    CHECK(a.summary.status == b.summary.status);
    if (a.summary.status == Status::no_data) continue;
    CHECK(a.summary.centre == Approx(b.summary.centre).epsilon(1e-13));
    CHECK(a.summary.useful == b.summary.useful);
    CHECK(a.summary.longest_run == b.summary.longest_run);
    CHECK(a.summary.crossings == b.summary.crossings);
    CHECK(a.summary.runs_signal == b.summary.runs_signal);
    CHECK(a.points.beyond == backwards(b.points.beyond));
    for (std::size_t k = 0, last = data.x.size() - 1; k <= last; ++k) {
      const double upper = a.points.upper_raw[k], mirrored = b.points.upper_raw[last - k];
      CHECK(((std::isnan(upper) && std::isnan(mirrored)) || upper == Approx(mirrored).epsilon(1e-12)));
    }
  }
}

/** Values times a power of two: every column times that power, bit for bit. */
template <ChartPolicy P>
void check_scaling(std::uint64_t seed) {
  reference::Random random(seed);
  INFO(P::name);
  for (int trial = 0; trial < 60; ++trial) {
    const Drawn data = made_for<P>(random);
    const int power = random.whole(-30, 30);
    const Chart a = analyse<P>(data.series()), b = analyse<P>(data.scaled(power).series());
    CHECK(a.points.beyond == b.points.beyond);
    CHECK(a.summary.crossings == b.summary.crossings);
    for (const auto column :
         {&ChartPoints::value, &ChartPoints::centre, &ChartPoints::lower_raw, &ChartPoints::upper_raw}) {
      for (std::size_t k = 0; k < data.x.size(); ++k)
        CHECK(support::same(std::ldexp((a.points.*column)[k], power), (b.points.*column)[k]));
    }
  }
}

/** Values (or their denominators) times any number: limits follow to rounding, flags stay. */
template <ChartPolicy P>
void check_units_of_exposure(std::uint64_t seed) {
  reference::Random random(seed);
  INFO(P::name);
  for (int trial = 0; trial < 60; ++trial) {
    Drawn data = made_for<P>(random);
    const Chart days = analyse<P>(data.series(), {}, {.limits = LimitsKind::sigma});
    for (double& n : data.n) n *= 1000.0;
    const Chart thousandths = analyse<P>(data.series(), {}, {.limits = LimitsKind::sigma});
    CHECK(days.points.beyond == thousandths.points.beyond);
    CHECK(days.summary.crossings == thousandths.summary.crossings);
    for (std::size_t k = 0; k < data.x.size(); ++k) {
      if (std::isnan(days.points.upper_raw[k])) continue;
      CHECK(days.points.upper_raw[k] == Approx(1000.0 * thousandths.points.upper_raw[k]).epsilon(1e-12));
    }
  }
}

}  // namespace

TEST_CASE("Time turned round changes no limit, no flag and no judgement of runs") {
  check_reversal<chart::Run>(701);
  check_reversal<chart::I>(702);
  check_reversal<chart::Ip>(703);
  check_reversal<chart::P>(704);
  check_reversal<chart::Pp>(705);
  check_reversal<chart::Np>(706);
  check_reversal<chart::U>(707);
  check_reversal<chart::C>(708);
  check_reversal<chart::G>(709);
  check_reversal<chart::T>(710);
  check_reversal<chart::Xbar>(711);
  check_reversal<chart::S>(712);
  check_reversal<chart::R>(713);
  check_reversal<chart::Up>(714);
  check_reversal<chart::Cp>(715);
}

TEST_CASE("Charts of measurements scale with their values, by powers of two bit for bit") {
  check_scaling<chart::Run>(721);
  check_scaling<chart::I>(722);
  check_scaling<chart::Mr>(723);
  check_scaling<chart::Ip>(724);
  check_scaling<chart::Xbar>(725);
  check_scaling<chart::S>(726);
  check_scaling<chart::R>(727);
}

TEST_CASE("Rates do not hang on the unit of their exposure") {
  check_units_of_exposure<chart::U>(731);
  check_units_of_exposure<chart::Up>(732);
}

TEST_CASE("Counting non-events mirrors a p' chart") {
  reference::Random random(741);
  for (int trial = 0; trial < 200; ++trial) {
    const Drawn data = made_for<chart::Pp>(random);
    Drawn mirrored = data;
    for (std::size_t k = 0; k < data.x.size(); ++k) mirrored.x[k] = data.n[k] - data.x[k];
    const Chart a = analyse<chart::Pp>(data.series()), b = analyse<chart::Pp>(mirrored.series());
    if (a.summary.status != Status::ok) continue;
    CHECK(a.points.beyond == b.points.beyond);
    CHECK(a.summary.longest_run == b.summary.longest_run);
    for (std::size_t k = 0; k < data.x.size(); ++k) {
      if (std::isnan(a.points.upper_raw[k])) continue;
      CHECK(std::abs(a.points.upper_raw[k] - (1.0 - b.points.lower_raw[k])) < 1e-13);
    }
  }
}
