#include <kvalspc/rule/box.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace kvalspc;

namespace {

/** P(no signal) of n points that fall above with probability p, one after the other: a plain chain. */
double quiet(const rule::RunThresholds& limits, int n, double p) {
  const auto size = static_cast<std::size_t>(n) + 1;
  struct Chain {
    std::vector<double> p;
    std::size_t size;
    double& at(int side, int run, int longest, int crossings) {
      const auto k = [](int x) { return static_cast<std::size_t>(x); };
      return p[((k(side) * size + k(run)) * size + k(longest)) * size + k(crossings)];
    }
  };
  Chain now{std::vector<double>(2 * size * size * size, 0.0), size}, next = now;
  now.at(0, 1, 1, 0) = 1.0 - p;
  now.at(1, 1, 1, 0) = p;
  for (int k = 1; k < n; ++k) {
    next.p.assign(next.p.size(), 0.0);
    for (int side : {0, 1})
      for (int run = 1; run <= k; ++run)
        for (int longest = run; longest <= k; ++longest)
          for (int crossings = 0; crossings < k; ++crossings) {
            const double here = now.at(side, run, longest, crossings);
            if (here == 0.0) continue;
            const double stay = side == 1 ? p : 1.0 - p;
            next.at(side, run + 1, std::max(longest, run + 1), crossings) += here * stay;
            next.at(1 - side, 1, longest, crossings + 1) += here * (1.0 - stay);
          }
    std::swap(now, next);
  }
  double sum = 0.0;
  for (int side : {0, 1})
    for (int run = 1; run <= n; ++run)
      for (int longest = run; longest <= n; ++longest)
        for (int crossings = 0; crossings < n; ++crossings)
          if (!limits.signal(longest, crossings)) sum += now.at(side, run, longest, crossings);
  return sum;
}

struct Searched {
  explicit Searched(std::size_t points) {
    law.reserve(points);
    search.reserve(points);
  }
  rule::RunDistribution law;
  rule::BoxSearch search;
};

constexpr double above_when_moved = 0.78814460141660336;  // standard normal distribution function at 0.8

}  // namespace

TEST_CASE("The best box is the one that a moved level leaves most often, by trying every box") {
  Searched s(20);
  for (const int n : {6, 10, 13, 20}) {
    const rule::RunThresholds box = s.search.best_box(s.law, n);
    const double ours = quiet(box, n, above_when_moved);
    CHECK(quiet(box, n, 0.5) >= 0.925);
    INFO("n " << n);
    for (int longest = 1; longest <= n; ++longest)
      for (int crossings = 0; crossings < n; ++crossings) {
        const rule::RunThresholds other{longest, crossings};
        if (quiet(other, n, 0.5) >= 0.925) CHECK(quiet(other, n, above_when_moved) >= ours - 1e-12);
      }
  }
}

TEST_CASE("The cut box takes off the edges that a moved level fills most, by trying every pair of cuts") {
  Searched s(24);
  for (const int n : {10, 13, 24}) {
    const rule::RunThresholds box = s.search.best_box(s.law, n), cut = s.search.cut_box(s.law, n);
    INFO("n " << n);
    CHECK(cut.longest_run_max == box.longest_run_max);
    CHECK(cut.crossings_min == box.crossings_min);
    CHECK(quiet(cut, n, 0.5) >= 0.925);
    const double ours = quiet(cut, n, above_when_moved);
    for (int run = 3; run <= box.longest_run_max + 1; ++run)
      for (int crossings = box.crossings_min - 1; crossings < box.crossings_min + 4; ++crossings) {
        rule::RunThresholds other = box;
        if (run <= box.longest_run_max) other.longest_run_cut = run;
        if (crossings >= box.crossings_min) other.crossings_cut = crossings;
        if (quiet(other, n, 0.5) >= 0.925) CHECK(quiet(other, n, above_when_moved) >= ours - 1e-12);
      }
  }
}

TEST_CASE("Boxes of few points, where no run can be too long") {
  Searched s(3);
  for (const int n : {1, 2, 3}) {
    CHECK(s.search.best_box(s.law, n) == rule::RunThresholds{n, 0});
    CHECK(s.search.cut_box(s.law, n) == rule::RunThresholds{n, 0});
  }
}
