/** @file New phases suggested from the data, for Python. */
#include <optional>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/rephase/stable_shift.hpp>
#include <kvalspc/rephase/sustained_run.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

py::object word(std::string_view text) {
  if (text == "none") return py::none();
  return py::str(std::string(text));
}

py::dict to_dict(const rephase::Step& step) {
  py::dict out;
  out["decision"] = std::string(rephase::name(step.decision));
  out["position"] = step.position;
  out["at"] = step.at;
  out["direction"] = word(name(step.direction));
  out["opposed"] = step.opposed;
  out["unsettled"] = step.unsettled;
  return out;
}

py::dict to_dict(rephase::Rephasing&& found) {
  py::dict points;
  points["value"] = to_array(std::move(found.value));
  points["centre"] = to_array(std::move(found.centre));
  points["lower"] = to_array(std::move(found.lower));
  points["upper"] = to_array(std::move(found.upper));
  points["calculation"] = to_booleans(std::move(found.calculation));
  points["excluded"] = to_booleans(std::move(found.excluded));
  points["in_run"] = to_booleans(std::move(found.in_run));
  py::list steps;
  for (const rephase::Step& step : found.steps) steps.append(to_dict(step));
  py::dict out;
  out["breaks"] = found.breaks;
  out["points"] = points;
  out["steps"] = steps;
  return out;
}

rephase::StableShift search_of(const py::dict& given) {
  const auto points = [&](const char* key) { return given[key].cast<std::size_t>(); };
  const auto flag = [&](const char* key) { return given[key].cast<bool>(); };
  rephase::StableShift how;
  how.phase = points("phase");
  how.baseline = points("baseline");
  how.run = points("run");
  how.most_excluded = points("most_excluded");
  how.tolerance = given["tolerance"].cast<double>();
  how.no_regrets = flag("no_regrets");
  how.overhanging = flag("overhanging");
  how.every_shift = flag("every_shift");
  how.baseline_only = flag("baseline_only");
  return how;
}

}  // namespace

void register_rephase(py::module_& module) {
  module.def(
      "stable_shift",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         const std::string& limits, std::optional<bool> screen, const std::string& constants,
         const std::optional<std::string>& profile, const py::dict& how) {
        Settings settings = profile_of(profile);
        put_common(settings, limits, screen, constants);
        return to_dict(rephase::stable_shift(chart_kind(kind), {view(numerator), view(denominator)},
                                             search_of(how), settings));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::kw_only(),
      py::arg("limits"), py::arg("screen"), py::arg("constants"), py::arg("profile"), py::arg("how"),
      "Stable shifts of one series; see kvalspc.rephase.");
  module.def(
      "sustained_runs",
      [](const Doubles& values, std::size_t baseline, std::size_t run,
         const std::optional<std::string>& side) {
        const Direction direction =
            side ? choose<Direction, 2>("direction", *side,
                                        {{{"up", Direction::up}, {"down", Direction::down}}})
                 : Direction::none;
        py::list out;
        for (const rephase::MedianPhase& phase :
             rephase::sustained_runs(view(values), {baseline, run, direction})) {
          py::dict one;
          one["median"] = phase.median;
          one["first"] = phase.first;
          one["last"] = phase.last;
          one["direction"] = word(name(phase.direction));
          out.append(one);
        }
        return out;
      },
      py::arg("values").noconvert(), py::kw_only(), py::arg("baseline"), py::arg("run"), py::arg("direction"),
      "Medians after sustained runs; see kvalspc.rephase.");
}

}  // namespace kvalspc::bindings
