/** @file The exact distribution of the number of runs: Wald and Wolfowitz (1940), Ann. Math. Stat.
 * 11:147-162. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvalspc::rule {

/** P(so many runs), up to a factor that the sum of all takes out. Memory is taken by reserve() alone. */
class NumberOfRuns {
 public:
  /** Room for as many points. */
  void reserve(std::size_t points) {
    const std::size_t size = points + 2;
    if (weight_.size() >= size) return;
    weight_.resize(size);
    first_side_.resize(size);
  }

  /** `a` points on one side and `b` <= a on the other, every order equally likely. */
  void given(std::int32_t a, std::int32_t b) noexcept {
    most_ = b == 0 ? std::min(a, 1) : std::min(2 * b + 1, a + b);
    fill([&] {
      if (b == 0) weight_[1] = 1.0;
      else fill_given(a, b);
    });
  }

  /** Each of `points` falls on either side with equal chance, whatever the others do. */
  void fair(std::int32_t points) noexcept {
    most_ = points;
    fill([&] { fill_fair(points); });
  }

  /** The largest possible number of runs. */
  [[nodiscard]] std::int32_t most() const noexcept { return most_; }

  /** P(`runs` runs), 1 <= runs <= most() */
  [[nodiscard]] double probability(std::int32_t runs) const noexcept { return weight_[index(runs)]; }

  /** Given sides: P(the first of an odd number of runs is of the larger side). */
  [[nodiscard]] double larger_first(std::int32_t runs) const noexcept { return first_side_[index(runs)]; }

  /** P(at most so many runs) */
  [[nodiscard]] double at_most(std::int32_t runs) const noexcept {
    double sum = 0.0;
    for (std::int32_t k = 1; k <= std::min(runs, most_); ++k) sum += weight_[index(k)];
    return std::min(1.0, sum);
  }

  /** P(more than so many runs) */
  [[nodiscard]] double more_than(std::int32_t runs) const noexcept {
    double sum = 0.0;
    for (std::int32_t k = most_; k > runs; --k) sum += weight_[index(k)];
    return std::min(1.0, sum);
  }

 private:
  [[nodiscard]] static constexpr std::size_t index(std::int32_t k) noexcept {
    return static_cast<std::size_t>(k);
  }

  /** Weights, from a likely number outwards by the ratio of neighbours. */
  template <class Weights>
  void fill(Weights weights) noexcept {
    std::fill(weight_.begin(), weight_.end(), 0.0);
    if (most_ < 1) return;
    weights();
    double total = 0.0;
    for (std::int32_t runs = 1; runs <= most_; ++runs) total += weight_[index(runs)];
    for (std::int32_t runs = 1; runs <= most_; ++runs) weight_[index(runs)] /= total;
  }

  /** Runs - 1 is Binomial(points - 1, 1/2). */
  void fill_fair(std::int32_t points) noexcept {
    const std::int32_t likely = (points + 1) / 2;
    weight_[index(likely)] = 1.0;
    for (std::int32_t r = likely; r < points; ++r)
      weight_[index(r + 1)] = weight_[index(r)] * static_cast<double>(points - r) / static_cast<double>(r);
    for (std::int32_t r = likely; r > 1; --r)
      weight_[index(r - 1)] =
          weight_[index(r)] * static_cast<double>(r - 1) / static_cast<double>(points - r + 1);
  }

  /** k runs of each side begin with either; k + 1 of one and k of the other begin with that one. */
  void fill_given(std::int32_t a, std::int32_t b) noexcept {
    const auto pairs = [&](std::int32_t k, double both) {
      const double more_a = static_cast<double>(a - k) / k, more_b = static_cast<double>(b - k) / k;
      weight_[index(2 * k)] = 2.0 * both;
      if (2 * k + 1 > most_) return;
      weight_[index(2 * k + 1)] = both * (more_a + more_b);
      first_side_[index(2 * k + 1)] = more_a / (more_a + more_b);
    };
    const auto up = [&](std::int32_t k) {
      return static_cast<double>(a - k) * static_cast<double>(b - k) / (static_cast<double>(k) * k);
    };
    const auto likely = static_cast<std::int32_t>(
        std::clamp(static_cast<double>(a) * b / (a + b), 1.0, static_cast<double>(b)));
    double both = 1.0;
    for (std::int32_t k = likely; k <= b; ++k) {
      pairs(k, both);
      both *= up(k);
    }
    both = 1.0;
    for (std::int32_t k = likely - 1; k >= 1; --k) {
      both /= up(k);
      pairs(k, both);
    }
  }

  std::vector<double> weight_, first_side_;  ///< by the number of runs
  std::int32_t most_{};
};

}  // namespace kvalspc::rule
