/** @file compare(): before and after an intervention, or the search for a change, in one verdict. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/chart/all.hpp>
#include <kvalspc/signal.hpp>
#include <kvalspc/verdict/assess.hpp>
#include <kvalspc/verdict/change_point.hpp>
#include <kvalspc/verdict/comparison.hpp>
#include <kvalspc/verdict/dependence.hpp>
#include <kvalspc/verdict/evidence.hpp>
#include <kvalspc/verdict/values.hpp>
#include <kvalspc/verdict/verdict.hpp>

namespace kvalspc {

namespace verdict {

[[nodiscard]] inline bool is_constant(Measure measure, const Gathered& g) noexcept {
  return is_constant(g, measure == Measure::proportions, counts_events(measure));
}

/** The verdict that p-value and power give. */
inline void settle_by_test(Comparison& c, const CompareSettings& settings) noexcept {
  if (c.p_value < settings.alpha) {
    const bool adjusted = c.evidence.p_adjusted < settings.alpha && !settings.moderate_at_most;
    c.strength = adjusted ? Strength::strong : Strength::moderate;
    const Direction direction = deciding(c.evidence).effect > 0.0 ? Direction::up : Direction::down;
    const Effect effect = effect_of(direction, settings.better);
    c.verdict = effect == Effect::improvement     ? Verdict::improved
                : effect == Effect::deterioration ? Verdict::worsened
                                                  : Verdict::changed;
    return;
  }
  if (c.power < hopeless_power) {
    c.verdict = Verdict::too_few_data;
    c.reason = Reason::power;
    return;
  }
  if (c.evidence.exact.p < settings.alpha) c.strength = Strength::weak;
  c.verdict = c.power >= enough_power ? Verdict::no_evidence : Verdict::uncertain;
}

/** Before and after a known start. */
[[nodiscard]] inline Comparison compare_at(Measure measure, const chart::Points& points, Split split,
                                           const CompareSettings& settings) {
  Comparison c;
  c.baseline = side_of(measure, points, 0, split.start);
  c.after = side_of(measure, points, split.start, split.end);
  const Gathered all = gather(measure, points, 0, split.end);
  if (c.baseline.n > 0 && c.after.n > 0) {
    c.evidence = test_sides(measure, points, split, c.baseline, c.after, settings.alpha, settings.prior);
    c.p_value = deciding(c.evidence).p;
  }
  c.change = find_change(measure, all, false);

  const auto settle = [&](Verdict verdict, Reason reason) {
    c.verdict = verdict;
    c.reason = reason;
    return c;
  };
  if (all.x.empty()) return settle(Verdict::not_assessable, Reason::no_data);
  assess_power(c, measure, pooled_variance(points, split), settings);
  if (c.baseline.n < settings.min_baseline) return settle(Verdict::too_few_data, Reason::baseline_periods);
  if (c.after.n < settings.min_after) return settle(Verdict::too_few_data, Reason::after_periods);
  if (is_constant(measure, all)) return settle(Verdict::not_assessable, Reason::no_variation);
  if (c.evidence.smallest_p > settings.alpha) return settle(Verdict::too_few_data, Reason::events);
  settle_by_test(c, settings);
  if (c.verdict != Verdict::too_few_data) weigh_baseline(c, {measure, points, split, settings}, all);
  return c;
}

/** No start: stable, or shifted at some date. */
[[nodiscard]] inline Comparison compare_without_start(Measure measure, const chart::Points& points,
                                                      std::size_t end, const CompareSettings& settings) {
  Comparison c;
  const Gathered all = gather(measure, points, 0, end);
  c.baseline = side_of(measure, points, 0, end);
  const auto settle = [&](Verdict verdict, Reason reason) {
    c.verdict = verdict;
    c.reason = reason;
    return c;
  };
  if (all.x.empty()) return settle(Verdict::not_assessable, Reason::no_data);
  if (all.x.size() < scan_periods) return settle(Verdict::too_few_data, Reason::periods);
  if (is_constant(measure, all)) return settle(Verdict::not_assessable, Reason::no_variation);
  c.change = find_change(measure, all, true);
  c.evidence.exact.p = c.change.p;
  c.evidence.quasi.p = c.change.p_permuted;
  c.evidence.p_adjusted = c.change.p_adjusted;
  c.p_value = std::max(c.change.p, c.change.p_permuted);
  if (!(c.p_value < settings.alpha)) return settle(Verdict::stable, Reason::none);
  c.baseline = side_of(measure, points, 0, c.change.at);
  c.after = side_of(measure, points, c.change.at, end);
  c.evidence.exact.effect = c.evidence.quasi.effect = c.after.level - c.baseline.level;
  c.strength = c.change.p_adjusted < settings.alpha && !settings.moderate_at_most ? Strength::strong
                                                                                  : Strength::moderate;
  return settle(Verdict::shifted, Reason::none);
}

}  // namespace verdict

/**
 * Checks what compare() needs.
 * @throws std::invalid_argument for numbers outside the chart's domain, alpha outside (0, 1), an unusable
 * relevant change; std::out_of_range for positions outside the series.
 */
inline void require_comparable(ChartKind kind, const Series& series, std::optional<std::size_t> start,
                               std::optional<std::size_t> end, const CompareSettings& settings) {
  const verdict::Measure measure = verdict::measure_of(kind);
  require_domain(series, verdict::domain_of(measure));
  if (!(settings.alpha > 0.0 && settings.alpha < 1.0)) {
    detail::throw_invalid("alpha", detail::to_text(settings.alpha), "a number between 0 and 1");
  }
  if (!(settings.relevant_change >= 0.0)) {
    detail::throw_invalid("relevant_change", detail::to_text(settings.relevant_change),
                          "a positive number, or 0 for the default");
  }
  const bool by_ratio = measure == verdict::Measure::rates || verdict::counts_gaps(measure);
  if (by_ratio && settings.relevant_change > 0.0 && settings.relevant_change <= 1.0) {
    detail::throw_invalid("relevant_change", detail::to_text(settings.relevant_change), "a ratio above 1");
  }
  const std::size_t stop = end.value_or(series.size());
  if (stop > series.size()) detail::throw_position("end", stop, "at most " + std::to_string(series.size()));
  if (start && *start > stop) detail::throw_position("start", *start, "at most " + std::to_string(stop));
}

/**
 * Judges one series.
 *
 * @param start position of the first period of the intervention; none: search for a change
 * @param end   position after the last period to use; none: all
 * @param excluded one byte a point (1 = left out), or empty
 * @throws as require_comparable()
 */
[[nodiscard]] inline Comparison compare(ChartKind kind, const Series& series,
                                        std::optional<std::size_t> start, std::optional<std::size_t> end = {},
                                        const CompareSettings& settings = {},
                                        std::span<const std::uint8_t> excluded = {}) {
  require_comparable(kind, series, start, end, settings);
  const verdict::Measure measure = verdict::measure_of(kind);
  const std::size_t stop = end.value_or(series.size());
  if (!start) return verdict::compare_without_start(measure, {series, excluded}, stop, settings);
  if (settings.wash_in == 0)
    return verdict::compare_at(measure, {series, excluded}, {*start, stop}, settings);
  std::vector<std::uint8_t> left_out(excluded.begin(), excluded.end());
  left_out.resize(series.size(), 0);
  const std::size_t settled = *start + std::min(settings.wash_in, stop - *start);
  for (std::size_t k = *start; k < settled; ++k) left_out[k] = 1;
  return verdict::compare_at(measure, {series, left_out}, {*start, stop}, settings);
}

}  // namespace kvalspc
