/** @file judge_goal() for Python. */
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/phase.hpp>
#include <kvalspc/verdict/goal.hpp>

#include "arrays.hpp"
#include "register.hpp"
#include "results.hpp"

namespace kvalspc::bindings {
namespace {

py::dict to_dict(const GoalAnswer& a) {
  py::dict out;
  out["outcome"] = std::string(name(a.outcome));
  out["problem"] = std::string(name(a.problem));
  out["side"] = side_dict(a.side);
  out["lower"] = a.lower;
  out["upper"] = a.upper;
  out["p_reached"] = a.p_reached;
  out["p_missed"] = a.p_missed;
  out["power"] = a.power;
  out["held"] = a.held;
  return out;
}

}  // namespace

void register_goal(py::module_& module) {
  module.def(
      "judge_goal",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         double bound, bool at_least, std::optional<std::size_t> start, std::size_t first, std::size_t end,
         const std::vector<std::size_t>& exclude, double alpha, double relevant_change, bool due) {
        const Series series{view(numerator), view(denominator)};
        const Goal goal{bound, at_least, start, first, end, alpha, relevant_change, due};
        const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
        return to_dict(judge_goal(chart_kind(kind), series, goal, excluded));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::kw_only(),
      py::arg("bound"), py::arg("at_least"), py::arg("start"), py::arg("first"), py::arg("end"),
      py::arg("exclude"), py::arg("alpha"), py::arg("relevant_change"), py::arg("due"),
      "Was a goal reached; see kvalspc.goal.");
}

}  // namespace kvalspc::bindings
