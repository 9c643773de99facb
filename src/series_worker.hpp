/** @file Charts series after series on one thread: by the kernel where there is one, else the plain way. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/batch.hpp>

#include "batch_columns.hpp"
#include "dispatch.hpp"
#include "summarise.hpp"

namespace kvalspc::kernel {

/** Phases and exclusions of a series, kept while its plan and length stay the same. */
class PlanCache {
 public:
  void prepare(const Plan& plan, std::size_t size) {
    if (&plan == plan_ && size == size_) return;
    if (plan.breaks.empty() && plan.freeze.empty()) phases_.assign(1, {0, size, size});
    else phases_ = phases_of(plan, size);
    excluded_ = exclusion_mask(plan, size);
    size_ = size;
    plan_ = &plan;
  }
  [[nodiscard]] const std::vector<Phase>& phases() const noexcept { return phases_; }
  [[nodiscard]] const std::vector<std::uint8_t>& excluded() const noexcept { return excluded_; }

 private:
  const Plan* plan_ = nullptr;
  std::vector<Phase> phases_;
  std::vector<std::uint8_t> excluded_;
  std::size_t size_{};
};

/** What all series of a call have in common. */
struct Call {
  const BatchSeries& series;
  const Plan& plan;
  const Settings& settings;

  [[nodiscard]] const Plan& plan_of(std::size_t k) const noexcept { return detail::plan_of(series, plan, k); }
  [[nodiscard]] std::optional<double> target_of(std::size_t k) const noexcept {
    if (series.target.empty()) return settings.target;
    return std::isnan(series.target[k]) ? std::optional<double>() : series.target[k];
  }
};

/** The plain way, one series at a time. */
template <ChartPolicy P>
class PlainWorker {
 public:
  explicit PlainWorker(const Call& call) : call_(call), settings_(call.settings) {
    workspace_.judge.expect_many();
  }

  [[nodiscard]] Summary operator()(std::size_t k) {
    const Series one = call_.series.series(k);
    detail::name_series(k, [&] { require_domain(one, P::domain); });
    plan_.prepare(call_.plan_of(k), one.size());
    results_.resize(plan_.phases().size());
    workspace_.reserve(one.size());
    settings_.target = call_.target_of(k);
    return analyse_series<P>({one, plan_.excluded()}, plan_.phases(), settings_, workspace_, results_, {});
  }
  [[nodiscard]] rule::RunJudge& judge() noexcept { return workspace_.judge; }

 private:
  const Call& call_;
  Settings settings_;
  Workspace workspace_;
  PlanCache plan_;
  std::vector<PhaseResult> results_;
};

/** Some series at a time through a kernel; those that it finds odd go the plain way. */
template <ChartPolicy P>
class KernelWorker {
 public:
  KernelWorker(const Call& call, Kernel kernel)
      : call_(call), kernel_(kernel), plain_(call), summariser_(call.settings, plain_.judge()) {}

  /** Calls store(k, summary) for each series of [first, end). */
  template <class Store>
  void operator()(std::size_t first, std::size_t end, Store store) {
    constexpr std::size_t some = 64;  // their rows, facts and data stay in the nearest caches
    for (; first < end; first += some) do_some(first, std::min(end, first + some), store);
  }

 private:
  template <class Store>
  void do_some(std::size_t first, std::size_t end, Store store) {
    gather(first, end);
    Task task{call_.settings.conventions, call_.settings.limits, values_.data(), others_.data(),
              words_.data()};
    kernel_(rows_.data(), rows_.size(), task, facts_.data());
    std::size_t row = 0;
    for (std::size_t k = first; k < end; ++k) {
      const std::size_t next = row + phases_[k - first];
      // An excluded number is not in the kernel's rows, but misuse all the same.
      if (!call_.plan_of(k).exclude.empty()) {
        detail::name_series(k, [&] { require_domain(call_.series.series(k), P::domain); });
      }
      bool odd = false;
      for (std::size_t r = row; r < next; ++r) odd = odd || facts_[r].odd;
      if (odd) store(k, plain_(k));
      else store(k, summarise(k, row, next));
      row = next;
    }
  }

  [[nodiscard]] Summary summarise(std::size_t k, std::size_t row, std::size_t next) {
    const std::size_t size = call_.series.size_of(k);
    plain_.judge().reserve(size);
    summariser_.begin(size, call_.target_of(k));
    std::size_t begins = 0;
    for (; row < next; ++row) {
      summariser_.add(begins, rows_[row], facts_[row]);
      begins += rows_[row].size;
    }
    return summariser_.end();
  }

  /** Rows of series [first, end): one a phase. */
  void gather(std::size_t first, std::size_t end) {
    const BatchSeries& series = call_.series;
    rows_.clear();
    phases_.clear();
    copies_.clear();
    std::size_t longest = 0, words = 0;
    for (std::size_t k = first; k < end; ++k) {
      plan_.prepare(call_.plan_of(k), series.size_of(k));
      const std::size_t begins = series.first(k);
      const double* const numerator = present_numerator(series.numerator.data() + begins, series.size_of(k));
      for (const Phase& phase : plan_.phases()) {
        const std::size_t size = phase.end - phase.first;
        const double* const denominator =
            series.denominator.empty() ? nullptr : series.denominator.data() + begins + phase.first;
        rows_.push_back(
            {numerator + phase.first, denominator, size, phase.baseline_end - phase.first, nullptr});
        words += word_count(size);
        longest = std::max(longest, size);
      }
      phases_.push_back(plan_.phases().size());
    }
    make_room(longest, words);
  }

  /** The numerators, NaN where a point is excluded. */
  [[nodiscard]] const double* present_numerator(const double* given, std::size_t size) {
    if (plan_.excluded().empty()) return given;
    std::vector<double>& copy = copies_.emplace_back(given, given + size);
    for (std::size_t t = 0; t < size; ++t) {
      if (plan_.excluded()[t] != 0) copy[t] = std::numeric_limits<double>::quiet_NaN();
    }
    return copy.data();
  }

  void make_room(std::size_t longest, std::size_t words) {
    if (facts_.size() < rows_.size()) facts_.resize(rows_.size());
    if (values_.size() < scratch_for(longest)) {
      values_.resize(scratch_for(longest));
      others_.resize(scratch_for(longest));
      words_.resize(3 * word_count(longest));
    }
    if (beyond_.size() < words) beyond_.resize(words);
    std::uint64_t* next = beyond_.data();
    for (Rows& row : rows_) {
      row.beyond = next;
      next += word_count(row.size);
    }
  }

  const Call& call_;
  Kernel kernel_;
  PlainWorker<P> plain_;
  Summariser<P> summariser_;
  PlanCache plan_;
  std::vector<Rows> rows_;
  std::vector<Facts> facts_;
  std::vector<std::size_t> phases_;
  std::vector<std::vector<double>> copies_;
  std::vector<double> values_, others_;
  std::vector<std::uint64_t> words_, beyond_;
};

}  // namespace kvalspc::kernel
