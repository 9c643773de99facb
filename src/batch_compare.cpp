/** @file batch() of comparisons: everything is checked first, then every series is compared alone. */
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <kvalspc/batch.hpp>

#include "batch_columns.hpp"
#include "double_rows.hpp"
#include "pool.hpp"

namespace kvalspc {
namespace {

[[nodiscard]] std::vector<std::uint8_t> excluded_of(const BatchSeries& series, const Plan& common,
                                                    std::size_t k) {
  return exclusion_mask(detail::plan_of(series, common, k), series.size_of(k));
}

/** One series after the other, as doubles. */
class EachSeries {
 public:
  explicit EachSeries(const BatchSeries& series) : numbers_(series) {}
  /** It stands until the next is asked for. */
  [[nodiscard]] Series operator[](std::size_t k) {
    numbers_.take(k, k + 1);
    return numbers_[k];
  }

 private:
  detail::DoubleRows numbers_;
};

/** Calls work(k, series) for each, on the threads of `effort`, `block` of them at a time. */
template <class Work>
void for_each_series(const BatchSeries& series, std::size_t block, const Effort& effort, const Work& work) {
  detail::for_blocks(series.size(), block, effort.threads, effort.poll, [&] {
    return [&work, each = EachSeries(series)](std::size_t first, std::size_t end) mutable {
      for (std::size_t k = first; k < end; ++k) work(k, each[k]);
    };
  });
}

void store(const ComparisonColumns& out, std::size_t k, const Comparison& c) noexcept {
  const verdict::Test& test = verdict::deciding(c.evidence);
  out.verdict[k] = static_cast<std::uint8_t>(c.verdict);
  out.strength[k] = static_cast<std::uint8_t>(c.strength);
  out.reason[k] = static_cast<std::uint8_t>(c.reason);
  out.p_value[k] = c.p_value;
  out.exact_p[k] = c.evidence.exact.p;
  out.quasi_p[k] = c.evidence.quasi.p;
  out.p_adjusted[k] = c.evidence.p_adjusted;
  out.dispersion[k] = c.evidence.dispersion;
  out.effect[k] = test.effect;
  out.effect_lower[k] = test.effect_lower;
  out.effect_upper[k] = test.effect_upper;
  out.ratio[k] = test.ratio;
  out.ratio_lower[k] = test.ratio_lower;
  out.ratio_upper[k] = test.ratio_upper;
  out.baseline_level[k] = c.baseline.level;
  out.after_level[k] = c.after.level;
  out.power[k] = c.power;
  out.relevant_change[k] = c.relevant_change;
  out.change_p[k] = c.change.p;
  const auto position = [&](std::size_t at) { return c.change.found ? static_cast<std::int32_t>(at) : -1; };
  out.periods_needed[k] = c.periods_needed ? static_cast<std::int32_t>(*c.periods_needed) : -1;
  out.change_at[k] = position(c.change.at);
  out.change_lower[k] = position(c.change.lower);
  out.change_upper[k] = position(c.change.upper);
  out.dispersion_used[k] = c.evidence.dispersion_used;
}

/** The start of each series. */
class Starts {
 public:
  Starts(std::span<const std::int64_t> starts, std::size_t size) : starts_(starts) {
    if (starts.size() == 1 || starts.size() == size) return;
    detail::throw_invalid("start", std::to_string(starts.size()) + " positions",
                          "one, or one a series (" + std::to_string(size) + ")");
  }
  [[nodiscard]] std::optional<std::size_t> operator[](std::size_t k) const {
    const std::int64_t start = starts_[starts_.size() == 1 ? 0 : k];
    if (start < 0) return {};
    return static_cast<std::size_t>(start);
  }

 private:
  std::span<const std::int64_t> starts_;
};

/** What is asked of one series; see BatchQuestions. */
class Asked {
 public:
  Asked(const BatchQuestions& all, std::size_t k, std::optional<std::size_t> start, std::size_t size)
      : all_(all), k_(k), start_(start), size_(size) {}

  [[nodiscard]] std::size_t end() const noexcept {
    std::size_t end = size_;
    if (!all_.ends.empty()) end = std::min(end, static_cast<std::size_t>(all_.ends[k_]));
    if (const auto after = follow_up()) end = std::min(end, after->from);
    return end;
  }
  /** Nothing to follow without a start, or where no period comes after the project's end. */
  [[nodiscard]] std::optional<FollowUp> follow_up() const noexcept {
    if (all_.sustained_from.empty() || all_.sustained_from[k_] < 0 || !start_) return {};
    FollowUp plan;
    plan.from = static_cast<std::size_t>(all_.sustained_from[k_]);
    plan.end = size_;
    plan.min_periods = all_.min_sustained;
    return plan;
  }
  [[nodiscard]] const Goal* goal() const noexcept {
    return all_.goals.empty() || std::isnan(all_.goals[k_].bound) ? nullptr : &all_.goals[k_];
  }
  [[nodiscard]] CompareSettings settings(const CompareSettings& common) const {
    CompareSettings own = common;
    if (!all_.alphas.empty()) own.alpha = all_.alphas[k_];
    return own;
  }
  void require(ChartKind kind, const Series& series, const CompareSettings& common) const {
    if (!all_.ends.empty() && (all_.ends[k_] < 0 || static_cast<std::size_t>(all_.ends[k_]) > size_)) {
      detail::throw_invalid("end", std::to_string(all_.ends[k_]),
                            "a position from 0 to " + std::to_string(size_));
    }
    if (const auto plan = follow_up()) require_follow_up(series, *start_, *plan);
    require_comparable(kind, series, start_, end(), settings(common));
    if (goal() != nullptr) require_goal(kind, series, *goal());
  }

 private:
  const BatchQuestions& all_;
  std::size_t k_;
  std::optional<std::size_t> start_;
  std::size_t size_;
};

/** What compare() and the plan would refuse is refused before the first series is computed. */
void require_each_comparable(ChartKind kind, const BatchSeries& series, const Starts& starts,
                             const Plan& plan, const CompareSettings& settings,
                             const BatchQuestions& questions) {
  detail::require_one_each("ends", questions.ends.size(), series.size());
  detail::require_one_each("alphas", questions.alphas.size(), series.size());
  detail::require_one_each("sustained_from", questions.sustained_from.size(), series.size());
  detail::require_one_each("goals", questions.goals.size(), series.size());
  EachSeries each(series);
  detail::check_each(series.size(), [&](std::size_t k) {
    const Series one = each[k];
    Asked(questions, k, starts[k], one.size()).require(kind, one, settings);
    (void)excluded_of(series, plan, k);
  });
}

}  // namespace

DispersionPriors share_dispersion(ChartKind kind, const BatchSeries& series,
                                  std::span<const std::int64_t> starts, const Plan& plan,
                                  const Effort& effort, const BatchQuestions& questions) {
  detail::require_batch(series);
  const Starts start_of(starts, series.size());
  require_each_comparable(kind, series, start_of, plan, {}, questions);
  const verdict::Measure measure = verdict::measure_of(kind);
  std::vector<std::optional<verdict::UnitDispersion>> lent(series.size());
  const auto lend = [&](std::size_t k, const Series& one) {
    const auto start = start_of[k];
    const auto excluded = excluded_of(series, plan, k);
    const std::size_t stop = Asked(questions, k, start, one.size()).end();
    if (start) lent[k] = verdict::dispersion_of(measure, {one, excluded}, {*start, stop});
  };
  for_each_series(series, 64, effort, lend);
  std::vector<verdict::UnitDispersion> lenders;
  for (const auto& one : lent) {
    if (one) lenders.push_back(*one);
  }
  DispersionPriors priors(series.size());
  const auto shared = verdict::share_dispersion(lenders);
  for (std::size_t k = 0; shared && k < series.size(); ++k) {
    if (lent[k]) priors[k] = shared->prior(lent[k]->volume);
  }
  return priors;
}

void batch(ChartKind kind, const BatchSeries& series, std::span<const std::int64_t> starts, const Plan& plan,
           const CompareSettings& settings, const ComparisonColumns& out, const Effort& effort,
           const DispersionPriors& priors, const BatchQuestions& questions) {
  detail::require_batch(series);
  const std::size_t size = series.size();
  const Starts start_of(starts, size);
  if (!priors.empty()) detail::require_column(priors, size);
  for (const auto& column : {out.verdict, out.strength, out.reason}) detail::require_column(column, size);
  for (const auto& column :
       {out.p_value, out.exact_p, out.quasi_p, out.p_adjusted, out.dispersion, out.effect, out.effect_lower,
        out.effect_upper, out.ratio, out.ratio_lower, out.ratio_upper, out.baseline_level, out.after_level,
        out.power, out.relevant_change, out.change_p, out.dispersion_used}) {
    detail::require_column(column, size);
  }
  for (const auto& column : {out.periods_needed, out.change_at, out.change_lower, out.change_upper})
    detail::require_column(column, size);
  for (const auto& column : {out.sustained, out.goal})
    if (!column.empty()) detail::require_column(column, size);
  require_each_comparable(kind, series, start_of, plan, settings, questions);
  const auto answer = [&](std::size_t k, const Series& one) {
    const Asked asked(questions, k, start_of[k], one.size());
    const auto excluded = excluded_of(series, plan, k);
    CompareSettings own = asked.settings(settings);
    if (!priors.empty()) own.prior = priors[k];
    const Comparison c = compare(kind, one, start_of[k], asked.end(), own, excluded);
    store(out, k, c);
    const auto plan_after = asked.follow_up();
    if (!out.sustained.empty()) {
      const Lasting lasting =
          plan_after ? sustained(kind, one, *start_of[k], *plan_after, c.verdict, own, excluded).lasting
                     : Lasting::none;
      out.sustained[k] = static_cast<std::uint8_t>(lasting);
    }
    if (!out.goal.empty()) {
      const GoalOutcome outcome = asked.goal() == nullptr
                                      ? GoalOutcome::none
                                      : judge_goal(kind, one, *asked.goal(), excluded).outcome;
      out.goal[k] = static_cast<std::uint8_t>(outcome);
    }
  };
  for_each_series(series, 16, effort, answer);
}

}  // namespace kvalspc
