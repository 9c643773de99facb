/**
 * @file Worsley's exact scan: the likelihood-ratio statistic of the best split, and its exact distribution
 * given the total.
 *
 * Worsley (1983), Biometrika 70:455-464; (1986), Biometrika 73:91-104. The cumulative count is a Markov chain
 * given the total; at each split the counts that stay below the statistic form an interval, so the chain is
 * followed inside the intervals and the probability of leaving them is collected. All terms are positive:
 * small p-values keep their digits.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/scan_model.hpp>

namespace kvalspc::verdict {

/** Multiplications that one exact scan may take (about ten milliseconds); beyond, Bonferroni's bound
 * serves. */
inline constexpr double scan_budget = 1e7;

/** The best split of counts x of n, and the probability of one as good anywhere. */
template <class Model>
class Scan {
 public:
  Scan(std::span<const double> x, std::span<const double> n) : x_(x), n_(n) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      total_ += x[k];
      size_ += n[k];
    }
    double s = 0.0, m = 0.0;
    for (std::size_t k = 0; k + 1 < x.size(); ++k) {
      s += x[k];
      m += n[k];
      const double ratio = Model::ratio(s, m, total_, size_);
      if (ratio > statistic_) {
        statistic_ = ratio;
        split_ = k;
      }
    }
  }

  /** Index of the last point before the best split. */
  [[nodiscard]] std::size_t split() const noexcept { return split_; }
  [[nodiscard]] double statistic() const noexcept { return statistic_; }
  /** No events, or only events: nothing to search. */
  [[nodiscard]] bool constant() const noexcept { return !(total_ > 0.0) || total_ == Model::largest(size_); }

  /** Log marginal likelihood of a change after each point but the last: the weights of the dates. */
  [[nodiscard]] std::vector<double> log_weights() const {
    std::vector<double> weights;
    double s = 0.0, m = 0.0;
    for (std::size_t k = 0; k + 1 < x_.size(); ++k) {
      s += x_[k];
      m += n_[k];
      weights.push_back(Model::log_marginal(s, m) + Model::log_marginal(total_ - s, size_ - m));
    }
    return weights;
  }

  /** P(the best split reaches `statistic`), given the total; exact within the budget, else an upper bound. */
  [[nodiscard]] double p(double statistic) const {
    if (constant() || !(statistic > 0.0)) return 1.0;
    const double reached = statistic * (1.0 - 1e-10);  // equal statistics that rounding tells apart
    std::vector<Range> quiet = quiet_ranges(reached);
    double work = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k)
      work += (quiet[k].high - quiet[k].low + 1.0) * likely_counts(n_[k]);
    return work > scan_budget ? bound(quiet) : exact(quiet);
  }

 private:
  /** Cumulative counts that do not reach the statistic: [low, high]; empty when low > high. */
  struct Range {
    double low, high;
  };

  [[nodiscard]] double level() const noexcept { return total_ / size_; }
  [[nodiscard]] double deviation(double n) const noexcept { return std::sqrt(n * level() + 1.0); }
  /** Counts of one period worth following: beyond twelve deviations they weigh less than rounding. */
  [[nodiscard]] double likely_counts(double n) const noexcept {
    return std::min(Model::largest(n), 24.0 * deviation(n)) + 1.0;
  }

  [[nodiscard]] std::vector<Range> quiet_ranges(double reached) const {
    std::vector<Range> ranges;
    double m = 0.0;
    for (std::size_t k = 0; k + 1 < x_.size(); ++k) {
      m += n_[k];
      const double smallest = std::max(0.0, std::ceil(total_ - Model::largest(size_ - m)));
      const double largest = std::min(total_, std::floor(Model::largest(m)));
      const double middle = std::clamp(std::floor(total_ * m / size_), smallest, largest);
      const auto loud = [&](double s) { return Model::ratio(s, m, total_, size_) >= reached; };
      // The ratio falls to the middle and rises after it: two bisections.
      double low = middle, high = middle + 1.0;
      if (!loud(middle)) low = first_false(smallest, middle, loud);
      else if (middle < largest && !loud(middle + 1.0)) low = middle + 1.0;
      else {
        ranges.push_back({1.0, 0.0});
        continue;
      }
      high = first_true(low, largest, loud) - 1.0;
      ranges.push_back({low, high});
    }
    return ranges;
  }

  template <class Loud>
  [[nodiscard]] static double first_false(double low, double high, Loud loud) noexcept {
    while (low < high) {
      const double middle = std::floor(low + (high - low) / 2.0);
      if (loud(middle)) low = middle + 1.0;
      else high = middle;
    }
    return low;
  }
  template <class Loud>
  [[nodiscard]] static double first_true(double low, double high, Loud loud) noexcept {
    while (low <= high) {
      const double middle = std::floor(low + (high - low) / 2.0);
      if (loud(middle)) high = middle - 1.0;
      else low = middle + 1.0;
    }
    return low;
  }

  /** Probabilities of the counts `first` to `last` of exposure n, by the ratio of neighbours from the
   * likeliest on. */
  [[nodiscard]] std::vector<double> probabilities(double n, double first, double last) const {
    const double p = level();
    std::vector<double> probability(static_cast<std::size_t>(last - first) + 1);
    const auto at = [&](double x) -> double& { return probability[static_cast<std::size_t>(x - first)]; };
    const double mode = std::clamp(std::floor(n * p), first, last);
    at(mode) = std::exp(Model::log_probability(mode, n, p));
    for (double x = mode; x < last; x += 1.0) at(x + 1.0) = at(x) * Model::up(x, n, p);
    for (double x = mode; x > first; x -= 1.0) at(x - 1.0) = at(x) / Model::up(x - 1.0, n, p);
    return probability;
  }

  /** Probability of leaving at cumulative count s and still reaching the total, outside the quiet ones. */
  [[nodiscard]] double leaving(const std::vector<double>& reached, double origin, double rest,
                               const Range& quiet) const {
    const double last = origin + static_cast<double>(reached.size()) - 1.0;
    // The remaining exposure must bring exactly what is missing.
    const double from = std::max(origin, std::ceil(total_ - Model::largest(rest)));
    const double to = std::min(last, total_);
    if (from > to) return 0.0;
    const std::vector<double> missing = probabilities(rest, total_ - to, total_ - from);
    double sum = 0.0;
    for (double s = from; s <= to; s += 1.0) {
      if (s >= quiet.low && s <= quiet.high) {
        s = quiet.high;
        continue;
      }
      sum += reached[static_cast<std::size_t>(s - origin)] * missing[static_cast<std::size_t>(to - s)];
    }
    return sum;
  }

  [[nodiscard]] double exact(const std::vector<Range>& quiet) const {
    // state[i] = P(cumulative count = origin + i, never loud so far)
    std::vector<double> state{1.0}, next;
    double origin = 0.0, m = 0.0, left = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      m += n_[k];
      const double most = std::min(Model::largest(n_[k]), total_);
      const double reach = 12.0 * deviation(n_[k]) + 12.0;
      const double first = std::clamp(std::floor(n_[k] * level() - reach), 0.0, most);
      const double last = std::clamp(std::ceil(n_[k] * level() + reach), first, most);
      const std::vector<double> count = probabilities(n_[k], first, last);
      next.assign(state.size() + count.size() - 1, 0.0);
      for (std::size_t i = 0; i < state.size(); ++i) {
        const double weight = state[i];
        double* const to = next.data() + i;
        for (std::size_t j = 0; j < count.size(); ++j) to[j] += weight * count[j];
      }
      origin += first;
      left += leaving(next, origin, size_ - m, quiet[k]);
      if (quiet[k].low > quiet[k].high) break;
      state.assign(static_cast<std::size_t>(quiet[k].high - quiet[k].low) + 1, 0.0);
      for (std::size_t i = 0; i < state.size(); ++i) {
        const double offset = quiet[k].low + static_cast<double>(i) - origin;
        if (offset >= 0.0 && offset < static_cast<double>(next.size()))
          state[i] = next[static_cast<std::size_t>(offset)];
      }
      origin = quiet[k].low;
    }
    return std::min(1.0, left / std::exp(Model::log_probability(total_, size_, level())));
  }

  /** Bonferroni: the sum over splits of the probability of being loud there. */
  [[nodiscard]] double bound(const std::vector<Range>& quiet) const {
    double sum = 0.0, m = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      m += n_[k];
      sum += outside(m, quiet[k]);
    }
    return std::min(1.0, sum);
  }

  [[nodiscard]] double outside(double m, const Range& quiet) const {
    if (quiet.low > quiet.high) return 1.0;
    if constexpr (std::is_same_v<Model, ScanProportions>) {
      const math::Hypergeometric h{size_, total_, m};
      // A mid-P tail plus half the outcome itself is the plain tail; twice the mid-P tail one step out bounds
      // it.
      const double low = quiet.low > h.smallest() ? 2.0 * math::mid_p(h, quiet.low - 1.0).lower : 0.0;
      const double high = quiet.high < h.largest() ? 2.0 * math::mid_p(h, quiet.high + 1.0).upper : 0.0;
      return low + high;
    } else {
      const math::Binomial b{total_, m / size_};
      return b.at_most(quiet.low - 1.0) + b.at_least(quiet.high + 1.0);
    }
  }

  std::span<const double> x_, n_;
  double total_{}, size_{}, statistic_{};
  std::size_t split_{};
};

}  // namespace kvalspc::verdict
