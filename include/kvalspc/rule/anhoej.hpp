/**
 * @file The Anhoej rules: an unusually long run, or unusually few crossings of the centre line.
 *
 * Anhoej and Olesen (2014), PLoS ONE 9(11):e113825; Anhoej (2015), PLoS ONE 10(3):e0121349. Longest run:
 * Schilling (2012), Math. Mag. 85:141-149. Crossings: Chen (2010), IIE Trans. 42:751-764.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kvalspc/math/tails.hpp>
#include <kvalspc/signal.hpp>

namespace kvalspc::rule {

/** Runs around a centre line. Points on the line are not useful: they neither extend nor break a run. */
struct Runs {
  std::int32_t useful{};
  std::int32_t longest_run{};
  std::int32_t crossings{};
  std::size_t longest_first{};  ///< positions of the first longest run
  std::size_t longest_last{};
  Direction longest_side{};
};

/** Counts runs as points arrive in time order. */
class RunCounter {
 public:
  /** The next point that counts: its position, and the sign of its deviation from the centre line. */
  void step(std::size_t position, double deviation) noexcept {
    const int side = (deviation > 0.0) - (deviation < 0.0);
    if (side == 0) return;
    if (runs_.useful > 0 && side != side_) {
      ++runs_.crossings;
      length_ = 0;
    }
    if (length_ == 0) first_ = position;
    side_ = side;
    ++length_;
    ++runs_.useful;
    if (length_ > runs_.longest_run) {
      runs_.longest_run = length_;
      runs_.longest_first = first_;
      runs_.longest_last = position;
      runs_.longest_side = side > 0 ? Direction::up : Direction::down;
    }
  }

  [[nodiscard]] const Runs& runs() const noexcept { return runs_; }

 private:
  Runs runs_;
  std::size_t first_{};
  std::int32_t length_{};
  int side_{};
};

/** What is still compatible with random variation. */
struct AnhoejThresholds {
  std::int32_t longest_run_max{};
  std::int32_t crossings_min{};
};

/** round(log2 n) + 3, and the 5 % quantile of Binomial(n - 1, 1/2); zeros when there is no useful point. */
[[nodiscard]] inline AnhoejThresholds anhoej_thresholds(std::int32_t useful) noexcept {
  if (useful < 1) return {};
  constexpr double level = 0.05;
  const auto longest = static_cast<std::int32_t>(std::nearbyint(std::log2(static_cast<double>(useful)))) + 3;
  const math::Binomial crossings{static_cast<double>(useful - 1), 0.5};
  // Smallest k with P(X <= k) >= 5 %, found from the normal approximation and settled by the cdf itself.
  double k = std::floor(crossings.mean() - 1.6448536269514722 * std::sqrt(crossings.variance()));
  if (k < 0.0) k = 0.0;
  while (k > 0.0 && crossings.at_most(k - 1.0) >= level) k -= 1.0;
  while (crossings.at_most(k) < level) k += 1.0;
  return {longest, static_cast<std::int32_t>(k)};
}

inline constexpr std::string_view anhoej_longest_run = "anhoej_longest_run";
inline constexpr std::string_view anhoej_crossings = "anhoej_crossings";

/** Runs judged by the Anhoej rules; with `applies` false they are counted only. */
struct Anhoej {
  Runs runs{};
  AnhoejThresholds thresholds{};
  bool applies = true;

  [[nodiscard]] bool long_run() const noexcept {
    return applies && runs.useful > 0 && runs.longest_run > thresholds.longest_run_max;
  }
  [[nodiscard]] bool few_crossings() const noexcept {
    return applies && runs.useful > 0 && runs.crossings < thresholds.crossings_min;
  }
  [[nodiscard]] bool signal() const noexcept { return long_run() || few_crossings(); }
};

/** Judges runs by themselves; charts keep the thresholds of many. */
[[nodiscard]] inline Anhoej judge(const Runs& runs, bool applies) noexcept {
  return {runs, anhoej_thresholds(runs.useful), applies};
}

}  // namespace kvalspc::rule
