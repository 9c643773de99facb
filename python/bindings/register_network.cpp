/** @file Networks of units for Python: pooled effect, against the others, meta-analysis, adjusted total. */
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/pooled.hpp>
#include <kvalspc/units/total.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"
#include "results.hpp"

namespace kvalspc::bindings {
namespace {

py::dict to_dict(const units::Contrast& c, bool counted) {
  py::dict out;
  const auto ratio = [&](double effect) { return counted ? std::exp(effect) : NAN; };
  out["ratio"] = ratio(c.effect);
  out["ratio_lower"] = ratio(c.effect_lower);
  out["ratio_upper"] = ratio(c.effect_upper);
  out["identified"] = c.identified;
  out["p"] = c.p;
  out["effect"] = c.effect;
  out["effect_lower"] = c.effect_lower;
  out["effect_upper"] = c.effect_upper;
  out["error"] = c.error;
  out["after"] = c.after;
  out["expected"] = c.expected;
  out["difference"] = c.difference;
  out["difference_lower"] = c.difference_lower;
  out["difference_upper"] = c.difference_upper;
  out["dispersion"] = c.dispersion;
  out["degrees"] = c.degrees;
  return out;
}

py::dict to_dict(const units::Judgement& j) {
  py::dict out;
  out["verdict"] = j.verdict;
  out["strength"] = j.strength;
  out["reason"] = j.reason;
  out["power"] = j.power;
  out["relevant_change"] = j.relevant_change;
  return out;
}

py::dict to_dict(const units::MetaAnalysis& m, std::size_t effects) {
  py::dict out;
  out["units"] = effects;
  out["effect"] = m.effect;
  out["effect_lower"] = m.interval.lower;
  out["effect_upper"] = m.interval.upper;
  out["p"] = m.p;
  out["prediction_lower"] = m.prediction.lower;
  out["prediction_upper"] = m.prediction.upper;
  out["error"] = m.error;
  out["error_hartung_knapp"] = m.error_hartung_knapp;
  out["fixed"] = m.fixed;
  out["q"] = m.q;
  out["heterogeneity_p"] = m.heterogeneity_p;
  out["tau2"] = m.tau2;
  out["i2"] = m.i2;
  return out;
}

py::dict to_dict(const units::Pooled& pooled, bool counted) {
  py::dict out;
  out["judgement"] = to_dict(pooled.judgement);
  out["contrast"] = to_dict(pooled.contrast, counted);
  out["reassigned_p"] = pooled.reassignment.p;
  out["reassigned_smallest_p"] = pooled.reassignment.smallest_p;
  out["reassigned_exact"] = pooled.reassignment.exact;
  out["equal_effects_p"] = pooled.equal_effects.p;
  py::list events, effects;
  for (const units::EventTime& e : pooled.event_times) {
    py::dict one;
    one["first"] = e.first;
    one["last"] = e.last == units::detail::open_end ? py::object(py::none()) : py::object(py::int_(e.last));
    one["effect"] = e.effect;
    one["effect_lower"] = e.effect_lower;
    one["effect_upper"] = e.effect_upper;
    one["p"] = e.p;
    one["units"] = e.units;
    events.append(one);
  }
  for (const units::UnitEffect& unit : pooled.unit_effects) {
    py::dict one = to_dict(unit.contrast, counted);
    one["unit"] = unit.unit;
    effects.append(one);
  }
  out["event_times"] = events;
  out["unit_effects"] = effects;
  out["meta"] = to_dict(pooled.meta, pooled.meta_units);
  out["before"] = side_dict(pooled.before);
  out["after"] = side_dict(pooled.after);
  out["started"] = pooled.started;
  out["controls"] = pooled.controls;
  out["left_out"] = pooled.left_out;
  return out;
}

py::dict to_dict(const units::AgainstOthers& a, bool counted) {
  py::dict out = to_dict(a.contrast, counted);
  out["judgement"] = to_dict(a.judgement);
  out["unit"] = a.unit;
  out["before"] = a.before;
  out["others_before"] = a.others_before;
  out["others_after"] = a.others_after;
  out["others"] = a.others;
  out["as_large"] = a.as_large;
  return out;
}

py::list to_list(const std::vector<units::AgainstOthers>& answers, bool counted) {
  py::list out;
  for (const units::AgainstOthers& answer : answers) out.append(to_dict(answer, counted));
  return out;
}

CompareSettings settings_of(const std::optional<std::string>& wish, double alpha, double relevant_change) {
  CompareSettings settings;
  settings.alpha = alpha;
  settings.better = better(wish);
  settings.relevant_change = relevant_change;
  return settings;
}

/**
 * A function of a network whose units started at their own times.
 *
 * @param find  find(kind, network, settings) -> the answer, worked out without Python's lock
 * @param shown shown(answer, counted) -> what Python is given
 */
template <class Find, class Shown>
void def_pooling(py::module_& module, const char* name, Find find, Shown shown, const char* text) {
  module.def(
      name,
      [find, shown](const std::string& kind, const Doubles& numerator,
                    const std::optional<Doubles>& denominator, std::size_t periods, const Integers& starts,
                    const std::optional<std::string>& wish, double alpha, double relevant_change) {
        const units::Network network{view(numerator), view(denominator), periods, view(starts)};
        const ChartKind which = chart_kind(kind);
        const CompareSettings settings = settings_of(wish, alpha, relevant_change);
        const auto answer = [&] {
          const py::gil_scoped_release release;
          return find(which, network, settings);
        }();
        return shown(answer, verdict::counts_events(verdict::measure_of(which)));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("periods"), py::arg("starts").noconvert(), py::kw_only(), py::arg("better"), py::arg("alpha"),
      py::arg("relevant_change"), text);
}

}  // namespace

void register_network(py::module_& module) {
  def_pooling(
      module, "pool", [](const auto&... asked) { return units::pool(asked...); },
      [](const units::Pooled& pooled, bool counted) { return to_dict(pooled, counted); },
      "The pooled effect of staggered starts; see kvalspc.pooled.");

  module.def(
      "each_against_others",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         std::size_t periods, const Integers& starts, const Integers& compared, const std::string& others,
         const std::optional<std::string>& wish, double alpha, double relevant_change) {
        const units::Network network{view(numerator), view(denominator), periods, view(starts)};
        const ChartKind which = chart_kind(kind);
        const CompareSettings settings = settings_of(wish, alpha, relevant_change);
        const auto whom = choose<units::Others, 2>(
            "others", others, {{{"not_started", units::Others::not_started}, {"all", units::Others::all}}});
        std::vector<units::AgainstOthers> answers;
        {
          const py::gil_scoped_release release;
          answers = units::each_against_others(which, network, view(compared), whom, settings);
        }
        return to_list(answers, verdict::counts_events(verdict::measure_of(which)));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("periods"), py::arg("starts").noconvert(), py::arg("compared").noconvert(), py::kw_only(),
      py::arg("others"), py::arg("better"), py::arg("alpha"), py::arg("relevant_change"),
      "Units' changes beside those of the others; see kvalspc.against_others.");

  def_pooling(
      module, "pool_and_compare",
      [](ChartKind kind, const units::Network& network, const CompareSettings& settings) {
        auto answers =
            units::each_against_others(kind, network, network.starts, units::Others::not_started, settings);
        auto pooled = units::pool(kind, network, settings, answers);
        return std::pair(std::move(pooled), std::move(answers));
      },
      [](const auto& found, bool counted) {
        return py::make_tuple(to_dict(found.first, counted), to_list(found.second, counted));
      },
      "pool and each_against_others from the units' own starts, at once.");

  module.def(
      "total",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         std::size_t periods, const Integers& starts) {
        const units::Network network{view(numerator), view(denominator), periods, view(starts)};
        const units::Total total = units::total_of(chart_kind(kind), network);
        py::dict out;
        const auto column = [&](const char* title, auto member) {
          Column<double> values(periods);
          for (std::size_t t = 0; t < periods; ++t)
            values.span()[t] = static_cast<double>(total.points[t].*member);
          out[title] = values.array();
        };
        column("numerator", &units::TotalPoint::numerator);
        column("denominator", &units::TotalPoint::denominator);
        column("value", &units::TotalPoint::value);
        column("adjusted", &units::TotalPoint::adjusted);
        column("lower", &units::TotalPoint::lower);
        column("upper", &units::TotalPoint::upper);
        column("beyond", &units::TotalPoint::beyond);
        column("reporting", &units::TotalPoint::reporting);
        column("joined", &units::TotalPoint::joined);
        column("left", &units::TotalPoint::left);
        column("units_changed", &units::TotalPoint::units_changed);
        out["level"] = total.level;
        out["dispersion"] = total.dispersion;
        return out;
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("periods"), py::arg("starts").noconvert(),
      "All units together, period by period; see kvalspc.total.");

  module.def(
      "meta_analysis",
      [](const Doubles& effects, const Doubles& variances, double alpha, const std::string& method) {
        const auto between =
            choose<units::BetweenVariance, 2>("method", method,
                                              {{{"reml", units::BetweenVariance::restricted_likelihood},
                                                {"moments", units::BetweenVariance::moments}}});
        const auto joined = view(effects);
        return to_dict(units::meta_analysis(joined, view(variances), alpha, between), joined.size());
      },
      py::arg("effects").noconvert(), py::arg("variances").noconvert(), py::kw_only(), py::arg("alpha"),
      py::arg("method"), "Random-effects meta-analysis; see kvalspc.meta_analysis.");
}

}  // namespace kvalspc::bindings
