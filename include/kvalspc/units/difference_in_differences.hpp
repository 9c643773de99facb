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
#include <string>
#include <vector>

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

/** Counts the others that changed as much: each in the unit's place, at the means of the model without
 * effect. */
template <class Link>
void count_placebos(AgainstOthers& answer, const math::Panel& panel, std::size_t unit, std::size_t start) {
  const auto null = math::fit_two_way<Link>(panel, Eigen::MatrixXd(panel.rows(), 0));
  const math::EfficientScore<Link> efficient(panel, null.means);
  const auto changed = [&](std::size_t u) {
    const math::ScorePiece piece = efficient.piece(u, start);
    constexpr double no_information = 1e-9;
    return piece.information() > no_information * piece.own ? piece.score / std::sqrt(piece.information())
                                                            : NAN;
  };
  const double own = changed(unit);
  for (std::size_t u = 0; u < panel.units; ++u) {
    const double other = changed(u);
    if (u == unit || std::isnan(other)) continue;
    ++answer.others;
    if (own < 0.0 ? other <= own : other >= own) ++answer.as_large;
  }
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
  if (unit >= network.units())
    kvalspc::detail::throw_position("unit", unit, "below " + std::to_string(network.units()));
  if (start > network.periods)
    kvalspc::detail::throw_position("start", start, "at most " + std::to_string(network.periods));
  const FittedPanel fitted = panel_of(measure, network, [&](std::size_t u, std::size_t t) {
    return u == unit || others == Others::all || !network.started(u, t);
  });
  AgainstOthers answer;
  answer.unit = unit;
  const auto place = std::lower_bound(fitted.unit_of.begin(), fitted.unit_of.end(), unit);
  if (place == fitted.unit_of.end() || *place != unit) return answer;
  const auto own = static_cast<std::size_t>(place - fitted.unit_of.begin());
  const std::size_t from = fitted.period_from(start);
  const math::Panel& panel = fitted.panel;
  std::vector<std::size_t> starts(panel.units, never);
  starts[own] = from;
  answer.before =
      detail::level_of_cells(panel, [&](const auto& c) { return c.unit == own && c.period < from; });
  answer.others_before =
      detail::level_of_cells(panel, [&](const auto& c) { return c.unit != own && c.period < from; });
  answer.others_after =
      detail::level_of_cells(panel, [&](const auto& c) { return c.unit != own && c.period >= from; });
  with_link(measure, [&]<class Link>() {
    answer.contrast = contrast_of<Link>(panel, starts, settings.alpha, SpreadOf::unit);
    if (answer.contrast.identified) detail::count_placebos<Link>(answer, panel, own, from);
  });
  const bool rare =
      static_cast<double>(answer.as_large + 1) < settings.alpha * static_cast<double>(answer.others + 1);
  answer.judgement = judge(measure, answer.contrast, rare, settings);
  return answer;
}

}  // namespace kvalspc::units
