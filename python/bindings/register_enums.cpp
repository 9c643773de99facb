/** @file Status, Verdict, Strength and Reason as enum.IntEnum; a member's name in lower case is its word
 * everywhere else. */
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include <pybind11/native_enum.h>
#include <pybind11/pybind11.h>

#include <kvalspc/cause.hpp>
#include <kvalspc/chart/all.hpp>
#include <kvalspc/status.hpp>
#include <kvalspc/verdict/goal.hpp>
#include <kvalspc/verdict/sustained.hpp>
#include <kvalspc/verdict/verdict.hpp>

#include "register.hpp"

namespace kvalspc::bindings {
namespace {

namespace py = pybind11;

template <class E, std::size_t N>
void add(py::module_& module, const char* title, const char* doc,
         const std::array<std::string_view, N>& names) {
  py::native_enum<E> type(module, title, "enum.IntEnum", doc);
  for (std::size_t k = 0; k < N; ++k) {
    std::string upper(names[k]);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    type.value(upper.c_str(), static_cast<E>(k));
  }
  type.finalize();
}

}  // namespace

void register_enums(py::module_& module) {
  add<Status>(module, "Status", "What can be said of a phase or a series.", status_names);
  add<Verdict>(module, "Verdict", "What can honestly be said of a series.", verdict_names);
  add<Strength>(module, "Strength", "How strong the evidence is.", strength_names);
  add<Reason>(module, "Reason", "Why a series gets too_few_data, baseline_unstable or not_assessable.",
              reason_names);
  add<Lasting>(module, "Sustained", "What became of an improvement after the project's end.", lasting_names);
  add<GoalOutcome>(module, "GoalOutcome", "Whether a goal was reached.", goal_outcome_names);
  add<Cause>(module, "Cause", "What kind of variation the latest point shows.", cause_names);
  add<Assurance>(module, "Assurance", "Whether the process as it is now reaches its target.",
                 assurance_names);
  py::list kinds;
  for (const std::string_view kind : chart::All::names) kinds.append(std::string(kind));
  module.attr("chart_kinds") = py::tuple(kinds);
}

}  // namespace kvalspc::bindings
