/** @file The recursion of every CUSUM, and the signals that it gives. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include <kvalspc/signal.hpp>

namespace kvalspc::monitor {

/** One signal: the level left the expected one, probably from `first` on. Positions are those of the series.
 */
struct Alarm {
  Direction direction{};
  std::size_t first{};      ///< first period after the CUSUM was last zero: the estimated start
  std::size_t signalled{};  ///< period in which it passed the threshold
  std::size_t last{};       ///< last period of the signal, so far or at all
  bool ended = false;       ///< as much evidence for a return to the expected level has come since
};

/**
 * One side of a CUSUM: the sum of scores, never below 0. Page (1954), Biometrika 41:100-115.
 *
 * Above the threshold it signals; the signal ends when the sum has fallen from its highest by as much as the
 * threshold, and the sum begins anew at 0.
 */
class OneSided {
 public:
  /** @param head_start where the sum begins (fast initial response): Lucas and Crosier (1982), Technometrics
   * 24:199-205 */
  OneSided(Direction direction, double threshold, double head_start) noexcept
      : direction_(direction), threshold_(threshold), sum_(head_start) {}

  /** The next period. @return the sum after it */
  double step(std::size_t position, double score, std::vector<Alarm>& alarms) {
    if (!running_) first_ = position;
    sum_ = std::max(0.0, sum_ + score);
    running_ = sum_ > 0.0;
    if (signalling_) go_on(position, alarms[alarm_]);
    else if (sum_ > threshold_) begin(position, alarms);
    return sum_;
  }

 private:
  void begin(std::size_t position, std::vector<Alarm>& alarms) {
    alarm_ = alarms.size();
    alarms.push_back({direction_, first_, position, position, false});
    highest_ = sum_;
    signalling_ = true;
  }

  void go_on(std::size_t position, Alarm& alarm) noexcept {
    highest_ = std::max(highest_, sum_);
    // A threshold may be 0, where chance gives no signal anyway: the sum must have fallen all the same.
    if (sum_ >= highest_ || highest_ - sum_ < threshold_) {
      alarm.last = position;
      return;
    }
    alarm.ended = true;
    signalling_ = running_ = false;
    sum_ = 0.0;
  }

  Direction direction_;
  double threshold_;
  double sum_;
  double highest_{};
  std::size_t first_{}, alarm_{};
  bool running_ = false, signalling_ = false;
};

/** Both sides of a CUSUM over a series: sums (NaN where a period does not count) and signals in the order in
 * which they were given. */
struct CusumPath {
  std::vector<double> up, down;
  std::vector<Alarm> alarms;
};

/**
 * Runs both sides over periods [first, size).
 *
 * @param counts counts(k): does period k take part?
 * @param up, down up(k), down(k): the scores of period k for a rise and for a fall
 */
template <class Counts, class Up, class Down>
[[nodiscard]] CusumPath run_cusum(std::size_t first, std::size_t size, double threshold, double head_start,
                                  Counts counts, Up up, Down down) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  CusumPath path{std::vector<double>(size, missing), std::vector<double>(size, missing), {}};
  OneSided rising(Direction::up, threshold, head_start), falling(Direction::down, threshold, head_start);
  for (std::size_t k = first; k < size; ++k) {
    if (!counts(k)) continue;
    path.up[k] = rising.step(k, up(k), path.alarms);
    path.down[k] = falling.step(k, down(k), path.alarms);
  }
  return path;
}

}  // namespace kvalspc::monitor
