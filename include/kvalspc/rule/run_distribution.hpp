/**
 * @file The exact joint distribution of the longest run and the number of crossings, for any number of
 * points.
 *
 * Sides alternate from run to run, so an order of `a` points above and `b` below with r runs is one
 * composition of `a` in as many parts as there are runs above, beside one of `b`. All such orders being
 * equally likely, the number of runs is that of Wald and Wolfowitz (1940), Ann. Math. Stat. 11:147-162; given
 * it, the longest run is the largest part of two independent random compositions. Every term is positive, so
 * that small tails keep their relative accuracy.
 */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/rule/largest_part.hpp>
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
    const std::size_t size = points + 2;
    if (weight_.size() >= size) return;
    weight_.resize(size);
    first_side_.resize(size);
    largest_.reserve(points);
  }

  /** `above` and `below` points, every order equally likely. Their sum is at most what was reserved. */
  void given(std::int32_t above, std::int32_t below) noexcept {
    a_ = std::max(above, below);
    b_ = std::min(above, below);
    points_ = a_ + b_;
    fair_ = false;
    fill_weights();
  }

  /** Each of `points` falls above or below with equal chance, whatever the others do. */
  void fair(std::int32_t points) noexcept {
    a_ = points_ = points;
    b_ = 0;
    fair_ = true;
    fill_weights();
  }

  [[nodiscard]] std::int32_t points() const noexcept { return points_; }

  /** P(C < crossings) */
  [[nodiscard]] double fewer_crossings(std::int32_t crossings) const noexcept {
    double sum = 0.0;
    for (std::int32_t runs = 1; runs <= std::min(crossings, most_runs_); ++runs) sum += weight_[index(runs)];
    return std::min(1.0, sum);
  }

  /** P(C > crossings) */
  [[nodiscard]] double more_crossings(std::int32_t crossings) const noexcept {
    double sum = 0.0;
    for (std::int32_t runs = most_runs_; runs - 1 > crossings; --runs) sum += weight_[index(runs)];
    return std::min(1.0, sum);
  }

  /** P(L > longest or C < crossings): the probability of a signal with these thresholds. */
  [[nodiscard]] double outside(std::int32_t longest, std::int32_t crossings) noexcept {
    find_longer(longest);
    double sum = 0.0;
    for (std::int32_t runs = 1; runs <= most_runs_; ++runs) {
      const double all = weight_[index(runs)];
      sum += runs <= crossings ? all : all * longer(runs);
    }
    return std::min(1.0, sum);
  }

  /** Adds `factor` P(L <= longest, C >= c) to row[c], for every c that has a place in the row. */
  void add_inside(std::int32_t longest, double factor, std::vector<double>& row) noexcept {
    find_longer(longest);
    double sum = 0.0;
    for (std::int32_t runs = most_runs_; runs >= 1; --runs) {
      sum += weight_[index(runs)] * (1.0 - longer(runs));
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
    for (; runs <= most_runs_; ++runs) {
      sum += weight_[index(runs)];
      if (sum > level) break;
    }
    return runs - 1;
  }

  /** The smallest run with P(L >= run) <= level, at least `from`; one more than there are points where none
   * is. */
  [[nodiscard]] std::int32_t first_run_within(double level, std::int32_t from) noexcept {
    std::int32_t low = from, high = from;
    for (std::int32_t step = 1; high <= points_ && at_least(high) > level; step *= 2) {
      low = high + 1;
      high += step;
    }
    high = std::min(high, points_ + 1);
    while (low < high) {
      const std::int32_t middle = low + (high - low) / 2;
      if (at_least(middle) <= level) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** P(signal) with these thresholds. */
  [[nodiscard]] double outside(const RunThresholds& limits) noexcept {
    const std::int32_t longest = limits.longest_run_max, fewest = limits.crossings_min;
    double sum = outside(longest, fewest);
    for (std::int32_t runs = most_runs_; runs - 1 > limits.crossings_max; --runs)
      sum += weight_[index(runs)] * (1.0 - longer(runs));
    if (limits.crossings_cut >= fewest) sum += edge(longest, fewest, limits.crossings_cut);
    for (std::int32_t run = limits.longest_run_cut; run <= longest; ++run)
      if (run < longest || limits.crossings_cut < fewest) sum += edge(run, fewest, fewest);
    return std::min(1.0, sum);
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
      for (std::int32_t runs = first + 1; runs <= std::min(last + 1, most_runs_); ++runs)
        sum += weight_[index(runs)] * (run == longest ? -longer(runs) : longer(runs));
    }
    return sum;
  }

  /** Weights of the numbers of runs, from a likely one outwards by the ratio of neighbours. */
  void fill_weights() noexcept {
    most_runs_ = fair_ ? points_ : b_ == 0 ? std::min(points_, 1) : std::min(2 * b_ + 1, points_);
    std::fill(weight_.begin(), weight_.end(), 0.0);
    if (points_ < 1) return;
    if (fair_) fill_fair();
    else if (b_ == 0) weight_[1] = 1.0;
    else fill_given();
    double total = 0.0;
    for (std::int32_t runs = 1; runs <= most_runs_; ++runs) total += weight_[index(runs)];
    for (std::int32_t runs = 1; runs <= most_runs_; ++runs) weight_[index(runs)] /= total;
  }

  /** Runs - 1 is Binomial(points - 1, 1/2). */
  void fill_fair() noexcept {
    const std::int32_t likely = (points_ + 1) / 2;
    weight_[index(likely)] = 1.0;
    for (std::int32_t r = likely; r < points_; ++r)
      weight_[index(r + 1)] = weight_[index(r)] * static_cast<double>(points_ - r) / static_cast<double>(r);
    for (std::int32_t r = likely; r > 1; --r)
      weight_[index(r - 1)] =
          weight_[index(r)] * static_cast<double>(r - 1) / static_cast<double>(points_ - r + 1);
  }

  /** k runs of each side begin with either; k + 1 of one and k of the other begin with that one. */
  void fill_given() noexcept {
    const auto pairs = [&](std::int32_t k, double both) {
      const double more_a = static_cast<double>(a_ - k) / k, more_b = static_cast<double>(b_ - k) / k;
      weight_[index(2 * k)] = 2.0 * both;
      if (2 * k + 1 > most_runs_) return;
      weight_[index(2 * k + 1)] = both * (more_a + more_b);
      first_side_[index(2 * k + 1)] = more_a / (more_a + more_b);
    };
    const auto up = [&](std::int32_t k) {
      return static_cast<double>(a_ - k) * static_cast<double>(b_ - k) / (static_cast<double>(k) * k);
    };
    const auto likely = static_cast<std::int32_t>(
        std::clamp(static_cast<double>(a_) * b_ / points_, 1.0, static_cast<double>(b_)));
    double both = 1.0;
    for (std::int32_t k = likely; k <= b_; ++k) {
      pairs(k, both);
      both *= up(k);
    }
    both = 1.0;
    for (std::int32_t k = likely - 1; k >= 1; --k) {
      both /= up(k);
      pairs(k, both);
    }
  }

  /** P(L > longest) given the number of runs, after find_longer(). */
  [[nodiscard]] double longer(std::int32_t runs) const noexcept {
    if (fair_ || b_ == 0) return largest_.of_first(runs);
    const auto either = [&](std::int32_t of_a, std::int32_t of_b) {
      const double x = largest_.of_first(of_a), y = largest_.of_second(of_b);
      return x + y - x * y;
    };
    const std::int32_t half = runs / 2;
    if (runs % 2 == 0) return either(half, half);
    const double a_first = first_side_[index(runs)];
    return a_first * either(half + 1, half) + (1.0 - a_first) * either(half, half + 1);
  }

  void find_longer(std::int32_t longest) noexcept {
    largest_.find(a_, fair_ ? 0 : b_, fair_ || b_ == 0 ? most_runs_ : std::min(b_ + 1, a_), longest);
  }

  std::vector<double> weight_, first_side_;  ///< by the number of runs
  LargestPart largest_;
  std::int32_t a_{}, b_{}, points_{}, most_runs_{};
  bool fair_ = false;
};

}  // namespace kvalspc::rule
