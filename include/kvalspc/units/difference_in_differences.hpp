/**
 * @file A unit's change beside the concurrent change of the others, so that a drift that all share is not
 * credited to it.
 *
 * Difference in differences with unit and period effects: Card and Krueger (1994), Am. Econ. Rev. 84:772-793;
 * Wing, Simon and Bello-Gomez (2018), Annu. Rev. Public Health 39:453-469. Rests on the others telling what
 * would have happened here too, which no calculation can show; how many of them changed as much is told
 * beside it (placebo units: Abadie, Diamond and Hainmueller 2010, J. Am. Stat. Assoc. 105:493-505).
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <kvalspc/units/beside_rest.hpp>
#include <kvalspc/units/judge.hpp>

namespace kvalspc::units {

/** Which months of the others a unit is compared with. */
enum class Others : std::uint8_t {
  not_started,  ///< those of units without a start, and of the rest before their own
  all,          ///< all of them: each unit beside the whole rest, whatever they did
};

/** One unit beside the others. */
struct AgainstOthers {
  std::size_t unit = 0;
  Judgement judgement;
  Contrast contrast;
  double others_before = std::numeric_limits<double>::quiet_NaN();  ///< level of the others before the start
  double others_after = std::numeric_limits<double>::quiet_NaN();
  double before = std::numeric_limits<double>::quiet_NaN();  ///< the unit's own level before its start
  std::size_t others = 0;                                    ///< others with data on both sides of the start
  std::size_t as_large = 0;  ///< of them that changed at least as much, the same way, beside their own others
};

namespace detail {

/** Ratio of sums of the cells for which `use` holds. */
template <class Use>
[[nodiscard]] double level_of_cells(const math::Panel& panel, Use use) {
  math::OrderedSum<double> numerators, denominators;
  for (std::size_t k = 0; k < panel.size(); ++k) {
    const math::Cell& cell = panel.cells[k];
    if (!use(cell)) continue;
    numerators.add(k, cell.value * cell.weight);
    denominators.add(k, cell.weight);
  }
  return numerators.total() / denominators.total();
}

/** Standardised changes of all units of a panel from `start` on, at the means of the model without effect. */
template <class Link>
[[nodiscard]] Eigen::ArrayXd changes_in(const math::Panel& panel, std::size_t start) {
  return math::changes_from(math::DensePanel<Link>(panel).fitted, static_cast<Eigen::Index>(start));
}

/** Counts the others that changed as much, each in the unit's place. */
inline void count_placebos(AgainstOthers& answer, const Eigen::ArrayXd& changes, std::size_t unit) {
  constexpr double tie = 1e-9;  // equal counts of equal units, summed with other rounding
  const double own = changes[static_cast<Eigen::Index>(unit)] * (1.0 - tie);
  for (Eigen::Index u = 0; u < changes.size(); ++u) {
    const double other = changes[u];
    if (static_cast<std::size_t>(u) == unit || std::isnan(other)) continue;
    ++answer.others;
    if (own < 0.0 ? other <= own : other >= own) ++answer.as_large;
  }
}

/** Level of the others on each side of the start. */
inline void tell_others(AgainstOthers& answer, const math::Panel& panel, std::size_t own, std::size_t from) {
  answer.others_before =
      level_of_cells(panel, [&](const auto& c) { return c.unit != own && c.period < from; });
  answer.others_after =
      level_of_cells(panel, [&](const auto& c) { return c.unit != own && c.period >= from; });
}

inline void tell_verdict(AgainstOthers& answer, verdict::Measure measure, const CompareSettings& settings) {
  const bool rare =
      static_cast<double>(answer.as_large + 1) < settings.alpha * static_cast<double>(answer.others + 1);
  answer.judgement = judge(measure, answer.contrast, rare, settings);
}

inline void require_position(const Network& network, std::size_t unit, std::size_t start) {
  if (unit >= network.units())
    kvalspc::detail::throw_position("unit", unit, "below " + std::to_string(network.units()));
  if (start > network.periods)
    kvalspc::detail::throw_position("start", start, "at most " + std::to_string(network.periods));
}

/** One unit in a panel of its own. */
[[nodiscard]] inline AgainstOthers beside_own_panel(verdict::Measure measure, const Network& network,
                                                    std::size_t unit, std::size_t start, Others others,
                                                    const CompareSettings& settings) {
  const FittedPanel fitted = panel_of(measure, network, [&](std::size_t u, std::size_t t) {
    return u == unit || others == Others::all || !network.started(u, t);
  });
  AgainstOthers answer;
  answer.unit = unit;
  const auto own = fitted.place(unit);
  if (!own) return answer;
  const std::size_t from = fitted.period_from(start);
  std::vector<std::size_t> starts(fitted.panel.units, never);
  starts[*own] = from;
  answer.before =
      level_of_cells(fitted.panel, [&](const auto& c) { return c.unit == *own && c.period < from; });
  tell_others(answer, fitted.panel, *own, from);
  with_link(measure, [&]<class Link>() {
    answer.contrast = contrast_of<Link>(fitted.panel, starts, settings.alpha, SpreadOf::unit);
    if (answer.contrast.identified) count_placebos(answer, changes_in<Link>(fitted.panel, from), *own);
  });
  tell_verdict(answer, measure, settings);
  return answer;
}

/** Changes of all units from each start that was asked for. */
using KnownChanges = std::map<std::size_t, Eigen::ArrayXd>;

/**
 * One unit beside a panel that many share; nothing where it needs one of its own.
 *
 * `known`: where the panel without effect is the same for all units.
 */
template <class Link>
[[nodiscard]] std::optional<AgainstOthers> beside_shared_panel(
    const SharedPanel<Link>& shared, verdict::Measure measure, const Network& network, std::size_t unit,
    std::size_t start, const CompareSettings& settings, KnownChanges* known) {
  const auto own = shared.fitted.place(unit);
  if (!own) return {};
  const std::size_t from = shared.fitted.period_from(start);
  math::UnitRow row = row_of(measure, network, shared.fitted, unit);
  if (!fits_shared_panel(network, shared, row, unit, from)) return {};
  AgainstOthers answer;
  answer.unit = unit;
  // From the unit's whole row: the panel lacks its periods between the network's start of it and this one.
  const auto periods_before = static_cast<Eigen::Index>(from);
  answer.before = (row.value * row.weight).head(periods_before).sum() / row.weight.head(periods_before).sum();
  tell_others(answer, shared.fitted.panel, *own, from);
  BesidePieces<Link> pieces(shared, *own, std::move(row), from);
  answer.contrast = contrast_from<Link>(pieces, settings.alpha, SpreadOf::unit);
  if (pieces.failed()) return {};
  if (answer.contrast.identified) {
    if (known != nullptr && !known->contains(from)) known->emplace(from, pieces.changes(from));
    count_placebos(answer, known != nullptr ? known->at(from) : pieces.changes(from), *own);
  }
  tell_verdict(answer, measure, settings);
  return answer;
}

}  // namespace detail

/**
 * The change of `unit` from `start` on, beside the others'.
 *
 * The verdict rests on the quasi test with the unit's own dispersion, moderated by the others'; it is strong
 * where fewer than alpha of the others changed as much.
 *
 * @throws std::invalid_argument, std::out_of_range as require_network(); for a unit or start outside the data
 */
[[nodiscard]] inline AgainstOthers against_others(ChartKind kind, const Network& network, std::size_t unit,
                                                  std::size_t start, Others others = Others::not_started,
                                                  const CompareSettings& settings = {}) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  require_network(measure, network);
  detail::require_position(network, unit, start);
  return detail::beside_own_panel(measure, network, unit, start, others, settings);
}

/**
 * The same for many units in turn: `starts` has one entry a unit, the period from which it is compared, or -1
 * for none. Answers are in the order of the units; numbers agree with those of against_others() to seven
 * digits.
 *
 * What the others add to the equations is worked out once: 110 units take as long as a few by themselves.
 *
 * @throws as against_others(); std::invalid_argument for another number of starts than of units
 */
[[nodiscard]] inline std::vector<AgainstOthers> each_against_others(ChartKind kind, const Network& network,
                                                                    std::span<const std::int64_t> starts,
                                                                    Others others = Others::not_started,
                                                                    const CompareSettings& settings = {}) {
  const verdict::Measure measure = verdict::measure_of_periods(kind);
  require_network(measure, network);
  if (starts.size() != network.units()) {
    kvalspc::detail::throw_invalid("starts", std::to_string(starts.size()) + " values",
                                   std::to_string(network.units()) + ", one a unit");
  }
  std::vector<AgainstOthers> answers;
  with_link(measure, [&]<class Link>() {
    const detail::SharedPanel<Link> shared(panel_of(measure, network, [&](std::size_t u, std::size_t t) {
      return others == Others::all || !network.started(u, t);
    }));
    detail::KnownChanges known;
    detail::KnownChanges* const same = others == Others::all ? &known : nullptr;
    for (std::size_t unit = 0; unit < starts.size(); ++unit) {
      if (starts[unit] < 0) continue;
      const auto start = static_cast<std::size_t>(starts[unit]);
      detail::require_position(network, unit, start);
      auto answer = detail::beside_shared_panel(shared, measure, network, unit, start, settings, same);
      answers.push_back(answer ? *std::move(answer)
                               : detail::beside_own_panel(measure, network, unit, start, others, settings));
    }
  });
  return answers;
}

}  // namespace kvalspc::units
