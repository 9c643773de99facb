/** @file plan() and look_alphas() for Python. */
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/verdict/looks.hpp>
#include <kvalspc/verdict/plan.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

py::dict to_dict(const PlanRow& row) {
  py::dict out;
  out["months"] = row.months;
  out["periods_before"] = row.periods_before;
  out["events"] = row.events;
  out["readable"] = row.readable;
  out["months_after"] = row.months_after;
  return out;
}

py::dict to_dict(const PlanAnswer& answer) {
  py::dict out;
  py::list rows;
  for (const PlanRow& row : answer.rows) rows.append(to_dict(row));
  out["rows"] = rows;
  out["chart_months"] = answer.chart_months;
  out["months_after"] = answer.months_after;
  out["change"] = answer.change;
  out["volume"] = answer.together.volume;
  out["level"] = answer.together.level;
  return out;
}

}  // namespace

void register_plan(py::module_& module) {
  module.def(
      "plan",
      [](const std::string& kind, const Doubles& volumes, const Doubles& levels,
         const std::optional<std::string>& wish, double alpha, double relevant_change,
         std::size_t months_before, double dispersion, double spread, double power) {
        std::vector<UnitVolume> units;
        const auto volume = view(volumes), level = view(levels);
        for (std::size_t k = 0; k < volume.size(); ++k) units.push_back({volume[k], level[k]});
        PlanSettings settings{{}, months_before, dispersion, spread, power};
        settings.compare.alpha = alpha;
        settings.compare.better = better(wish);
        settings.compare.relevant_change = relevant_change;
        return to_dict(plan(chart_kind(kind), units, settings));
      },
      py::arg("kind"), py::kw_only(), py::arg("volumes").noconvert(), py::arg("levels").noconvert(),
      py::arg("better"), py::arg("alpha"), py::arg("relevant_change"), py::arg("months_before"),
      py::arg("dispersion"), py::arg("spread"), py::arg("power"),
      "How long until a change is seen; see kvalspc.plan.");
  module.def(
      "look_alphas",
      [](std::size_t baseline, const std::vector<std::size_t>& looks, double alpha) {
        return look_alphas(baseline, looks, alpha);
      },
      py::arg("baseline"), py::arg("looks"), py::arg("alpha"),
      "The level that each planned look is tested at; see kvalspc.looks.");
}

}  // namespace kvalspc::bindings
