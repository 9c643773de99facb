/**
 * @file The exact distribution of the best split's likelihood ratio, given the total.
 *
 * The cumulative count is a Markov chain given the total; at each split the counts that stay below the
 * statistic form an interval, so the chain is followed inside the intervals and the probability of leaving
 * them is collected. All terms are positive: small p-values keep their digits.
 */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace kvalspc::verdict {

/** Cumulative counts that do not reach the statistic: [low, high]; empty when low > high. */
struct QuietRange {
  double low, high;
};

namespace detail {

/**
 * The largest t in [0, limit] that is not loud, where 0 is not and all beyond the first loud one are; `guess`
 * is about where.
 */
template <class Loud>
[[nodiscard]] double last_quiet(double limit, double guess, Loud loud) noexcept {
  double quiet = 0.0, noisy = limit + 1.0, step = 1.0;
  double at = std::clamp(guess, std::min(1.0, limit), limit);
  while (noisy - quiet > 1.0) {
    const bool is_loud = loud(at);
    (is_loud ? noisy : quiet) = at;
    at += is_loud ? -step : step;
    step *= 2.0;
    if (at <= quiet || at >= noisy) at = std::floor(0.5 * (quiet + noisy));
  }
  return quiet;
}

}  // namespace detail

/** The quiet counts at each split but the last: where the likelihood ratio is below `reached`. */
template <class Model>
[[nodiscard]] std::vector<QuietRange> quiet_ranges(std::span<const double> n, double total, double size,
                                                   double reached) {
  std::vector<QuietRange> ranges;
  ranges.reserve(n.size());
  const double variance = Model::variance(total / size);
  double m = 0.0;
  for (std::size_t k = 0; k + 1 < n.size(); ++k) {
    m += n[k];
    const double smallest = std::max(0.0, std::ceil(total - Model::largest(size - m)));
    const double largest = std::min(total, std::floor(Model::largest(m)));
    const auto loud = [&](double s) { return Model::ratio(s, m, total, size) >= reached; };
    // The ratio falls to its mean and rises after it, about as the square of a normal deviate.
    const double mean = total * m / size;
    double quiet = std::clamp(std::floor(mean), smallest, largest);
    if (loud(quiet)) {
      if (!(quiet < largest) || loud(quiet + 1.0)) {
        ranges.push_back({quiet + 1.0, quiet});
        continue;
      }
      quiet += 1.0;
    }
    const double width = std::floor(std::sqrt(2.0 * reached * variance * m * (size - m) / size));
    const double down =
        detail::last_quiet(quiet - smallest, width, [&](double t) { return loud(quiet - t); });
    const double up = detail::last_quiet(largest - quiet, width, [&](double t) { return loud(quiet + t); });
    ranges.push_back({quiet - down, quiet + up});
  }
  return ranges;
}

/** The chain of cumulative counts, followed as long as it stays quiet. */
template <class Model>
class QuietPath {
 public:
  QuietPath(std::span<const double> n, double total, double size) : n_(n), total_(total), size_(size) {}

  /** P(not quiet at some split), given the total. */
  [[nodiscard]] double p_of_leaving(const std::vector<QuietRange>& quiet) {
    double m = 0.0, left = 0.0;
    state_.assign(1, 1.0);
    origin_ = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      m += n_[k];
      step(n_[k]);
      left += leaving(size_ - m, quiet[k]);
      if (quiet[k].low > quiet[k].high) break;
      keep(quiet[k]);
    }
    return std::min(1.0, left / std::exp(Model::log_probability(total_, size_, level())));
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
    at(mode) = std::exp(Model::log_probability(mode, n, p));
    for (double x = mode; x < last; x += 1.0) at(x + 1.0) = at(x) * Model::up(x, n, p);
    for (double x = mode; x > first_; x -= 1.0) at(x - 1.0) = at(x) / Model::up(x - 1.0, n, p);
  }

  /** Adds the next period: `next_[i]` is the probability of the cumulative count origin_ + i. Sums of a block
   * of neighbours are kept apart from the columns, so that compilers can hold them in registers. */
  void step(double n) {
    prepare(n);
    constexpr std::size_t block = 8;
    const std::size_t counts = count_.size(), states = state_.size();
    reached_ = states + counts - 1;
    margin_.assign(counts + block, 0.0);
    state_.insert(state_.begin(), margin_.begin(), margin_.end());
    state_.insert(state_.end(), margin_.begin(), margin_.end());
    next_.resize(reached_ + block);
    for (std::size_t i = 0; i < reached_; i += block) {
      std::array<double, block> sum{};
      const std::size_t first = i < states ? 0 : i - states + 1, last = std::min(counts, i + block);
      for (std::size_t j = first; j < last; ++j) {
        const double weight = count_[j];
        const double* const from = state_.data() + (margin_.size() + i - j);
        for (std::size_t b = 0; b < block; ++b) sum[b] += weight * from[b];
      }
      std::copy(sum.begin(), sum.end(), next_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    origin_ += first_;
  }

  /** The largest cumulative count that can have been reached. */
  [[nodiscard]] double furthest() const noexcept { return origin_ + static_cast<double>(reached_) - 1.0; }

  /** Goes on with the quiet counts only. */
  void keep(const QuietRange& quiet) {
    state_.assign(static_cast<std::size_t>(quiet.high - quiet.low) + 1, 0.0);
    const double from = std::max(quiet.low, origin_), to = std::min(quiet.high, furthest());
    for (double s = from; s <= to; s += 1.0)
      state_[static_cast<std::size_t>(s - quiet.low)] = next_[static_cast<std::size_t>(s - origin_)];
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
    const double p = level();
    // The remaining exposure must bring exactly what is missing.
    const double from = std::max(origin_, std::ceil(total_ - Model::largest(rest)));
    const double to = std::min(furthest(), total_);
    const auto reached = [&](double s) { return next_[static_cast<std::size_t>(s - origin_)]; };
    const auto missing = [&](double s) { return std::exp(Model::log_probability(total_ - s, rest, p)); };
    double sum = 0.0;
    double s = std::min(quiet.low - 1.0, to);
    for (double rests = s >= from ? missing(s) : 0.0; s >= from; s -= 1.0) {
      const double term = reached(s) * rests;
      sum += term;
      if (term < rounding * sum) break;
      rests *= Model::up(total_ - s, rest, p);
    }
    s = std::max(quiet.high + 1.0, from);
    for (double rests = s <= to ? missing(s) : 0.0; s <= to; s += 1.0) {
      const double term = reached(s) * rests;
      sum += term;
      if (term < rounding * sum || s == total_) break;
      rests *= 1.0 / Model::up(total_ - s - 1.0, rest, p);  // quotients do not wait for one another
    }
    return sum;
  }

  std::span<const double> n_;
  double total_, size_;
  double prepared_ = -1.0, first_ = 0.0;  // the period whose counts are prepared, and the smallest of them
  double origin_ = 0.0;
  std::size_t reached_ = 0;  // cumulative counts after the last step
  std::vector<double> count_, state_, next_, margin_;
};

}  // namespace kvalspc::verdict
