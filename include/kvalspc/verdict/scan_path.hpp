/**
 * @file The exact distribution of the best split's likelihood ratio, given the total.
 *
 * The cumulative count is a Markov chain given the total; at each split the counts that stay below the
 * statistic form an interval, so the chain is followed inside the intervals and the probability of leaving
 * them is collected. All terms are positive: small p-values keep their digits.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <kvalspc/math/block.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/verdict/scan_split.hpp>

namespace kvalspc::verdict {

/** Cumulative counts that do not reach the statistic: [low, high]; empty when low > high. */
struct QuietRange {
  double low, high;
};

namespace detail {

/**
 * Where, from the mean of s towards `limit`, the ratio reaches `reached`: never short of it, since the ratio
 * is convex and Newton's tangents lie below; `limit` where it does not reach it. Exact to a fraction of one.
 */
template <class Model>
[[nodiscard]] double edge(double limit, double guess, double m, double total, double size,
                          double reached) noexcept {
  constexpr double near = 0.25;  // beside the mean and the limit, where the slope is 0 or infinite
  const double mean = total * m / size, away = limit < mean ? -1.0 : 1.0;
  const double settled = std::max(1.0, total * 0x1p-50);  // numbers this large are no whole ones any more
  const double most = std::max(0.5 * std::abs(limit - mean), std::abs(limit - mean) - near);
  double at = std::clamp(guess, std::min(near, most), most);
  constexpr int rounds = 100;  // two or three do
  for (int round = 0; round < rounds && most > 0.0; ++round) {
    const auto ratio = Model::sloped_ratio(mean + away * at, m, total, size);
    const double next = at - away * (ratio.value - reached) / ratio.slope;
    if (next >= most && at == most) return limit;
    if (std::abs(next - at) < settled) return mean + away * next;
    at = std::min(next, most);
  }
  return limit;
}

}  // namespace detail

/** The quiet counts at each split but the last: where the likelihood ratio is below `reached`. */
template <class Model>
[[nodiscard]] std::vector<QuietRange> quiet_ranges(std::span<const double> n, double total, double size,
                                                   double reached) {
  std::vector<QuietRange> ranges;
  ranges.reserve(n.size());
  const double variance = Model::variance(total / size);
  const SplitRatios<Model> splits(total, size);
  double m = 0.0;
  for (std::size_t k = 0; k + 1 < n.size(); ++k) {
    m += n[k];
    const double smallest = std::max(0.0, std::ceil(total - Model::largest(size - m)));
    const double largest = std::min(total, std::floor(Model::largest(m)));
    const auto loud = [&](double s) { return splits.ratio(s, m) >= reached; };
    // The ratio falls to its mean and rises after it, about as the square of a normal deviate.
    const double width = std::sqrt(2.0 * reached * variance * m * (size - m) / size);
    const auto edge = [&](double limit) {
      return detail::edge<Model>(limit, width, m, total, size, reached);
    };
    QuietRange quiet{std::max(smallest, std::ceil(edge(smallest))),
                     std::min(largest, std::floor(edge(largest)))};
    while (total < constants::uncountable && quiet.low <= quiet.high && loud(quiet.high)) quiet.high -= 1.0;
    while (total < constants::uncountable && quiet.low < quiet.high && loud(quiet.low)) quiet.low += 1.0;
    ranges.push_back(quiet);
  }
  return ranges;
}

/** The chain of cumulative counts, followed as long as it stays quiet. */
template <class Model>
class QuietPath {
 public:
  QuietPath(std::span<const double> n, double total, double size)
      : n_(n), total_(total), size_(size), law_(total / size) {}

  /** P(not quiet at some split), given the total. */
  [[nodiscard]] double p_of_leaving(const std::vector<QuietRange>& quiet) {
    double m = 0.0, left = 0.0;
    begin_states(1);
    state_[block] = 1.0;
    origin_ = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      m += n_[k];
      step(n_[k]);
      left += leaving(size_ - m, quiet[k]);
      if (quiet[k].low > quiet[k].high) break;
      keep(quiet[k]);
    }
    return std::min(1.0, left / std::exp(law_.log_probability(total_, size_)));
  }

  /** Counts of one period worth following: beyond twelve deviations they weigh less than rounding. */
  [[nodiscard]] static double likely_counts(double n, double level) noexcept {
    return std::min(Model::largest(n), 2.0 * reach(n, level)) + 1.0;
  }

 private:
  [[nodiscard]] double level() const noexcept { return total_ / size_; }
  [[nodiscard]] static double reach(double n, double level) noexcept {
    return 12.0 * std::sqrt(n * level + 1.0);
  }

  /** Probabilities of the counts of a period, by the ratio of neighbours from the likeliest on; kept while
   * the exposure stays the same. */
  void prepare(double n) {
    if (n == prepared_) return;
    prepared_ = n;
    const double p = level();
    const double most = std::min(Model::largest(n), total_);
    const double around = reach(n, p) + 12.0;
    first_ = std::clamp(std::floor(n * p - around), 0.0, most);
    const double last = std::clamp(std::ceil(n * p + around), first_, most);
    count_.resize(static_cast<std::size_t>(last - first_) + 1);
    const auto at = [&](double x) -> double& { return count_[static_cast<std::size_t>(x - first_)]; };
    const double mode = std::clamp(std::floor(n * p), first_, last);
    at(mode) = std::exp(law_.log_probability(mode, n));
    for (double x = mode; x < last; x += 1.0) at(x + 1.0) = at(x) * law_.up(x, n);
    for (double x = mode; x > first_; x -= 1.0) at(x - 1.0) = at(x) / law_.up(x - 1.0, n);
  }

  /** `size` states of probability 0, with a block of zeros on either side. */
  void begin_states(std::size_t size) {
    states_ = size;
    state_.assign(size + 2 * block, 0.0);
  }

  /** Adds the next period: `next_[i]` is the probability of the cumulative count origin_ + i. */
  void step(double n) {
    prepare(n);
    const std::size_t counts = count_.size();
    reached_ = states_ + counts - 1;
    next_.resize(reached_ + block);
    for (std::size_t i = 0; i < reached_; i += block) {
      math::Block sums;
      const std::size_t first = i < states_ ? 0 : i - states_ + 1, last = std::min(counts, i + block);
      for (std::size_t j = first; j < last; ++j) sums.add(count_[j], state_.data() + (block + i - j));
      sums.store(next_.data() + i);
    }
    origin_ += first_;
  }

  /** The largest cumulative count that can have been reached. */
  [[nodiscard]] double furthest() const noexcept { return origin_ + static_cast<double>(reached_) - 1.0; }

  /** Place of the cumulative count s in `next_`. */
  [[nodiscard]] std::ptrdiff_t place(double s) const noexcept {
    return static_cast<std::ptrdiff_t>(s - origin_);
  }

  /** Goes on with the quiet counts only. */
  void keep(const QuietRange& quiet) {
    begin_states(static_cast<std::size_t>(quiet.high - quiet.low) + 1);
    const double from = std::max(quiet.low, origin_), to = std::min(quiet.high, furthest());
    if (from <= to)
      std::copy(next_.begin() + place(from), next_.begin() + place(to) + 1,
                state_.begin() + static_cast<std::ptrdiff_t>(block + (from - quiet.low)));
    origin_ = quiet.low;
  }

  /**
   * Probability of having left the quiet counts now, and of reaching the total with the exposure `rest`.
   *
   * Away from the quiet counts the terms rise at most once and then fall (products of log-concave
   * sequences): a term below rounding has none after it that counts.
   */
  [[nodiscard]] double leaving(double rest, const QuietRange& quiet) const {
    constexpr double rounding = 1e-18;
    // The remaining exposure must bring exactly what is missing.
    const double from = std::max(origin_, std::ceil(total_ - Model::largest(rest)));
    const double to = std::min(furthest(), total_);
    const auto missing = [&](double s) { return std::exp(law_.log_probability(total_ - s, rest)); };
    double sum = 0.0;
    double s = std::min(quiet.low - 1.0, to);
    std::ptrdiff_t at = place(s);
    for (double rests = s >= from ? missing(s) : 0.0; s >= from; s -= 1.0) {
      const double term = next_[static_cast<std::size_t>(at--)] * rests;
      sum += term;
      if (term < rounding * sum) break;
      rests *= law_.up(total_ - s, rest);
    }
    s = std::max(quiet.high + 1.0, from);
    at = place(s);
    for (double rests = s <= to ? missing(s) : 0.0; s <= to; s += 1.0) {
      const double term = next_[static_cast<std::size_t>(at++)] * rests;
      sum += term;
      if (term < rounding * sum || s == total_) break;
      rests *= 1.0 / law_.up(total_ - s - 1.0, rest);  // quotients do not wait for one another
    }
    return sum;
  }

  static constexpr std::size_t block = math::Block::size;  ///< cumulative counts at a time

  std::span<const double> n_;
  double total_, size_;
  typename Model::Counts law_;
  double prepared_ = -1.0, first_ = 0.0;  // the period whose counts are prepared, and the smallest of them
  double origin_ = 0.0;
  std::size_t states_ = 0;   // quiet cumulative counts before the next step
  std::size_t reached_ = 0;  // cumulative counts after the last step
  std::vector<double> count_, state_, next_;
};

}  // namespace kvalspc::verdict
