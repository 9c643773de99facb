/** @file interrupted() for Python. */
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/phase.hpp>
#include <kvalspc/verdict/its.hpp>

#include "arrays.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

namespace py = pybind11;

py::dict to_dict(const InterruptedTerm& term) {
  py::dict out;
  out["estimate"] = term.estimate;
  out["error"] = term.error;
  out["lower"] = term.lower;
  out["upper"] = term.upper;
  out["p"] = term.p;
  out["error_independent"] = term.error_independent;
  out["error_newey_west"] = term.error_newey_west;
  return out;
}

py::dict to_dict(const Interrupted& found) {
  py::dict out;
  out["reason"] = found.reason;
  out["intercept"] = to_dict(found.intercept);
  out["slope_before"] = to_dict(found.slope_before);
  out["level_change"] = to_dict(found.level_change);
  out["slope_change"] = to_dict(found.slope_change);
  out["n_before"] = found.n_before;
  out["n_after"] = found.n_after;
  out["lag"] = found.lag;
  out["autocorrelation"] = found.autocorrelation;
  out["durbin_watson"] = found.durbin_watson;
  return out;
}

}  // namespace

void register_interrupted(py::module_& module) {
  module.def(
      "interrupted",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         std::size_t start, std::optional<std::size_t> end, const std::vector<std::size_t>& exclude,
         double season, std::size_t harmonics, std::optional<std::size_t> lag, double alpha) {
        const Series series{view(numerator), view(denominator)};
        const InterruptedSettings settings{alpha, season, harmonics, lag};
        const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
        return to_dict(interrupted(chart_kind(kind), series, start, end, settings, excluded));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::kw_only(),
      py::arg("start"), py::arg("end"), py::arg("exclude"), py::arg("season"), py::arg("harmonics"),
      py::arg("lag"), py::arg("alpha"), "Level and slope change; see kvalspc.interrupted.");
}

}  // namespace kvalspc::bindings
