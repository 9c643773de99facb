/** @file From the facts that a kernel found to the one row of a series: what analyse_series() says of it. */
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/math/real.hpp>

#include "kernels/facts.hpp"

namespace kvalspc::kernel {

/** Can kernels do what is asked? Where not, series go through analyse_series(). */
[[nodiscard]] inline bool answers(const Settings& settings) {
  const Conventions& c = settings.conventions;
  return settings.standards.empty() && settings.rules.size() == 0 && !c.median_ranges && !c.bridge_excluded &&
         !c.unordered && !c.quantile_limits && settings.width == constants::shewhart_width &&
         !c.keep_ranges_of_excluded && !c.ip_ranges_of_all;
}

/** The runs of some points, without their positions. */
[[nodiscard]] inline rule::Runs runs_of(const RunFacts& facts) noexcept {
  return {facts.useful, facts.above, facts.longest_run, facts.crossings};
}

/** Keeps of the points that may lie beyond exact limits those that do. */
template <ChartPolicy P>
void settle_exact(const Rows& rows, Facts& facts) noexcept {
  facts.beyond = 0;
  facts.first_beyond = facts.last_beyond = -1;
  for (std::size_t k = 0; k < rows.size; ++k) {
    std::uint64_t& word = rows.beyond[k / 64];
    if (word >> (k % 64) == 0) {
      k |= 63;
      continue;
    }
    const std::uint64_t bit = std::uint64_t{1} << (k % 64);
    if ((word & bit) == 0) continue;
    const double denominator = rows.denominator == nullptr ? 1.0 : rows.denominator[k];
    if (!chart::beyond_exact<P>(facts.fit.level, rows.numerator[k], denominator)) {
      word &= ~bit;
      continue;
    }
    ++facts.beyond;
    if (facts.first_beyond < 0) facts.first_beyond = static_cast<std::int32_t>(k);
    facts.last_beyond = static_cast<std::int32_t>(k);
  }
}

/** Puts the phases of one series together. */
template <ChartPolicy P>
class Summariser {
 public:
  Summariser(const Settings& settings, rule::RunJudge& judge)
      : settings_(settings),
        judge_(judge),
        question_(detail::runs_question(settings, false, chart::shows_ranges<P>)),
        target_(settings.target) {}

  /** In place of the target of the settings. */
  void aim_at(const std::optional<double>& target) noexcept { target_ = target; }

  /** All of a series but its centre line and counts, where its limits are not exact, its latest point lies
   * within them and its runs are silent; nothing, where that is not the same of every such series. */
  [[nodiscard]] std::optional<Summary> quiet() const noexcept {
    if (settings_.runs_p || (settings_.better != Better::unstated && target_)) return {};
    Summary summary;
    LatestPoint latest;
    detail::set_latest(latest, Status::ok, limits_kind, 0, false, false);
    summary.status = Status::ok;
    summary.variation = variation_of(latest, settings_.better);
    summary.assurance = assurance_of(latest, settings_.better, target_);
    return summary;
  }
  /** Whose runs have nothing to tell? */
  [[nodiscard]] KVALSPC_INLINE RowBits silent(const RunColumns& runs) const noexcept {
    return static_cast<RowBits>(judge_.silent(runs.useful, runs.longest_run, runs.crossings, question_));
  }
  [[nodiscard]] static KVALSPC_INLINE double centre(const chart::Fit<double>& fit) noexcept {
    return P::shown_centre(fit.level, detail::typical_denominator<P>(fit));
  }

  /** A series and what is known of its phases. By value, and written into the caller: what is never stored
   * costs less. */
  [[nodiscard]] KVALSPC_INLINE Summary operator()(std::span<const Rows> phases, Facts* facts) noexcept {
    Summary summary;
    LatestPoint latest;
    summary.status = Status::ok;
    std::size_t begins = 0;
    for (const Rows& rows : phases) {
      add(begins, rows, *facts++, summary, latest);
      begins += rows.size;
    }
    summary.variation = variation_of(latest, settings_.better);
    summary.assurance =
        assurance_of(latest, settings_.better, target_, settings_.conventions.target_must_be_passed);
    return summary;
  }

 private:
  /** The next phase, which begins at `first`. */
  KVALSPC_INLINE void add(std::size_t first, const Rows& rows, Facts& facts, Summary& summary,
                          LatestPoint& latest) noexcept {
    if constexpr (P::counts != Counts::none) {
      if (facts.exact && facts.fit.status != Status::no_variation) settle_exact<P>(rows, facts);
    }
    if (facts.latest >= 0) {
      detail::set_latest(latest, facts.fit.status, limits_kind,
                         first + static_cast<std::size_t>(facts.latest), facts.last_beyond == facts.latest,
                         facts.latest_above);
      const bool judges_target = settings_.better != Better::unstated && target_.has_value();
      if (judges_target) detail::set_range<P>(latest, limits_at_latest(rows, facts));
    }
    add_beyond(static_cast<std::int32_t>(first), facts, summary);
    add_runs(rows, facts, summary, latest);
    summary.status = graver(summary.status, facts.fit.status);
    summary.centre = centre(facts.fit);
  }

  [[nodiscard]] detail::LimitsAt limits_at_latest(const Rows& rows, const Facts& facts) const noexcept {
    const auto k = static_cast<std::size_t>(facts.latest);
    PhaseResult result;
    result.fit = facts.fit;
    detail::PhaseLimits<P> limits(result, settings_, none_given_);
    return limits.at(rows.numerator[k], rows.denominator == nullptr ? 1.0 : rows.denominator[k], true, true);
  }

  static KVALSPC_INLINE void add_beyond(std::int32_t first, const Facts& facts, Summary& summary) noexcept {
    summary.beyond += facts.beyond;
    if (facts.beyond == 0) return;
    if (summary.first_beyond < 0) summary.first_beyond = first + facts.first_beyond;
    summary.last_beyond = first + facts.last_beyond;
  }

  KVALSPC_INLINE void add_runs(const Rows& rows, const Facts& facts, Summary& summary,
                               LatestPoint& latest) noexcept {
    const RunFacts& all = facts.all;
    summary.useful = all.useful;
    summary.longest_run = all.longest_run;
    summary.crossings = all.crossings;
    const bool whole = rows.baseline >= rows.size;
    if (whole && judge_.silent(all.useful, all.longest_run, all.crossings, question_)) {
      summary.runs_p = std::numeric_limits<double>::quiet_NaN();
      summary.runs_judgeable = false;
      return;
    }
    const rule::JudgedRuns judged = whole ? judge_.judge(runs_of(all), question_) : judge_parts(rows, facts);
    if (judged.long_run() && all.longest_ends && facts.latest_useful)
      latest.signals(facts.latest_above ? Direction::up : Direction::down);
    if (judged.odd_crossings()) latest.signals(Direction::none);
    summary.runs_signal = summary.runs_signal || judged.signal();
    summary.runs_p = judged.p;
    summary.runs_judgeable = judged.judgeable;
  }

  /** All runs of a phase whose baseline is frozen. */
  [[nodiscard]] rule::JudgedRuns judge_parts(const Rows& rows, const Facts& facts) noexcept {
    PhaseResult result;
    result.phase = {0, rows.baseline, rows.size};
    detail::judge_runs(result, {runs_of(facts.all), runs_of(facts.baseline), runs_of(facts.after)}, question_,
                       judge_);
    return result.all;
  }

  static constexpr LimitsKind limits_kind = P::spread == Spread::none ? LimitsKind::none : LimitsKind::sigma;

  const Settings& settings_;
  rule::RunJudge& judge_;
  rule::RunJudge::Question question_;
  Standards none_given_;
  std::optional<double> target_;
};

}  // namespace kvalspc::kernel
