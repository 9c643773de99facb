/** @file Sets of rules as values, the exact distribution of runs, and how often sets signal, for Python. */
#include <optional>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/false_alarm/of_rules.hpp>

#include "options.hpp"
#include "rates.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

py::dict to_dict(const rule::Named& named) {
  py::dict out;
  const auto fill = [&](const auto& one) {
    using R = std::decay_t<decltype(one)>;
    out["type"] = std::string(R::name);
    if constexpr (requires { one.length; }) out["length"] = one.length;
    if constexpr (requires { one.ties_break; }) out["ties_break"] = one.ties_break;
    if constexpr (requires { one.inside; }) out["inside"] = one.inside;
    if constexpr (requires { one.both_sides; }) out["both_sides"] = one.both_sides;
    if constexpr (requires { one.window; }) {
      out["needed"] = one.needed;
      out["window"] = one.window;
      out["width"] = one.width;
      out["all_on_side"] = one.all_on_side;
      out["count_beyond_limits"] = one.count_beyond_limits;
    }
  };
  std::visit(fill, named.rule);
  out["name"] = std::string(named.name);
  return out;
}

py::dict to_dict(const RuleSet& set) {
  py::list rules;
  for (std::size_t k = 0; k < set.size(); ++k) rules.append(to_dict(set[k]));
  py::dict out;
  out["name"] = std::string(set.name());
  out["runs"] = std::string(rule::runs_test_names[static_cast<std::size_t>(set.runs())]);
  out["rules"] = rules;
  return out;
}

/** The distribution of runs of `useful` points, `above` of them above the line or each with equal chance. */
rule::RunDistribution law_of(std::int32_t useful, const std::optional<std::int32_t>& above) {
  if (useful < 1) kvalspc::detail::throw_invalid("useful", std::to_string(useful), "1 or more");
  if (above && (*above < 0 || *above > useful))
    kvalspc::detail::throw_invalid("above", std::to_string(*above), "0 to " + std::to_string(useful));
  rule::RunDistribution law;
  law.reserve(static_cast<std::size_t>(useful));
  if (above) law.given(*above, useful - *above);
  else law.fair(useful);
  return law;
}

}  // namespace

void register_rules(py::module_& module) {
  module.def(
      "rule_set", [](const std::string& name) { return to_dict(ruleset::by_name(name)); }, py::arg("name"),
      "A set of rules known by name; see kvalspc.rules.");
  module.def(
      "false_alarms_of_rules",
      [](const py::object& rules, std::size_t points) {
        const GivenRules given(rules);
        return to_dict(false_alarm::of_rules(given.set(), points));
      },
      py::arg("rules"), py::arg("points"), "P(signal) of a stable series; see kvalspc.RuleSet.");
  module.def(
      "runs_inside",
      [](std::int32_t longest, std::int32_t crossings, std::int32_t useful,
         std::optional<std::int32_t> above) {
        return 1.0 - law_of(useful, above).outside(longest, crossings);
      },
      py::arg("longest"), py::arg("crossings"), py::arg("useful"), py::arg("above"),
      "P(longest run <= longest and crossings >= crossings).");
  module.def(
      "runs_p",
      [](std::int32_t longest, std::int32_t crossings, std::int32_t useful,
         std::optional<std::int32_t> above) { return law_of(useful, above).p_value(longest, crossings); },
      py::arg("longest"), py::arg("crossings"), py::arg("useful"), py::arg("above"),
      "The exact p-value of a longest run and a number of crossings.");
}

}  // namespace kvalspc::bindings
