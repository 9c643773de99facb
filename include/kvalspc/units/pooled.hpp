/**
 * @file The pooled effect of staggered starts: what a network achieved together.
 *
 * Every unit and every period has an effect of its own, so that neither a trend that all share nor who
 * happened to start first is credited to the intervention. Before and after without a term for time is not
 * offered.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <kvalspc/units/contrast.hpp>
#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/equal_effects.hpp>
#include <kvalspc/units/event_time.hpp>
#include <kvalspc/units/judge.hpp>
#include <kvalspc/units/meta.hpp>
#include <kvalspc/units/reassignment.hpp>

namespace kvalspc::units {

/** One unit against those that had not started. */
struct UnitEffect {
  std::size_t unit;  ///< in the network
  Contrast contrast;
};

struct Pooled {
  Judgement judgement;
  Contrast contrast;
  Reassignment reassignment;
  EqualEffects equal_effects;
  std::vector<EventTime> event_times;
  std::vector<UnitEffect> unit_effects;
  MetaAnalysis meta;            ///< of the units' effects
  std::size_t meta_units = 0;   ///< that have one which is finite
  verdict::Side before, after;  ///< sums of the units that started, on each side of their starts
  std::size_t started = 0;      ///< units with a start inside the data that enter the contrast
  std::size_t controls = 0;     ///< units without one that enter it
  std::size_t left_out = 0;     ///< units of the network that do not
};

namespace detail {

/** Each unit against what the others did while they had not started. */
template <class Link>
class UnitEffects {
 public:
  UnitEffects(verdict::Measure measure, const Network& network, double alpha,
              std::span<const AgainstOthers> known)
      : measure_(measure), network_(network), alpha_(alpha), known_(known) {
    if (!known.empty()) return;
    const auto waits = [&](std::size_t u, std::size_t t) { return !network.started(u, t); };
    shared_.emplace(panel_of(measure, network, waits));
  }

  [[nodiscard]] Contrast operator()(std::size_t unit) const {
    const auto found = std::ranges::find(known_, unit, &AgainstOthers::unit);
    if (found != known_.end()) return found->contrast;
    const auto start = static_cast<std::size_t>(network_.starts[unit]);
    if (shared_) {
      if (const auto beside = contrast_beside(*shared_, measure_, network_, unit, start, alpha_))
        return *beside;
    }
    const FittedPanel fitted = panel_of(measure_, network_, [&](std::size_t u, std::size_t t) {
      return u == unit || !network_.started(u, t);
    });
    std::vector<std::size_t> starts = starts_of(network_, fitted);
    for (std::size_t u = 0; u < starts.size(); ++u) {
      if (fitted.unit_of[u] != unit) starts[u] = never;
    }
    return contrast_of<Link>(fitted.panel, starts, alpha_, SpreadOf::unit);
  }

 private:
  verdict::Measure measure_;
  const Network& network_;
  double alpha_;
  std::span<const AgainstOthers> known_;
  std::optional<SharedPanel<Link>> shared_;
};

[[nodiscard]] inline verdict::Side sums_of(const Network& network, const FittedPanel& fitted, bool after) {
  math::OrderedSum<double> numerators, denominators;
  verdict::Side side;
  for (std::size_t k = 0; k < fitted.panel.size(); ++k) {
    const math::Cell& cell = fitted.panel.cells[k];
    const std::size_t unit = fitted.unit_of[cell.unit], period = fitted.period_of[cell.period];
    if (!network.starts_at_all(unit) || network.started(unit, period) != after) continue;
    numerators.add(k, cell.value * cell.weight);
    denominators.add(k, cell.weight);
    ++side.n;
  }
  side.numerator = numerators.total();
  side.denominator = denominators.total();
  if (side.n > 0) side.level = side.numerator / side.denominator;
  return side;
}

}  // namespace detail

/**
 * The pooled effect of a network whose units started at their own times; units without a start are controls.
 *
 * The verdict rests on the quasi test; it is strong where reassigning the starts among the units agrees.
 * Effects are log odds ratios, log rate ratios or differences.
 *
 * @param settings alpha, better and relevant_change are used
 * @param known the answers of each_against_others() from the units' own starts, where they were asked for
 * too: their contrasts are the units' effects, which are most of the work
 * @throws std::invalid_argument, std::out_of_range as require_network()
 */
[[nodiscard]] inline Pooled pool(ChartKind kind, const Network& network, const CompareSettings& settings = {},
                                 std::span<const AgainstOthers> known = {}) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  require_network(measure, network);
  return with_link(measure, [&]<class Link>() {
    Pooled pooled;
    const FittedPanel fitted = panel_of(measure, network, [](std::size_t, std::size_t) { return true; });
    const std::vector<std::size_t> starts = starts_of(network, fitted);
    for (const std::size_t start : starts) (start == never ? pooled.controls : pooled.started) += 1;
    pooled.left_out = network.units() - fitted.panel.units;
    pooled.before = detail::sums_of(network, fitted, false);
    pooled.after = detail::sums_of(network, fitted, true);
    pooled.contrast = contrast_of<Link>(fitted.panel, starts, settings.alpha);
    if (pooled.contrast.identified) {
      const auto null = math::fit_two_way<Link>(fitted.panel, Eigen::MatrixXd(fitted.panel.rows(), 0));
      pooled.reassignment = reassign<Link>(fitted.panel, null.means, starts);
      pooled.event_times = event_times_of<Link>(network, fitted, settings.alpha);
      pooled.equal_effects = test_equal_effects<Link>(fitted, starts);
    }
    const detail::UnitEffects<Link> effect_of(measure, network, settings.alpha, known);
    std::vector<double> effects, variances;
    for (std::size_t u = 0; u < starts.size(); ++u) {
      if (starts[u] == never) continue;
      const Contrast one = effect_of(fitted.unit_of[u]);
      pooled.unit_effects.push_back({fitted.unit_of[u], one});
      const bool usable =
          one.identified && std::abs(one.effect) < detail::furthest_effect<Link> && one.error > 0.0;
      if (!usable || !std::isfinite(one.effect_lower) || !std::isfinite(one.effect_upper)) continue;
      effects.push_back(one.effect);
      variances.push_back(one.error * one.error);
    }
    pooled.meta_units = effects.size();
    pooled.meta = meta_analysis(effects, variances, settings.alpha);
    pooled.judgement = judge(measure, pooled.contrast, pooled.reassignment.p < settings.alpha, settings);
    return pooled;
  });
}

}  // namespace kvalspc::units
