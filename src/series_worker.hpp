/** @file Charts series after series on one thread: by the kernel where there is one, else the plain way. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/batch.hpp>

#include "batch_columns.hpp"
#include "borrowed_workspace.hpp"
#include "dispatch.hpp"
#include "double_rows.hpp"
#include "scratch.hpp"
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
  const PointColumns& points;

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
  explicit PlainWorker(const Call& call) : call_(call), numbers_(call.series), settings_(call.settings) {}

  [[nodiscard]] Summary operator()(std::size_t k) {
    numbers_.take(k, k + 1);
    const Series one = numbers_[k];
    detail::name_series(k, [&] { require_domain(one, P::domain); });
    plan_.prepare(call_.plan_of(k), one.size());
    results_.resize(plan_.phases().size());
    workspace().reserve(one.size());
    settings_.target = call_.target_of(k);
    return analyse_series<P>({one, plan_.excluded()}, plan_.phases(), settings_, workspace(), results_,
                             detail::cut(call_.points, call_.series.first(k), one.size()));
  }
  [[nodiscard]] rule::RunJudge& judge() noexcept { return workspace().judge; }

 private:
  [[nodiscard]] Workspace& workspace() noexcept { return *borrowed_; }

  const Call& call_;
  detail::DoubleRows numbers_;
  Settings settings_;
  detail::BorrowedWorkspace borrowed_;
  PlanCache plan_;
  std::vector<PhaseResult> results_;
};

/** Can the kernel of chart P write the points that are wanted? That of its own formulas can, but for what
 * only neighbour rules look at. */
template <ChartPolicy P>
[[nodiscard]] bool puts_points(const PointColumns& points) {
  constexpr bool its_own = !chart::shows_ranges<P> && !std::is_same_v<P, chart::Np> &&
                           !std::is_same_v<P, chart::C> && !std::is_same_v<P, chart::Cp>;
  return !detail::wanted(points) || (its_own && points.deviation.empty() && points.z.empty());
}

/** Some series at a time through a kernel; those that it finds odd go the plain way. */
template <ChartPolicy P>
class KernelWorker {
 public:
  KernelWorker(const Call& call, Kernel kernel)
      : call_(call),
        numbers_(call.series),
        kernel_(kernel),
        wants_points_(detail::wanted(call.points)),
        plain_(call),
        summariser_(call.settings, plain_.judge()) {}

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
    const Task task{call_.settings.conventions, call_.settings.limits, scratch_.values(), scratch_.others(),
                    scratch_.slots(),           scratch_.stride(),     words_.data(),     order_.data()};
    kernel_(rows_.data(), rows_.size(), task, facts_.data());
    std::size_t row = 0;
    for (std::size_t k = first; k < end; ++k) {
      fetch_half(k + (end - first));
      const std::size_t next = row + phases_[k - first];
      const bool excludes = !call_.plan_of(k).exclude.empty();
      // An excluded number is not in the kernel's rows, but misuse all the same.
      if (excludes) detail::name_series(k, [&] { require_domain(numbers_[k], P::domain); });
      bool odd = excludes && wants_points_;  // the kernel does not know an excluded point from a missing one
      for (std::size_t r = row; r < next; ++r)
        odd = odd || facts_[r].odd || (wants_points_ && !facts_[r].points_put);
      if (odd) store(k, plain_(k));
      else store(k, summarise(k, row, next));
      if (!odd && !call_.points.phase.empty()) put_phases(k, row, next);
      row = next;
    }
  }

  /** Half of a later series on its way from memory, which summaries leave idle; kernels fetch the rest. */
  void fetch_half(std::size_t k) const noexcept {
    if (k < call_.series.size()) numbers_.fetch(call_.series.first(k), call_.series.size_of(k) / 2);
  }

  [[nodiscard]] const Summary& summarise(std::size_t k, std::size_t row, std::size_t next) {
    const std::size_t size = call_.series.size_of(k);
    if (!call_.series.target.empty()) summariser_.aim_at(call_.target_of(k));
    summariser_.begin(size);
    std::size_t begins = 0;
    for (; row < next; ++row) {
      summariser_.add(begins, rows_[row], facts_[row]);
      begins += rows_[row].size;
    }
    return summariser_.end();
  }

  void put_phases(std::size_t k, std::size_t row, std::size_t next) const {
    auto at = call_.points.phase.begin() + static_cast<std::ptrdiff_t>(call_.series.first(k));
    for (std::int32_t phase = 0; row < next; ++row, ++phase) at = std::fill_n(at, rows_[row].size, phase);
  }

  /** Where the points of a phase go that begins at row `first` of all. */
  [[nodiscard]] PointsOut points_from(std::size_t first) const {
    const auto from = [&](auto column) { return column.empty() ? nullptr : column.data() + first; };
    const PointColumns& to = call_.points;
    return {from(to.value),     from(to.centre),    from(to.lower),    from(to.upper),
            from(to.lower_raw), from(to.upper_raw), from(to.included), from(to.beyond)};
  }

  /** Rows of series [first, end): one a phase. */
  void gather(std::size_t first, std::size_t end) {
    const BatchSeries& series = call_.series;
    rows_.clear();
    phases_.clear();
    copies_.clear();
    points_.clear();
    numbers_.take(first, end);
    std::size_t longest_series = 0, longest = 0, words = 0;
    for (std::size_t k = first; k < end; ++k) {
      plan_.prepare(call_.plan_of(k), series.size_of(k));
      const std::size_t begins = series.first(k);
      const std::size_t of_series = series.size_of(k);
      const double* const numerator = present_numerator(numbers_.numerator(begins), of_series);
      const double* const denominators = numbers_.denominator(begins);
      longest_series = std::max(longest_series, of_series);
      for (const Phase& phase : plan_.phases()) {
        const std::size_t size = phase.end - phase.first;
        const double* const denominator = denominators == nullptr ? nullptr : denominators + phase.first;
        rows_.push_back(
            {numerator + phase.first, denominator, size, phase.baseline_end - phase.first, nullptr, nullptr});
        if (wants_points_) points_.push_back(points_from(begins + phase.first));
        words += word_count(size);
        longest = std::max(longest, size);
      }
      phases_.push_back(plan_.phases().size());
    }
    make_room(longest_series, longest, words);
    for (std::size_t r = 0; r < points_.size(); ++r) rows_[r].points = &points_[r];
    put_in_order();
  }

  void put_in_order() {
    const bool by_length = P::takes_median(call_.settings.conventions);
    if (order_.size() == rows_.size() && !by_length) return;
    order_.resize(rows_.size());
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    if (by_length) std::ranges::sort(order_, {}, [&](std::uint32_t r) { return rows_[r].baseline; });
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

  void make_room(std::size_t longest_series, std::size_t longest, std::size_t words) {
    if (facts_.size() < rows_.size()) facts_.resize(rows_.size());
    scratch_.reserve(longest, P::takes_median(call_.settings.conventions));
    if (longest_ < longest_series) plain_.judge().reserve(longest_ = longest_series);
    if (words_.size() < scratch_of_words(longest)) words_.resize(scratch_of_words(longest));
    if (beyond_.size() < words) beyond_.resize(words);
    std::uint64_t* next = beyond_.data();
    for (Rows& row : rows_) {
      row.beyond = next;
      next += word_count(row.size);
    }
  }

  const Call& call_;
  detail::DoubleRows numbers_;
  Kernel kernel_;
  bool wants_points_;
  PlainWorker<P> plain_;
  Summariser<P> summariser_;
  PlanCache plan_;
  std::vector<Rows> rows_;
  std::vector<Facts> facts_;
  std::vector<PointsOut> points_;  // one a row, where any are put
  std::vector<std::size_t> phases_;
  std::vector<std::vector<double>> copies_;
  Scratch scratch_;
  std::size_t longest_ = 0;  // series that the judge has room for
  std::vector<std::uint32_t> order_;
  std::vector<std::uint64_t> words_, beyond_;
};

}  // namespace kvalspc::kernel
