#include <kvalspc/rule/run_distribution.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include <kvalspc/rule/anhoej.hpp>
#include <kvalspc/rule/exact_thresholds.hpp>

#include "catch.hpp"
#include "reference/random.hpp"

using namespace kvalspc;

namespace {

struct Order {
  int longest, crossings;
};

/** Every order of n sides, or of those with `above` above. */
std::vector<Order> orders(int n, int above = -1) {
  std::vector<Order> all;
  for (unsigned sides = 0; sides < (1U << n); ++sides) {
    if (above >= 0 && std::popcount(sides) != above) continue;
    Order order{1, 0};
    int run = 1;
    for (int k = 1; k < n; ++k) {
      const bool crossed = ((sides >> k) & 1U) != ((sides >> (k - 1)) & 1U);
      order.crossings += crossed ? 1 : 0;
      run = crossed ? 1 : run + 1;
      order.longest = std::max(order.longest, run);
    }
    all.push_back(order);
  }
  return all;
}

template <class Fits>
double share(const std::vector<Order>& all, Fits fits) {
  return static_cast<double>(std::count_if(all.begin(), all.end(), fits)) / static_cast<double>(all.size());
}

/** The smaller of the two tails of an order among all, and how often it is as small. */
double p_by_counting(const std::vector<Order>& all, const Order& seen) {
  const auto smaller = [&](const Order& at) {
    return std::min(share(all, [&](const Order& o) { return o.longest >= at.longest; }),
                    share(all, [&](const Order& o) { return o.crossings <= at.crossings; }));
  };
  const double tail = smaller(seen);
  return share(all, [&](const Order& o) { return smaller(o) <= tail; });
}

/** Runs `check(law, all orders)` for fair sides and for every split of n points. */
template <class Check>
void each_law(int n, Check check) {
  rule::RunDistribution law;
  law.reserve(static_cast<std::size_t>(n));
  law.fair(n);
  check(law, orders(n));
  for (int above = 0; above <= n; ++above) {
    law.given(above, n - above);
    check(law, orders(n, above));
  }
}

/** P(L > longest or C < crossings) from all parts of all numbers of runs, step by step. */
double step_by_step(int above, int below, int longest, int crossings) {
  const int a = std::max(above, below), b = std::min(above, below);
  rule::LargestPart largest;
  rule::NumberOfRuns number;
  largest.reserve(static_cast<std::size_t>(a + b));
  number.reserve(static_cast<std::size_t>(a + b));
  largest.find(a, b, std::min(b + 1, a), longest);
  number.given(a, b);
  double sum = 0.0;
  for (int runs = 1; runs <= number.most(); ++runs) {
    const auto longer = [&](int of_a, int of_b) {
      if (b == 0) return largest.of_first(runs);
      const double x = largest.of_first(of_a), y = largest.of_second(of_b);
      return x + y - x * y;
    };
    const int half = runs / 2;
    const double first = runs % 2 == 0 || b == 0 ? 1.0 : number.larger_first(runs);
    const double either = first * longer(half + runs % 2, half) +
                          (first < 1.0 ? (1.0 - first) * longer(half, half + runs % 2) : 0.0);
    sum += number.probability(runs) * (runs <= crossings ? 1.0 : either);
  }
  return std::min(1.0, sum);
}

}  // namespace

TEST_CASE("Joint probabilities of longest run and crossings, to the digits of the R package crossrun") {
  // joint14symm, joint60symm, joint100symm; Wentzel-Larsen and Anhoej (2019), PLoS ONE 14(10):e0223233.
  rule::RunDistribution law;
  law.reserve(100);
  law.fair(14);
  CHECK(std::abs(1.0 - law.outside(7, 4) - .9394531) <= 5e-8);
  law.fair(60);
  CHECK(std::abs(1.0 - law.outside(9, 24) - .9052285) <= 5e-8);
  law.fair(100);
  CHECK(std::abs(1.0 - law.outside(10, 41) - .9285245) <= 5e-8);
  // Around the median of the points themselves (joint14em, joint60em) the Anhoej rules signal less often.
  law.given(7, 7);
  CHECK(std::abs(law.outside(7, 4) - .0251) <= 5e-5);
  law.given(30, 30);
  CHECK(std::abs(law.outside(9, 23) - .0439) <= 5e-5);
}

TEST_CASE("P(a run of k or more somewhere)") {
  struct Row {
    int n;
    std::vector<double> six_and_more;
  };
  rule::RunDistribution law;
  law.reserve(60);
  for (const Row& row : {Row{12, {.1245, .0547, .0234}}, Row{24, {.2875, .1438, .0695, .0331}},
                         Row{36, {.4202, .2244, .1134, .0558}}, Row{60, {.6160, .3636, .1950, .0998}}}) {
    law.fair(row.n);
    int longest = 6;
    for (const double p : row.six_and_more) CHECK(std::abs(law.at_least(longest++) - p) <= 5.1e-5);
  }
}

TEST_CASE("Every probability of up to eleven points, by writing down every order") {
  double worst = 0.0;
  for (int n = 1; n <= 11; ++n) {
    each_law(n, [&](rule::RunDistribution& law, const std::vector<Order>& all) {
      for (int longest = 0; longest <= n; ++longest) {
        std::vector<double> inside(static_cast<std::size_t>(n) + 2, 0.0);
        law.add_inside(longest, 1.0, inside);
        for (int crossings = 0; crossings <= n; ++crossings) {
          const double counted =
              share(all, [&](const Order& o) { return o.longest > longest || o.crossings < crossings; });
          worst = std::max(worst, std::abs(law.outside(longest, crossings) - counted));
          worst = std::max(worst, std::abs(inside[static_cast<std::size_t>(crossings)] - (1.0 - counted)));
        }
      }
    });
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("Thresholds with cut edges and with an upper limit of crossings, by writing down every order") {
  for (const rule::RunThresholds& limits :
       {rule::RunThresholds{4, 3, 7}, rule::RunThresholds{5, 2, 100, 4, 3},
        rule::RunThresholds{4, 2, 100, 3, -1}, rule::RunThresholds{5, 3, 100, 100, 5}}) {
    each_law(9, [&](rule::RunDistribution& law, const std::vector<Order>& all) {
      const double counted =
          share(all, [&](const Order& o) { return limits.signal(o.longest, o.crossings); });
      CHECK(std::abs(law.outside(limits) - counted) < 1e-14);
    });
  }
}

TEST_CASE("p-values, and whether any order attains a level, by writing down every order") {
  for (const int n : {1, 2, 5, 6, 8}) {
    each_law(n, [&](rule::RunDistribution& law, const std::vector<Order>& all) {
      double smallest = 1.0;
      for (const Order& seen : all) {
        const double counted = p_by_counting(all, seen);
        smallest = std::min(smallest, counted);
        CHECK(std::abs(law.p_value(seen.longest, seen.crossings) - counted) < 1e-14);
      }
      CHECK(law.attains(0.05) == (smallest <= 0.05));
    });
  }
}

TEST_CASE("Exact thresholds are the test p <= level; those of runs leave half of it on each side") {
  for (const double level : {0.05, 0.2}) {
    each_law(8, [&](rule::RunDistribution& law, const std::vector<Order>& all) {
      const rule::RunThresholds box = rule::box_within(law, level);
      const rule::RunThresholds runs = rule::runs_within(law, level);
      for (const Order& o : all) {
        CHECK(box.signal(o.longest, o.crossings) ==
              (law.p_value(o.longest, o.crossings) <= level * (1 + 1e-12)));
        const double few = share(all, [&](const Order& x) { return x.crossings <= o.crossings; });
        const double many = share(all, [&](const Order& x) { return x.crossings >= o.crossings; });
        CHECK(runs.signal(o.longest, o.crossings) == (std::min(few, many) <= level / 2.0));
      }
    });
  }
}

TEST_CASE("Wald-Wolfowitz: the acceptable numbers of runs with half of the points on each side") {
  // 2.5 % each; Perla, Provost and Murray's printed table differs at some numbers (docs/differences.md).
  struct Row {
    int points, fewest, most;
  };
  rule::RunDistribution law;
  law.reserve(30);
  for (const Row& row :
       {Row{10, 3, 9}, Row{12, 4, 10}, Row{14, 4, 12}, Row{16, 5, 13}, Row{18, 6, 14}, Row{20, 7, 15},
        Row{22, 8, 16}, Row{24, 8, 18}, Row{26, 9, 19}, Row{28, 10, 20}, Row{30, 11, 21}}) {
    law.given(row.points / 2, row.points / 2);
    const rule::RunThresholds runs = rule::runs_within(law, 0.05);
    INFO("points " << row.points);
    CHECK(runs.crossings_min + 1 == row.fewest);
    CHECK(runs.crossings_max + 1 == row.most);
  }
}

TEST_CASE("Long series are judged in few steps as they are step by step") {
  reference::Random random(240);
  rule::RunDistribution law;
  law.reserve(1200);
  int above_level = 0, below_level = 0;  // of the levels that do not depend on what is expected
  for (int trial = 0; trial < 400; ++trial) {
    const int points = random.whole(90, trial % 8 == 0 ? 1200 : 400);
    const double share = random.chance(0.5) ? random.uniform(0.45, 0.55) : random.uniform(0.0, 1.0);
    const int above = static_cast<int>(share * points), below = points - above;
    const rule::RunThresholds usual = rule::anhoej_thresholds(points);
    const int longest = random.chance(0.3) ? random.whole(1, points)
                                           : std::max(1, usual.longest_run_max + random.whole(-4, 8));
    const int crossings = random.chance(0.3) ? random.whole(0, points)
                                             : std::max(0, 2 * above * below / points - random.whole(0, 30));
    law.given(above, below);
    const double expected = step_by_step(above, below, longest, crossings);
    INFO("above " << above << ", below " << below << ", longest " << longest << ", crossings " << crossings);
    CHECK(law.outside(longest, crossings) == Approx(expected).epsilon(1e-12));
    for (const double level : {0.025, 0.05, 0.075, expected * 1.001, expected * 0.999}) {
      CHECK(law.exceeds(longest, crossings, level) == (expected > level));
    }
    (expected > 0.05 ? above_level : below_level) += 1;
    const double as_usual = step_by_step(above, below, usual.longest_run_max, usual.crossings_min);
    for (const double level : {0.05, 0.07}) CHECK(law.exceeds(usual, level) == (as_usual > level));
  }
  CHECK(above_level > 50);
  CHECK(below_level > 50);
}

TEST_CASE("Is the probability of a signal above a level? With cut edges too, and for few points") {
  for (const int n : {3, 7, 10}) {
    each_law(n, [&](rule::RunDistribution& law, const std::vector<Order>& all) {
      for (const rule::RunThresholds& limits :
           {rule::RunThresholds{4, 3}, rule::RunThresholds{5, 2, 100, 4, 3}, rule::RunThresholds{4, 3, 7}}) {
        const double counted =
            share(all, [&](const Order& o) { return limits.signal(o.longest, o.crossings); });
        for (const double level : {0.05, 0.3, counted * (1 + 1e-6)})
          CHECK(law.exceeds(limits, level) == (counted > level));
      }
    });
  }
  rule::RunDistribution law;
  law.reserve(300);
  law.given(170, 130);
  const rule::RunThresholds limits{11, 128, rule::RunThresholds::unlimited, 10, 135};
  const double signals = law.outside(limits);
  CHECK(signals > law.outside(11, 128));
  CHECK(law.exceeds(limits, signals * 0.999));
  CHECK_FALSE(law.exceeds(limits, signals * 1.001));
}

TEST_CASE("Long series: probabilities stay in order, and tails stay tails") {
  rule::RunDistribution law;
  law.reserve(2000);
  law.given(800, 200);
  CHECK(law.fewer_crossings(2) > 0.0);  // 2 of C(1000, 200) orders
  CHECK(law.fewer_crossings(2) < 1e-200);
  double before = 1.0;
  for (const int longest : {10, 20, 40, 80, 160}) {
    const double p = law.at_least(longest);
    CHECK(p <= before);
    CHECK(p > 0.0);
    before = p;
  }
  CHECK(before < 1e-12);
  law.given(1500, 500);
  CHECK(law.p_value(500, 3) < 1e-100);
  law.given(1999, 1);
  CHECK(std::abs(law.at_least(1999) - 2.0 / 2000.0) < 1e-12);  // the odd one out stands first or last
}
