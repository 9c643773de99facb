/**
 * @file Many ragged series in one call: columns in, columns out, the same bits as one by one, whatever the
 * threads.
 *
 * Link `kvalspc::batch` for the definitions.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/verdict/compare.hpp>
#include <kvalspc/verdict/goal.hpp>
#include <kvalspc/verdict/sustained.hpp>

namespace kvalspc {

/**
 * Series k is rows [offsets[k], offsets[k + 1]); an empty denominator means 1 everywhere. `within` as in
 * Series.
 *
 * `target`: one a series (NaN: none), instead of that of the settings. `plans`: one a series, instead of that
 * of the call.
 *
 * `whole_numerator`, `whole_denominator`: counts as 32-bit integers, in place of doubles.
 */
struct BatchSeries {
  std::span<const double> numerator;
  std::span<const double> denominator{};
  std::span<const std::int64_t> offsets{};
  std::span<const double> within{};
  std::span<const double> target{};
  std::span<const Plan> plans{};
  std::span<const std::int32_t> whole_numerator{};
  std::span<const std::int32_t> whole_denominator{};

  [[nodiscard]] std::size_t rows() const noexcept { return numerator.size() + whole_numerator.size(); }
  [[nodiscard]] bool has_denominator() const noexcept {
    return !denominator.empty() || !whole_denominator.empty();
  }
  [[nodiscard]] std::size_t size() const noexcept { return offsets.empty() ? 0 : offsets.size() - 1; }
  [[nodiscard]] std::size_t first(std::size_t k) const noexcept {
    return static_cast<std::size_t>(offsets[k]);
  }
  [[nodiscard]] std::size_t size_of(std::size_t k) const noexcept { return first(k + 1) - first(k); }
  /** Series k, of doubles. */
  [[nodiscard]] Series series(std::size_t k) const noexcept {
    const std::size_t rows = size_of(k);
    const auto cut = [&](std::span<const double> column) {
      return column.empty() ? column : column.subspan(first(k), rows);
    };
    return {numerator.subspan(first(k), rows), cut(denominator), cut(within)};
  }
};

/** One row a series, into columns that the caller owns (each as long as there are series). `Summary` explains
 * them. Points only where their columns are given: deviation and z of points that do not count are left as
 * they are. */
struct SummaryColumns {
  std::span<double> centre;
  std::span<std::int32_t> useful, longest_run, crossings, beyond, first_beyond, last_beyond;
  std::span<std::uint8_t> runs_signal, status, variation, assurance;
  std::span<double> runs_p{};  ///< these two may be empty: exact p-values cost more than all the rest
  std::span<std::uint8_t> runs_judgeable{};
  PointColumns points{};  ///< each empty, or as long as all rows together; a row a point, in their order
};

/** The answers of compare(), one row a series, into columns that the caller owns. Missing numbers are NaN,
 * positions -1. */
struct ComparisonColumns {
  std::span<std::uint8_t> verdict, strength, reason;
  std::span<double> p_value, exact_p, quasi_p, p_adjusted, dispersion;
  std::span<double> effect, effect_lower, effect_upper, ratio, ratio_lower, ratio_upper;
  std::span<double> baseline_level, after_level, power, relevant_change, change_p;
  std::span<std::int32_t> periods_needed, change_at, change_lower, change_upper;
  std::span<double> dispersion_used;
  std::span<std::uint8_t> sustained{}, goal{};  ///< Lasting and GoalOutcome; empty: not asked for
};

/** What is asked of each series beside before and after; each column is empty, or has one entry a series. */
struct BatchQuestions {
  std::span<const std::int64_t> ends{};  ///< position after the last period that the verdict rests on
  std::span<const double> alphas{};      ///< in place of that of the settings
  std::span<const std::int64_t> sustained_from{};  ///< first position after the project's end; -1: none
  std::size_t min_sustained = FollowUp{}.min_periods;
  std::span<const Goal> goals{};  ///< a bound that is NaN: no goal
};

/**
 * How a call works: on how many threads (0: as many as the machine has; results do not depend on it), and
 * what it calls between blocks of series, on the calling thread alone, to be interrupted by what that throws.
 */
struct Effort {
  Effort(unsigned number_of_threads = 0, std::function<void()> between_blocks = {})  // NOLINT: 4 is 4 threads
      : threads(number_of_threads), poll(std::move(between_blocks)) {}
  unsigned threads;
  std::function<void()> poll;
};

/**
 * Charts every series. The plan's positions are the same in each, counted from its own first row.
 *
 * Settings and plans are checked before anything is written, the numbers as their turn comes: every one is
 * read from memory once. So after a refusal the columns hold the rows of some series, and are of no use.
 *
 * @throws std::invalid_argument, std::out_of_range as analyse(), naming the first series that is refused
 */
void batch(ChartKind kind, const BatchSeries& series, const Plan& plan, const Settings& settings,
           const SummaryColumns& out, const Effort& effort = {});

/** What the units scored together say about each one's dispersion; empty where there is nothing to say. */
using DispersionPriors = std::vector<std::optional<verdict::DispersionPrior>>;

/**
 * The dispersion of every series, shared by all of them: `verdict::SharedDispersion`. Series without a start,
 * of values, or whose counts cannot vary lend nothing and get nothing; with fewer than
 * `verdict::units_that_share` that lend, nobody does.
 *
 * @param starts, effort, questions as for batch()
 * @throws as batch()
 */
[[nodiscard]] DispersionPriors share_dispersion(ChartKind kind, const BatchSeries& series,
                                                std::span<const std::int64_t> starts, const Plan& plan,
                                                const Effort& effort = {},
                                                const BatchQuestions& questions = {});

/**
 * Compares before and after in every series.
 *
 * @param starts one a series, or one for all; -1: no start, search for a change
 * @param priors one a series, from share_dispersion(); empty: each by its own dispersion
 * @param questions what became of improvements, goals, and how far the verdict itself looks
 * @throws std::invalid_argument, std::out_of_range as compare(), naming the series; nothing is written then
 */
void batch(ChartKind kind, const BatchSeries& series, std::span<const std::int64_t> starts, const Plan& plan,
           const CompareSettings& settings, const ComparisonColumns& out, const Effort& effort = {},
           const DispersionPriors& priors = {}, const BatchQuestions& questions = {});

}  // namespace kvalspc
