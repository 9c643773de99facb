/** @file Series of a batch as the rows that kernels take: one a phase. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/batch.hpp>

#include "batch_columns.hpp"
#include "double_rows.hpp"
#include "kernels/facts.hpp"

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
  /** Is every series one phase, without exclusions? */
  [[nodiscard]] bool whole() const noexcept {
    return series.plans.empty() && plan.breaks.empty() && plan.freeze.empty() && plan.exclude.empty();
  }
  [[nodiscard]] std::optional<double> target_of(std::size_t k) const noexcept {
    if (series.target.empty()) return settings.target;
    return std::isnan(series.target[k]) ? std::optional<double>() : series.target[k];
  }
};

/** Rows of some series at a time. */
class BatchRows {
 public:
  explicit BatchRows(const Call& call)
      : call_(call), numbers_(call.series), wants_points_(detail::wanted(call.points)) {}

  /** Those of series [first, end). */
  void gather(std::size_t first, std::size_t end) {
    copies_.clear();
    points_.clear();
    longest_ = longest_series_ = 0;
    numbers_.take(first, end);
    if (call_.whole()) put_whole(first, end);
    else put_phases(first, end);
    for (std::size_t r = 0; r < points_.size(); ++r) rows_[r].points = &points_[r];
  }

  [[nodiscard]] std::span<const Rows> all() const noexcept { return rows_; }
  /** Number of the first row of the `k`-th of these series, and one after its last. */
  [[nodiscard]] std::size_t begin(std::size_t k) const noexcept { return starts_[k]; }
  [[nodiscard]] std::size_t end(std::size_t k) const noexcept { return starts_[k + 1]; }
  /** The most points of a row, and of a series. */
  [[nodiscard]] std::size_t longest() const noexcept { return longest_; }
  [[nodiscard]] std::size_t longest_series() const noexcept { return longest_series_; }
  [[nodiscard]] const detail::DoubleRows& numbers() const noexcept { return numbers_; }

 private:
  /** One row a series. */
  void put_whole(std::size_t first, std::size_t end) {
    const std::int64_t* const offsets = call_.series.offsets.data();
    const auto at = [&](std::size_t k) { return static_cast<std::size_t>(offsets[k]); };
    const std::size_t begins = at(first), count = end - first;
    const double* const numerator = numbers_.numerator(begins);
    const double* const denominator = numbers_.denominator(begins);
    const std::size_t step = denominator == nullptr ? 0 : 1;
    rows_.resize(count);
    starts_.resize(count + 1);
    Rows* const rows = rows_.data();
    std::uint64_t* words = room_for_words(at(end) - begins);
    std::size_t longest = 0;
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t from = at(first + r) - begins, size = at(first + r + 1) - at(first + r);
      rows[r] = {numerator + from, denominator + step * from, size, size, words, nullptr};
      words += word_count(size);
      longest = std::max(longest, size);
    }
    std::iota(starts_.begin(), starts_.end(), std::uint32_t{0});
    longest_ = longest_series_ = longest;
    if (!wants_points_) return;
    for (std::size_t k = first; k < end; ++k) points_.push_back(points_from(at(k)));
  }

  void put_phases(std::size_t first, std::size_t end) {
    const BatchSeries& series = call_.series;
    rows_.clear();
    starts_.assign(1, 0);
    for (std::size_t k = first; k < end; ++k) {
      const std::size_t begins = series.first(k), size = series.size_of(k);
      plan_.prepare(call_.plan_of(k), size);
      const double* const numerator = present_numerator(numbers_.numerator(begins), size);
      const double* const denominators = numbers_.denominator(begins);
      for (const Phase& phase : plan_.phases()) {
        const double* const denominator = denominators == nullptr ? nullptr : denominators + phase.first;
        rows_.push_back({numerator + phase.first, denominator, phase.end - phase.first,
                         phase.baseline_end - phase.first, nullptr, nullptr});
        if (wants_points_) points_.push_back(points_from(begins + phase.first));
        longest_ = std::max(longest_, phase.end - phase.first);
      }
      starts_.push_back(static_cast<std::uint32_t>(rows_.size()));
      longest_series_ = std::max(longest_series_, size);
    }
    std::uint64_t* words = room_for_words(series.first(end) - series.first(first));
    for (Rows& rows : rows_) {
      rows.beyond = words;
      words += word_count(rows.size);
    }
  }

  /** Where the points of a phase go that begins at row `first` of all. */
  [[nodiscard]] PointsOut points_from(std::size_t first) const {
    const auto from = [&](auto column) { return column.empty() ? nullptr : column.data() + first; };
    const PointColumns& to = call_.points;
    return {from(to.value),     from(to.centre),    from(to.lower),    from(to.upper),
            from(to.lower_raw), from(to.upper_raw), from(to.included), from(to.beyond)};
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

  /** For the bits of the `points` points of all rows. */
  [[nodiscard]] std::uint64_t* room_for_words(std::size_t points) {
    const std::size_t most = points / 64 + rows_.size();
    if (beyond_.size() < most) beyond_.resize(most);
    return beyond_.data();
  }

  const Call& call_;
  detail::DoubleRows numbers_;
  bool wants_points_;
  PlanCache plan_;
  std::vector<Rows> rows_;
  std::vector<std::uint32_t> starts_;
  std::vector<PointsOut> points_;  // one a row, where any are put
  std::vector<std::vector<double>> copies_;
  std::vector<std::uint64_t> beyond_;
  std::size_t longest_ = 0, longest_series_ = 0;
};

}  // namespace kvalspc::kernel
