#include <kvalspc/suggest.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

const Because* because(const Suggestion& found, Ground ground) {
  const auto at = std::find_if(found.grounds.begin(), found.grounds.end(),
                               [&](const Because& one) { return one.ground == ground; });
  return at == found.grounds.end() ? nullptr : &*at;
}

bool mentions(const Suggestion& found, ChartKind kind) {
  return std::find(found.others.begin(), found.others.end(), kind) != found.others.end();
}

struct Counts2 {
  std::vector<double> x, n;
};

/** Shares of patients at `level`, as chance has it, in 24 periods. */
Counts2 shares(double level, int low, int high, double extra = 0.0) {
  reference::Random random(602);
  Counts2 data;
  for (int k = 0; k < 24; ++k) {
    data.n.push_back(random.whole(low, high));
    data.x.push_back(
        random.binomial(static_cast<int>(data.n.back()), level + extra * (k % 2 == 0 ? 1.0 : -1.0)));
  }
  return data;
}

}  // namespace

TEST_CASE("Shares of patients: p, with what decides") {
  const Counts2 data = shares(0.3, 20, 60);
  const Suggestion found = suggest({data.x, data.n});
  CHECK(found.kind == ChartKind::p);
  CHECK(found.grounds.front().ground == Ground::shares);
  CHECK(std::abs(because(found, Ground::small_counts)->value - 12.0) < 2.0);
  CHECK(because(found, Ground::unequal_denominators)->value > 1.5);
  CHECK_FALSE(because(found, Ground::overdispersed));
  CHECK(found.others == std::vector<ChartKind>{ChartKind::run});
}

TEST_CASE("Shares that vary more than chance: p' where counts allow it, p where they do not") {
  const Counts2 large = shares(0.3, 400, 600, 0.08);
  const Suggestion laney = suggest({large.x, large.n});
  CHECK(laney.kind == ChartKind::pp);
  CHECK(because(laney, Ground::overdispersed)->value > 2.0);
  CHECK(mentions(laney, ChartKind::p));
  const Counts2 small = shares(0.2, 12, 20, 0.2);
  const Suggestion plain = suggest({small.x, small.n});
  CHECK(plain.kind == ChartKind::p);
  CHECK(because(plain, Ground::overdispersed_small) != nullptr);
}

TEST_CASE("Equal denominators allow np; few events ask for longer periods or for what lies between") {
  const Counts2 equal = shares(0.3, 50, 50);
  const Suggestion found = suggest({equal.x, equal.n});
  CHECK(because(found, Ground::equal_denominators)->value == 50.0);
  CHECK(mentions(found, ChartKind::np));
  const Counts2 rare = shares(0.01, 20, 40);
  const Suggestion few = suggest({rare.x, rare.n});
  CHECK(because(few, Ground::few_events)->value < 1.0);
  CHECK(mentions(few, ChartKind::g));
  CHECK(mentions(few, ChartKind::t));
  CHECK(because(few, Ground::shares_or_rates)->value < 0.05);
  CHECK(mentions(few, ChartKind::u));
  CHECK_FALSE(because(suggest({rare.x, rare.n}, Measured::shares), Ground::shares_or_rates));
}

TEST_CASE("Rates: exposures that are not whole, or below their counts") {
  const std::vector<double> x{3, 5, 2, 4, 6, 3, 4, 5, 2, 3, 4, 5};
  std::vector<double> days{101.5, 99.2, 100.1, 98.0, 102.5, 100.0, 99.9, 101.0, 100.5, 99.0, 98.5, 100.2};
  CHECK(suggest({x, days}).kind == ChartKind::u);
  CHECK(suggest({x, std::vector<double>(12, 1.0)}).kind == ChartKind::u);  // 3 events on one unit of exposure
  CHECK(suggest({x, std::vector<double>(12, 1000.0)}, Measured::rates).kind == ChartKind::u);
  const std::vector<double> wild{30, 90, 25, 95, 33, 99, 21, 80, 31, 92, 28, 97};
  CHECK(suggest({wild, days}, Measured::rates).kind == ChartKind::up);
}

TEST_CASE("Single numbers: counts or values, as far as they tell") {
  const std::vector<double> counts{3, 5, 2, 4, 6, 3, 4, 5, 2, 3, 4, 5};
  const Suggestion found = suggest({counts});
  CHECK(found.kind == ChartKind::c);
  CHECK(found.grounds.front().ground == Ground::counts_or_values);
  CHECK(mentions(found, ChartKind::i));
  CHECK(suggest({counts}, Measured::counts).grounds.front().ground == Ground::counts);
  CHECK(suggest({counts}, Measured::values).kind == ChartKind::i);
  const std::vector<double> minutes{31.5, 28, 35, 30, 33, 29, 32, 58, 30, 29, 33, 31};
  const Suggestion values = suggest({minutes});
  CHECK(values.kind == ChartKind::i);
  CHECK(because(values, Ground::outliers)->value == 2.0);  // up to 58 and down again
  const std::vector<double> tied{0, 0, 0.5, 0, 0, 0, 1.5, 0, 0, 0, 0, 0};
  CHECK(because(suggest({tied}), Ground::ties)->value > 0.8);
  CHECK(suggest({counts}, Measured::gaps).kind == ChartKind::g);
  CHECK(suggest({minutes}, Measured::times).kind == ChartKind::t);
}

TEST_CASE("Values over denominators: I'") {
  const std::vector<double> sums{310.5, 120.2, 400.1}, n{10, 4, 13};
  const Suggestion found = suggest({sums, n});
  CHECK(found.kind == ChartKind::ip);
  CHECK(because(found, Ground::few_points)->value == 3.0);
  CHECK_FALSE(mentions(found, ChartKind::i));
  CHECK(mentions(suggest({sums, std::vector<double>(3, 7.0)}), ChartKind::i));
}

TEST_CASE("Rows that share a period") {
  reference::Random random(603);
  std::vector<double> rows, moving, outcomes;
  std::vector<std::int64_t> offsets{0};
  for (int g = 0; g < 20; ++g) {
    const double level = random.normal();
    for (int k = 0; k < 8; ++k) {
      const double noise = random.normal();
      rows.push_back(50.0 + noise);
      moving.push_back(50.0 + 2.0 * level + noise);
      outcomes.push_back(random.chance(0.3) ? 1.0 : 0.0);
    }
    offsets.push_back(static_cast<std::int64_t>(rows.size()));
  }
  const Suggestion still = suggest({rows}, offsets);
  CHECK(still.kind == ChartKind::xbar);
  CHECK(because(still, Ground::subgroups)->value == 8.0);
  CHECK(mentions(still, ChartKind::s));
  const Suggestion moves = suggest({moving}, offsets);
  CHECK(moves.kind == ChartKind::ip);
  CHECK(because(moves, Ground::moving_subgroups)->value > 3.0);
  CHECK(mentions(moves, ChartKind::xbar));
  const Suggestion shares = suggest({outcomes}, offsets);
  CHECK(shares.kind == ChartKind::p);
  CHECK(because(shares, Ground::equal_denominators)->value == 8.0);
  CHECK(suggest({outcomes}, offsets, Measured::values).kind == ChartKind::xbar);
  CHECK(suggest({outcomes}, offsets, Measured::counts).kind == ChartKind::c);
}

TEST_CASE("Nothing at all, and numbers that are not what is said of them") {
  CHECK(because(suggest({}), Ground::few_points)->value == 0.0);
  const std::vector<double> half{0.5, 1.5}, n{2, 2}, gap{missing, missing};
  CHECK(suggest({gap}).kind == ChartKind::c);
  CHECK_THROWS_AS(suggest({half}, Measured::counts), std::invalid_argument);
  CHECK_THROWS_AS(suggest({half, n}, Measured::shares), std::invalid_argument);
  CHECK_THROWS_AS(suggest({n}, Measured::shares), std::invalid_argument);
  CHECK_THROWS_AS(suggest({n, n}, Measured::gaps), std::invalid_argument);
  CHECK_THROWS_AS(suggest({std::vector<double>{0, 1}}, Measured::times), std::invalid_argument);
}
