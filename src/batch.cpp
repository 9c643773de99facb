/** @file batch(): validate everything, then compute every series alone. */
#include <kvalspc/batch.hpp>

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <kvalspc/aggregate.hpp>
#include <kvalspc/analyse.hpp>

#include "pool.hpp"

namespace kvalspc {
namespace {

void require_batch(const BatchSeries& series) {
  require_offsets(series.offsets, series.numerator.size());
  const auto fits = [&](const char* what, std::span<const double> column) {
    if (column.empty() || column.size() == series.numerator.size()) return;
    detail::throw_invalid(what, std::to_string(column.size()) + " values",
                          "as many as the numerator (" + std::to_string(series.numerator.size()) + ")");
  };
  fits("denominator", series.denominator);
  fits("within", series.within);
  const auto one_each = [&](const char* what, std::size_t got) {
    if (got == 0 || got == series.size()) return;
    detail::throw_invalid(what, std::to_string(got),
                          "none, or one a series (" + std::to_string(series.size()) + ")");
  };
  one_each("target", series.target.size());
  one_each("plans", series.plans.size());
}

[[nodiscard]] const Plan& plan_of(const BatchSeries& series, const Plan& common, std::size_t k) noexcept {
  return series.plans.empty() ? common : series.plans[k];
}

[[nodiscard]] std::vector<std::uint8_t> excluded_of(const BatchSeries& series, const Plan& common,
                                                    std::size_t k) {
  return exclusion_mask(plan_of(series, common, k), series.series(k).size());
}

template <class Column>
void require_column(const Column& column, std::size_t size) {
  if (column.size() != size) {
    detail::throw_invalid("out", "a column of " + std::to_string(column.size()),
                          std::to_string(size) + ", one a series");
  }
}

/** Runs `check(k)` for each series and puts the series' number before what it throws. */
template <class Check>
void check_each(std::size_t size, Check check) {
  for (std::size_t k = 0; k < size; ++k) {
    try {
      check(k);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument("series " + std::to_string(k) + ": " + error.what());
    } catch (const std::out_of_range& error) {
      throw std::out_of_range("series " + std::to_string(k) + ": " + error.what());
    }
  }
}

/** Phases and exclusions of a series, kept while its plan and length stay the same. */
class PlanCache {
 public:
  void prepare(const Plan& plan, std::size_t size) {
    if (&plan == plan_ && size == size_) return;
    phases_ = phases_of(plan, size);
    excluded_ = exclusion_mask(plan, size);
    results_.resize(phases_.size());
    size_ = size;
    plan_ = &plan;
  }
  [[nodiscard]] const std::vector<Phase>& phases() const noexcept { return phases_; }
  [[nodiscard]] const std::vector<std::uint8_t>& excluded() const noexcept { return excluded_; }
  [[nodiscard]] std::vector<PhaseResult>& results() noexcept { return results_; }

 private:
  const Plan* plan_ = nullptr;
  std::vector<Phase> phases_;
  std::vector<std::uint8_t> excluded_;
  std::vector<PhaseResult> results_;
  std::size_t size_{};
};

void store(const SummaryColumns& out, std::size_t k, const Summary& summary) noexcept {
  out.centre[k] = summary.centre;
  out.useful[k] = summary.useful;
  out.longest_run[k] = summary.longest_run;
  out.crossings[k] = summary.crossings;
  out.beyond[k] = summary.beyond;
  out.first_beyond[k] = summary.first_beyond;
  out.last_beyond[k] = summary.last_beyond;
  out.runs_signal[k] = summary.runs_signal ? 1 : 0;
  if (!out.runs_p.empty()) out.runs_p[k] = summary.runs_p;
  if (!out.runs_p.empty()) out.runs_judgeable[k] = summary.runs_judgeable ? 1 : 0;
  out.status[k] = static_cast<std::uint8_t>(summary.status);
  out.variation[k] = static_cast<std::uint8_t>(summary.variation);
  out.assurance[k] = static_cast<std::uint8_t>(summary.assurance);
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

template <ChartPolicy P>
void batch_of(const BatchSeries& series, const Plan& plan, Settings settings, const SummaryColumns& out,
              unsigned threads) {
  settings.runs_p = !out.runs_p.empty();
  if (!series.numerator.empty())
    detail::require_columns<P>({series.numerator, series.denominator, series.within});
  if (series.plans.empty()) detail::require_settings<P>(settings, plan.breaks.size() + 1);
  PlanCache checked;
  check_each(series.size(), [&](std::size_t k) {
    const Plan& own = plan_of(series, plan, k);
    if (&own != &plan) detail::require_settings<P>(settings, own.breaks.size() + 1);
    require_domain(series.series(k), P::domain);
    checked.prepare(own, series.series(k).size());
  });
  detail::for_blocks(series.size(), threads, [&](std::size_t first, std::size_t end) {
    PlanCache cache;
    Workspace workspace;
    workspace.judge.expect_many();
    Settings own = settings;
    for (std::size_t k = first; k < end; ++k) {
      const Series one = series.series(k);
      cache.prepare(plan_of(series, plan, k), one.size());
      workspace.reserve(one.size());
      if (!series.target.empty())
        own.target = std::isnan(series.target[k]) ? std::optional<double>() : series.target[k];
      store(out, k,
            analyse_series<P>({one, cache.excluded()}, cache.phases(), own, workspace, cache.results(), {}));
    }
  });
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
  const auto one_each = [&](const char* what, std::size_t got) {
    if (got == 0 || got == series.size()) return;
    detail::throw_invalid(what, std::to_string(got),
                          "none, or one a series (" + std::to_string(series.size()) + ")");
  };
  one_each("ends", questions.ends.size());
  one_each("alphas", questions.alphas.size());
  one_each("sustained_from", questions.sustained_from.size());
  one_each("goals", questions.goals.size());
  check_each(series.size(), [&](std::size_t k) {
    const Series one = series.series(k);
    Asked(questions, k, starts[k], one.size()).require(kind, one, settings);
    (void)excluded_of(series, plan, k);
  });
}

}  // namespace

void batch(ChartKind kind, const BatchSeries& series, const Plan& plan, const Settings& settings,
           const SummaryColumns& out, unsigned threads) {
  require_batch(series);
  require_column(out.centre, series.size());
  for (const auto& column :
       {out.useful, out.longest_run, out.crossings, out.beyond, out.first_beyond, out.last_beyond}) {
    require_column(column, series.size());
  }
  for (const auto& column : {out.runs_signal, out.status, out.variation, out.assurance})
    require_column(column, series.size());
  if (!out.runs_p.empty()) {
    require_column(out.runs_p, series.size());
    require_column(out.runs_judgeable, series.size());
  }
  chart::with_policy(kind, [&]<ChartPolicy P>() { batch_of<P>(series, plan, settings, out, threads); });
}

DispersionPriors share_dispersion(ChartKind kind, const BatchSeries& series,
                                  std::span<const std::int64_t> starts, const Plan& plan, unsigned threads,
                                  const BatchQuestions& questions) {
  require_batch(series);
  const Starts start_of(starts, series.size());
  require_each_comparable(kind, series, start_of, plan, {}, questions);
  const verdict::Measure measure = verdict::measure_of(kind);
  std::vector<std::optional<verdict::UnitDispersion>> lent(series.size());
  detail::for_blocks(series.size(), threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) {
      const Series one = series.series(k);
      const auto start = start_of[k];
      const auto excluded = excluded_of(series, plan, k);
      const std::size_t stop = Asked(questions, k, start, one.size()).end();
      if (start) lent[k] = verdict::dispersion_of(measure, {one, excluded}, {*start, stop});
    }
  });
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
           const CompareSettings& settings, const ComparisonColumns& out, unsigned threads,
           const DispersionPriors& priors, const BatchQuestions& questions) {
  require_batch(series);
  const std::size_t size = series.size();
  const Starts start_of(starts, size);
  if (!priors.empty()) require_column(priors, size);
  for (const auto& column : {out.verdict, out.strength, out.reason}) require_column(column, size);
  for (const auto& column :
       {out.p_value, out.exact_p, out.quasi_p, out.p_adjusted, out.dispersion, out.effect, out.effect_lower,
        out.effect_upper, out.ratio, out.ratio_lower, out.ratio_upper, out.baseline_level, out.after_level,
        out.power, out.relevant_change, out.change_p, out.dispersion_used}) {
    require_column(column, size);
  }
  for (const auto& column : {out.periods_needed, out.change_at, out.change_lower, out.change_upper})
    require_column(column, size);
  for (const auto& column : {out.sustained, out.goal})
    if (!column.empty()) require_column(column, size);
  require_each_comparable(kind, series, start_of, plan, settings, questions);
  const auto answer = [&](std::size_t k) {
    const Series one = series.series(k);
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
  detail::for_blocks(size, threads, [&](std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) answer(k);
  });
}

}  // namespace kvalspc
