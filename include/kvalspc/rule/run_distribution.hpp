/**
 * @file The exact joint distribution of the longest run and the number of crossings, for any number of
 * points.
 *
 * Sides alternate from run to run, so an order of `a` points above and `b` below with r runs is one
 * composition of `a` in as many parts as there are runs above, beside one of `b`. All such orders being
 * equally likely, the number of runs is that of Wald and Wolfowitz (1940), Ann. Math. Stat. 11:147-162; given
 * it, the longest run is the largest part of two independent random compositions. Up to 100
 * points every term is positive, so that small tails keep their relative accuracy; beyond, LongParts tells.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/rule/largest_part.hpp>
#include <kvalspc/rule/number_of_runs.hpp>
#include <kvalspc/rule/run_thresholds.hpp>

namespace kvalspc::rule {

/**
 * P(longest run L, crossings C) of points in random order. Memory is taken by reserve() alone; `given` and
 * `fair` choose the distribution, and what is asked afterwards is about that.
 */
class RunDistribution {
 public:
  /** Room for as many points. */
  void reserve(std::size_t points) {
    runs_.reserve(points);
    largest_.reserve(points);
  }

  /** `above` and `below` points, every order equally likely. Their sum is at most what was reserved. */
  void given(std::int32_t above, std::int32_t below) noexcept {
    a_ = std::max(above, below);
    b_ = std::min(above, below);
    points_ = a_ + b_;
    fair_ = false;
    runs_.given(a_, b_);
  }

  /** Each of `points` falls above or below with equal chance, whatever the others do. */
  void fair(std::int32_t points) noexcept {
    a_ = points_ = points;
    b_ = 0;
    fair_ = true;
    runs_.fair(points);
  }

  [[nodiscard]] std::int32_t points() const noexcept { return points_; }

  /** P(C < crossings) */
  [[nodiscard]] double fewer_crossings(std::int32_t crossings) const noexcept {
    return runs_.at_most(crossings);
  }

  /** P(C > crossings) */
  [[nodiscard]] double more_crossings(std::int32_t crossings) const noexcept {
    return runs_.more_than(crossings + 1);
  }

  /** P(L > longest or C < crossings): the probability of a signal with these thresholds. */
  [[nodiscard]] double outside(std::int32_t longest, std::int32_t crossings) noexcept {
    constexpr double relative = 1e-15;
    find_soon(longest);
    const double soon = sum_outside(crossings);
    if (unsure(crossings) <= relative * soon) return std::min(1.0, soon);
    find_all(longest);
    return std::min(1.0, sum_outside(crossings));
  }

  /** Is outside() above `level`? Mostly known without all of it. */
  [[nodiscard]] bool exceeds(std::int32_t longest, std::int32_t crossings, double level) noexcept {
    constexpr double close = 1e-9;  // where rounding might decide, outside() does
    find_soon(longest);
    const double most = sum_outside(crossings);
    if (most < level * (1.0 - close)) return false;
    if (most - unsure(crossings) > level * (1.0 + close)) return true;
    return outside(longest, crossings) > level;
  }

  /** Adds `factor` P(L <= longest, C >= c) to row[c], for every c that has a place in the row. */
  void add_inside(std::int32_t longest, double factor, std::vector<double>& row) noexcept {
    find_longer(longest);
    double sum = 0.0;
    for (std::int32_t runs = runs_.most(); runs >= 1; --runs) {
      sum += runs_.probability(runs) * (1.0 - longer(runs));
      row[index(runs - 1)] += factor * sum;
    }
  }

  /** P(L >= longest) */
  [[nodiscard]] double at_least(std::int32_t longest) noexcept { return outside(longest - 1, 0); }

  /**
   * The probability of a result as unlikely as this one: the smaller of P(L >= longest) and P(C <=
   * crossings), and how often chance makes one of the two as small (Tippett's minimum of two p-values,
   * exactly). Below 1e-250 that smaller tail itself.
   */
  [[nodiscard]] double p_value(std::int32_t longest, std::int32_t crossings) noexcept {
    if (points_ < 1) return 1.0;
    constexpr double slack = 1.0 + 1e-9, vanishing = 1e-250;  // equal tails are equal whatever the rounding
    const double of_run = at_least(longest), of_crossings = fewer_crossings(crossings + 1);
    const double smaller = std::min(of_run, of_crossings) * slack;
    if (smaller < vanishing) return smaller;
    const std::int32_t run = of_run <= smaller ? longest : first_run_within(smaller, longest);
    return outside(run - 1, crossings_within(smaller));
  }

  /** The largest k with P(C < k) <= level. */
  [[nodiscard]] std::int32_t crossings_within(double level) const noexcept {
    double sum = 0.0;
    std::int32_t runs = 1;
    for (; runs <= runs_.most(); ++runs) {
      sum += runs_.probability(runs);
      if (sum > level) break;
    }
    return runs - 1;
  }

  /** The smallest run with P(L >= run) <= level, at least `from`; one more than there are points where none
   * is. */
  [[nodiscard]] std::int32_t first_run_within(double level, std::int32_t from) noexcept {
    std::int32_t low = from, high = from;
    for (std::int32_t step = 1; high <= points_ && exceeds(high - 1, 0, level); step *= 2) {
      low = high + 1;
      high += step;
    }
    high = std::min(high, points_ + 1);
    while (low < high) {
      const std::int32_t middle = low + (high - low) / 2;
      if (exceeds(middle - 1, 0, level)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** P(signal) with these thresholds. */
  [[nodiscard]] double outside(const RunThresholds& limits) noexcept {
    const std::int32_t longest = limits.longest_run_max, fewest = limits.crossings_min;
    double sum = outside(longest, fewest);
    if (limits.crossings_max < points_) find_longer(longest);
    for (std::int32_t runs = runs_.most(); runs - 1 > limits.crossings_max; --runs)
      sum += runs_.probability(runs) * (1.0 - longer(runs));
    if (limits.crossings_cut >= fewest) sum += edge(longest, fewest, limits.crossings_cut);
    for (std::int32_t run = limits.longest_run_cut; run <= longest; ++run)
      if (run < longest || limits.crossings_cut < fewest) sum += edge(run, fewest, fewest);
    return std::min(1.0, sum);
  }

  [[nodiscard]] bool exceeds(const RunThresholds& limits, double level) noexcept {
    const bool box = limits.crossings_max >= points_ && limits.crossings_cut < limits.crossings_min &&
                     limits.longest_run_cut > limits.longest_run_max;
    if (box) return exceeds(limits.longest_run_max, limits.crossings_min, level);
    return outside(limits) > level;
  }

  /** Is there an order of these points whose p-value is at most `level`? */
  [[nodiscard]] bool attains(double level) noexcept {
    if (points_ < 1) return false;
    const std::int32_t fewest = fair_ || b_ == 0 ? 0 : 1;
    // The smaller tail t of the most extreme order is at most this one, and its p-value at most 2 t.
    if (2.0 * fewer_crossings(fewest + 1) <= level) return true;
    return p_value(a_, fewest) <= level;
  }

 private:
  [[nodiscard]] static constexpr std::size_t index(std::int32_t k) noexcept {
    return static_cast<std::size_t>(k);
  }

  /** P(L = longest, first <= C <= last) */
  [[nodiscard]] double edge(std::int32_t longest, std::int32_t first, std::int32_t last) noexcept {
    double sum = 0.0;
    for (const std::int32_t run : {longest - 1, longest}) {
      find_longer(run);
      for (std::int32_t runs = first + 1; runs <= std::min(last + 1, runs_.most()); ++runs)
        sum += runs_.probability(runs) * (run == longest ? -longer(runs) : longer(runs));
    }
    return sum;
  }

  /** P(L > longest) given the number of runs, after find_longer(). */
  [[nodiscard]] double longer(std::int32_t runs) const noexcept {
    if (one_side()) return largest_.of_first(runs);
    const auto either = [&](std::int32_t of_a, std::int32_t of_b) {
      const double x = largest_.of_first(of_a), y = largest_.of_second(of_b);
      return x + y - x * y;
    };
    const std::int32_t half = runs / 2;
    if (runs % 2 == 0) return either(half, half);
    const double a_first = runs_.larger_first(runs);
    return a_first * either(half + 1, half) + (1.0 - a_first) * either(half, half + 1);
  }

  /** P(L > longest or C < crossings), or somewhat more where longer() is. */
  [[nodiscard]] double sum_outside(std::int32_t crossings) const noexcept {
    double sum = 0.0;
    for (std::int32_t runs = 1; runs <= runs_.most(); ++runs) {
      const double all = runs_.probability(runs);
      sum += runs <= crossings ? all : all * longer(runs);
    }
    return sum;
  }

  /** How much more that can be. */
  [[nodiscard]] double unsure(std::int32_t crossings) const noexcept {
    double sum = 0.0;
    for (std::int32_t runs = std::max(crossings, 0) + 1; runs <= std::min(rough_, runs_.most()); ++runs)
      sum += runs_.probability(runs);
    return sum * LongParts::most_without;
  }

  [[nodiscard]] bool one_side() const noexcept { return fair_ || b_ == 0; }
  [[nodiscard]] std::int32_t most_parts() const noexcept {
    return one_side() ? runs_.most() : std::min(b_ + 1, a_);
  }

  /** Makes longer() exact for every number of runs. */
  void find_all(std::int32_t longest) noexcept {
    largest_.find(a_, b_, most_parts(), longest);
    rough_ = 0;
  }

  /** Makes longer() exact for all numbers of runs above `rough_`; for others it is somewhat too much. */
  void find_soon(std::int32_t longest) noexcept {
    constexpr std::int32_t few = 100;
    if (points_ <= few || longest < 1) return find_all(longest);
    const std::int32_t exact = largest_.find_soon(a_, b_, most_parts(), longest);
    rough_ = one_side() ? exact - 1 : 2 * exact - 1;
  }

  /** Makes longer() exact wherever it matters for a probability that is not small. */
  void find_longer(std::int32_t longest) noexcept {
    constexpr double absolute = 1e-17;
    find_soon(longest);
    if (unsure(0) > absolute) find_all(longest);
  }

  NumberOfRuns runs_;
  LargestPart largest_;
  std::int32_t a_{}, b_{}, points_{}, rough_{};
  bool fair_ = false;
};

}  // namespace kvalspc::rule
