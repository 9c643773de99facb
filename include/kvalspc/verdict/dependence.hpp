/** @file Does the verdict depend on what was odd before the start? Only then is it withheld. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <kvalspc/verdict/baseline.hpp>
#include <kvalspc/verdict/comparison.hpp>
#include <kvalspc/verdict/evidence.hpp>

namespace kvalspc::verdict {

/** One series and what is asked of it. */
struct Question {
  Measure measure;
  const chart::Points& points;
  Split split;
  const CompareSettings& settings;
};

/** The p-values with some periods of the baseline left out; NaN where none is left. */
template <class LeftOut>
[[nodiscard]] Evidence evidence_without(const Question& q, LeftOut left_out) {
  std::vector<std::uint8_t> excluded(q.points.size());
  for (std::size_t k = 0; k < excluded.size(); ++k)
    excluded[k] = q.points.is_excluded(k) || (k < q.split.start && left_out(k)) ? 1 : 0;
  const chart::Points points{q.points.series, excluded};
  const Side before = side_of(q.measure, points, 0, q.split.start);
  const Side after = side_of(q.measure, points, q.split.start, q.split.end);
  if (before.n == 0) return {};
  return p_values_of_sides(q.measure, points, q.split, before, after, q.settings.alpha, q.settings.prior);
}

namespace detail {

inline void withhold(Comparison& c, Verdict verdict, Reason reason) noexcept {
  c.verdict = verdict;
  c.reason = reason;
  c.strength = Strength::none;
}

/** Is there a change at some date, whatever the start? The permutation scan is only asked where the exact one
 * says so. */
[[nodiscard]] inline bool is_shifted(ChangePoint& change, const Gathered& all, double alpha) {
  if (!(change.p < alpha)) return false;
  if (std::isnan(change.p_permuted)) change.p_permuted = permuted_p(all, check_permutations);
  return change.p_permuted < alpha;
}

/** The last periods with data before the start, and all of the baseline but those. */
[[nodiscard]] inline std::pair<Side, Side> last_and_earlier(const Question& q, std::size_t first_of_last) {
  return {side_of(q.measure, q.points, first_of_last, q.split.start),
          side_of(q.measure, q.points, 0, first_of_last)};
}

/** Position of the third last period with data before the start. */
[[nodiscard]] inline std::size_t trigger_position(const Gathered& baseline) noexcept {
  return baseline.position[baseline.position.size() - trigger_periods];
}

}  // namespace detail

/**
 * Did the level shift before the start? All likely dates lie before it, and since the change the level is no
 * other than after the start: changed_before. Where only the 95 % set lies before, or the level moved again:
 * a note.
 *
 * @return whether the verdict was withheld
 */
inline bool weigh_date(Comparison& c, const Question& q, const Gathered& all) {
  if (!c.change.found || c.change.upper >= q.split.start) return false;
  const bool changed = c.p_value < q.settings.alpha;
  if (!changed && !detail::is_shifted(c.change, all, q.settings.alpha)) return false;
  c.notes.push_back(Note::change_before_start);
  if (c.change.latest >= q.split.start) return false;
  const Evidence since = evidence_without(q, [&](std::size_t k) { return k < c.change.at; });
  const bool moved_again = deciding(since).p < q.settings.alpha;
  if (moved_again && (!changed || same_answer(c.evidence, since, q.settings.alpha))) return false;
  detail::withhold(c, Verdict::changed_before, Reason::none);
  return true;
}

/**
 * Looks at the baseline. A change or odd periods in it withhold the verdict only where the same tests without
 * them answer otherwise; everything else is a note.
 */
inline void weigh_baseline(Comparison& c, const Question& q, const Gathered& all) {
  const Gathered baseline = gather(q.measure, q.points, 0, q.split.start);
  BaselineCheck& check = c.baseline_check = check_baseline(q.measure, baseline);
  const double alpha = q.settings.alpha;
  const auto stands_without = [&](auto left_out) {
    return same_answer(c.evidence, evidence_without(q, left_out), alpha);
  };
  if (check.trending) c.notes.push_back(Note::baseline_trend);
  if (check.changed) c.notes.push_back(Note::baseline_changed);
  if (!check.odd.empty()) c.notes.push_back(Note::odd_periods);
  if (baseline.x.size() > trigger_periods) {
    const std::size_t first = detail::trigger_position(baseline);
    const Evidence without = evidence_without(q, [&](std::size_t k) { return k >= first; });
    check.p_without_last = deciding(without).p;
    const auto [last, earlier] = detail::last_and_earlier(q, first);
    const bool bad = (last.level - earlier.level) * deciding(c.evidence).effect < 0.0;
    if (c.p_value < alpha && bad && !same_answer(c.evidence, without, alpha))
      c.notes.push_back(Note::last_periods);
  }
  if (weigh_date(c, q, all)) return;
  if (check.changed && !stands_without([&](std::size_t k) { return k < check.change.at; })) {
    detail::withhold(c, Verdict::baseline_unstable, Reason::baseline_changed);
    return;
  }
  const auto is_odd = [&](std::size_t k) {
    return std::find(check.odd.begin(), check.odd.end(), k) != check.odd.end();
  };
  if (!check.odd.empty() && !stands_without(is_odd))
    detail::withhold(c, Verdict::baseline_unstable, Reason::odd_periods);
}

}  // namespace kvalspc::verdict
