#include <kvalspc/units/shrinkage.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;
using units::Levels;
using units::Proportions;
using units::Rates;
using units::Shrunk;
using Column = std::vector<double>;

namespace {

struct KnownUnits {
  Column level, x, n;
};

/** Units whose levels have a beta (here by two gammas of whole shapes) or gamma distribution. */
KnownUnits known_units(reference::Random& random, int size, int a, int b, bool rates) {
  const auto gamma = [&](int shape) {
    double sum = 0.0;
    for (int k = 0; k < shape; ++k) sum -= std::log(1.0 - random.uniform());
    return sum;
  };
  KnownUnits made;
  for (int k = 0; k < size; ++k) {
    const double up = gamma(a), down = rates ? b : gamma(b);
    const double level = rates ? up / down : up / (up + down);
    const int n = random.whole(5, 150);
    made.level.push_back(level);
    made.n.push_back(n);
    made.x.push_back(rates ? random.poisson(n * level) : random.binomial(n, level));
  }
  return made;
}

}  // namespace

TEST_CASE("A unit's estimate lies between its own level and all units'") {
  const Column x{2, 30, 9, 55, 12, 4}, n{4, 100, 40, 110, 60, 40};
  const Levels<Proportions> levels({x, n});
  REQUIRE(levels.known());
  double weights = 0.0;
  for (const units::Spread& s : levels.spreads()) weights += s.weight;
  CHECK(weights == Approx(1.0));
  const double all = units::pooled_level({x, n});
  for (std::size_t k = 0; k < x.size(); ++k) {
    const Shrunk found = levels.shrunk(x[k], n[k], 0.05, 0.0);
    const double own = x[k] / n[k];
    INFO("own " << own << " shrunk " << found.level);
    CHECK(found.level > std::min(own, all) - 0.02);
    CHECK(found.level < std::max(own, all) + 0.02);
    CHECK(found.lower < found.level);
    CHECK(found.level < found.upper);
    CHECK(found.above + found.below == Approx(1.0));
  }
  // Two of four tells little: it moves further than 55 of 110, which has the same level.
  CHECK(levels.shrunk(2, 4, 0.05, 0.0).level < levels.shrunk(55, 110, 0.05, 0.0).level);
}

TEST_CASE("With one spread the estimate is (x + size level) / (n + size), with a beta or gamma interval") {
  // A thousand units fix the spread; the formula of each spread is then checked against the average of them
  // all.
  reference::Random random(71);
  const KnownUnits s = known_units(random, 200, 6, 14, false);
  const Levels<Proportions> levels({s.x, s.n});
  double expected = 0.0;
  for (const units::Spread& g : levels.spreads())
    expected += g.weight * (7.0 + g.size * g.level) / (20.0 + g.size);
  const Shrunk found = levels.shrunk(7.0, 20.0, 0.05, 0.1);
  CHECK(found.level == Approx(expected));
  double at_lower = 0.0, at_upper = 0.0, above = 0.0;
  for (const units::Spread& g : levels.spreads()) {
    const math::Beta after{g.size * g.level + 7.0, g.size * (1.0 - g.level) + 13.0};
    at_lower += g.weight * after.at_most(found.lower);
    at_upper += g.weight * after.at_most(found.upper);
    above += g.weight * (1.0 - after.at_most(g.level + 0.1));
  }
  CHECK(at_lower == Approx(0.025));
  CHECK(at_upper == Approx(0.975));
  CHECK(found.above == Approx(above));
}

TEST_CASE("The spread of a large register is found") {
  reference::Random random(72);
  for (const bool rates : {false, true}) {
    const KnownUnits s = known_units(random, 400, 6, 14, rates);
    double size = 0.0, level = 0.0;
    const auto average = [&](const auto& levels) {
      for (const units::Spread& g : levels.spreads()) size += g.weight * g.size, level += g.weight * g.level;
    };
    if (rates) average(Levels<Rates>({s.x, s.n}));
    else average(Levels<Proportions>({s.x, s.n}));
    CHECK(level == Approx(rates ? 6.0 / 14.0 : 0.3).margin(0.02));
    CHECK(size == Approx(rates ? 14.0 : 20.0).epsilon(0.2));
  }
}

TEST_CASE("Intervals hold the true level about as often as they say, with few units too") {
  reference::Random random(73);
  for (const bool rates : {false, true}) {
    int inside = 0, all = 0;
    for (int trial = 0; trial < 60; ++trial) {
      const KnownUnits s = known_units(random, 12, 8, 12, rates);
      const Levels<Proportions> shares({rates ? Column{} : s.x, rates ? Column{} : s.n});
      const Levels<Rates> per({rates ? s.x : Column{}, rates ? s.n : Column{}});
      for (std::size_t k = 0; k < s.x.size(); ++k) {
        const Shrunk found =
            rates ? per.shrunk(s.x[k], s.n[k], 0.05, 0.0) : shares.shrunk(s.x[k], s.n[k], 0.05, 0.0);
        inside += found.lower <= s.level[k] && s.level[k] <= found.upper ? 1 : 0;
        ++all;
      }
    }
    INFO("rates " << rates << " inside " << inside << " of " << all);
    CHECK(std::abs(inside - 0.95 * all) <
          4.0 * std::sqrt(0.05 * 0.95 * all) * 1.5);  // units of a set are alike
  }
}

TEST_CASE("A unit unlike all others is an outlier; one that is merely high in a wide spread is not") {
  Column x, n;
  for (int k = 0; k < 20; ++k) {
    n.push_back(200);
    x.push_back(40 + (k * 7) % 12);
  }
  x[3] = 110;
  const Levels<Proportions> alike({x, n});
  CHECK(alike.outlier_p(3) < 1e-4);
  CHECK(alike.outlier_p(4) > 0.1);
  for (int k = 0; k < 20; ++k) x[static_cast<std::size_t>(k)] = 20 + 8 * ((k * 7) % 20);
  const Levels<Proportions> wide({x, n});
  for (std::size_t k = 0; k < 20; ++k) CHECK(wide.outlier_p(k) > 0.02);
}

TEST_CASE("Outlier p-values of units from one distribution are uniform") {
  reference::Random random(74);
  for (const bool rates : {false, true}) {
    int small = 0, half = 0, all = 0;
    for (int trial = 0; trial < 40; ++trial) {
      const KnownUnits s = known_units(random, 25, 5, 15, rates);
      for (std::size_t k = 0; k < s.x.size(); ++k) {
        const double p =
            rates ? Levels<Rates>({s.x, s.n}).outlier_p(k) : Levels<Proportions>({s.x, s.n}).outlier_p(k);
        small += p < 0.05 ? 1 : 0;
        half += p < 0.5 ? 1 : 0;
        ++all;
      }
    }
    INFO("below .05: " << small << ", below .5: " << half << " of " << all);
    CHECK(small < 0.05 * all + 4.0 * std::sqrt(0.05 * 0.95 * all));
    CHECK(std::abs(half - 0.5 * all) < 4.0 * std::sqrt(0.25 * all) * 1.5);
  }
}

TEST_CASE("Where nothing is known nothing is claimed") {
  CHECK_FALSE(Levels<Proportions>({Column{3}, Column{9}}).known());
  CHECK_FALSE(Levels<Rates>({Column{0, 0}, Column{9, 9}}).known());
  // One unit has all events: its leave-one-out level is 0, and still there is a p-value.
  const Levels<Proportions> one({Column{9, 0, 0}, Column{30, 40, 50}});
  CHECK(one.outlier_p(0) > 0.0);
  CHECK(one.outlier_p(0) < 0.2);
}

TEST_CASE("Where units differ much more than chance, outliers are the same with millions a unit and more") {
  const Column level{.272, .309, .321, .418, .292, .287, .303, .318, .264, .296, .311, .285, .327, .301};
  struct Outliers {
    Column shares, rates;
  };
  const auto outliers = [&](double size) {
    Column x, n(level.size(), size);
    for (const double one : level) x.push_back(std::round(size * one));
    const Levels<Proportions> shares({x, n});
    const Levels<Rates> rates({x, n});
    Outliers p;
    for (std::size_t k = 0; k < level.size(); ++k) {
      p.shares.push_back(shares.outlier_p(k));
      p.rates.push_back(rates.outlier_p(k));
    }
    return p;
  };
  const Outliers millions = outliers(3e6);
  CHECK(millions.shares[3] < 0.01);
  CHECK(outliers(1e4).shares[3] == Approx(millions.shares[3]).epsilon(0.2));  // chance adds a little there
  for (const double size : {1e8, 1e11, 1e14}) {
    const Outliers more = outliers(size);
    for (std::size_t k = 0; k < level.size(); ++k) {
      INFO("unit " << k << " of " << size);
      CHECK(more.shares[k] == Approx(millions.shares[k]).epsilon(1e-3));
      CHECK(more.rates[k] == Approx(millions.rates[k]).epsilon(1e-3));
    }
  }
}
