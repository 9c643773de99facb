/**
 * @file Worsley's exact scan: the likelihood-ratio statistic of the best split, and its exact distribution
 * given the total. Worsley (1983), Biometrika 70:455-464; (1986), Biometrika 73:91-104.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include <kvalspc/math/hypergeometric.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/x_log_x.hpp>
#include <kvalspc/verdict/scan_model.hpp>
#include <kvalspc/verdict/scan_path.hpp>
#include <kvalspc/verdict/scan_split.hpp>
#include <kvalspc/verdict/scan_whole.hpp>
#include <kvalspc/verdict/whole_totals.hpp>

namespace kvalspc::verdict {

/** Multiplications that one exact scan may take (about ten milliseconds); beyond, Bonferroni's bound
 * serves. */
inline constexpr double scan_budget = 1e7;

/** The best split of counts x of n, and the probability of one as good anywhere. */
template <class Model>
class Scan {
 public:
  Scan(std::span<const double> x, std::span<const double> n) noexcept : x_(x), n_(n) {
    if (find_whole()) return;
    for (std::size_t k = 0; k < x.size(); ++k) {
      total_ += x[k];
      size_ += n[k];
    }
    best_ = best_split(x, n, SplitRatios<Model>(total_, size_));
  }

  /** Index of the last point before the best split. */
  [[nodiscard]] std::size_t split() const noexcept { return best_.at; }
  [[nodiscard]] double statistic() const noexcept { return best_.ratio; }
  /** No events, or only events: nothing to search. */
  [[nodiscard]] bool constant() const noexcept { return !(total_ > 0.0) || total_ == Model::largest(size_); }

  /** Log marginal likelihood of a change after each point but the last: the weights of the dates. */
  [[nodiscard]] std::vector<double> log_weights() const {
    std::vector<double> weights;
    double s = 0.0, m = 0.0;
    for (std::size_t k = 0; k + 1 < x_.size(); ++k) {
      s += x_[k];
      m += n_[k];
      weights.push_back(Model::log_marginal(s, m, total_, size_) +
                        Model::log_marginal(total_ - s, size_ - m, total_, size_));
    }
    return weights;
  }

  /** Log marginal likelihood of no change, on the scale of log_weights(); NaN where the prior is improper. */
  [[nodiscard]] double log_weight_of_none() const noexcept {
    return Model::log_marginal(total_, size_, total_, size_) - Model::log_constant();
  }

  /** P(the best split reaches `statistic`), given the total; exact within the budget, else an upper bound. */
  [[nodiscard]] double p(double statistic) const {
    if (constant() || !(statistic > 0.0)) return 1.0;
    const double reached = statistic * (1.0 - 1e-10);  // equal statistics that rounding tells apart
    const std::vector<QuietRange> quiet = quiet_ranges<Model>(n_, total_, size_, reached);
    double work = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      const double followed = std::max(0.0, quiet[k].high - quiet[k].low + 1.0);
      work += followed * QuietPath<Model>::likely_counts(n_[k], total_ / size_);
    }
    return work > scan_budget ? bound(quiet) : QuietPath<Model>(n_, total_, size_).p_of_leaving(quiet);
  }

 private:
  /** Finds totals and best split of small whole numbers; of others nothing. */
  [[nodiscard]] bool find_whole() noexcept {
    if constexpr (std::is_same_v<Model, ScanProportions>) {
      if (const auto whole = whole_totals(x_, n_, math::WholeXLogX::size)) {
        total_ = whole->total;
        size_ = whole->size;
        best_ = WholeScan(*whole).best(x_, n_);
        return true;
      }
    }
    return false;
  }

  /** Bonferroni: the sum over splits of the probability of being loud there. */
  [[nodiscard]] double bound(const std::vector<QuietRange>& quiet) const {
    double sum = 0.0, m = 0.0;
    for (std::size_t k = 0; k < quiet.size(); ++k) {
      m += n_[k];
      sum += outside(m, quiet[k]);
    }
    return std::min(1.0, sum);
  }

  [[nodiscard]] double outside(double m, const QuietRange& quiet) const {
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
  double total_{}, size_{};
  BestSplit best_;
};

}  // namespace kvalspc::verdict
