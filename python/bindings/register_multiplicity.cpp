/** @file q-values and lists for Python. */
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/units/multiplicity.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {

void register_multiplicity(py::module_& module) {
  module.def(
      "q_values",
      [](const Doubles& values, const std::string& method) {
        if (method == "e-bh") return to_array(units::e_q_values(view(values)));
        const auto dependence = choose<units::Dependence, 3>("method", method,
                                                             {{{"bh", units::Dependence::positive},
                                                               {"by", units::Dependence::any},
                                                               {"e-bh", units::Dependence::any}}});
        return to_array(units::q_values(view(values), dependence));
      },
      py::arg("values").noconvert(), py::kw_only(), py::arg("method"), "See kvalspc.q_values.");
  module.def(
      "shortlist",
      [](const Doubles& q, double level) {
        units::Shortlist list = units::shortlist(view(q), level);
        py::dict out;
        out["positions"] = std::move(list.positions);
        out["tested"] = list.tested;
        out["expected_false"] = list.expected_false;
        return out;
      },
      py::arg("q").noconvert(), py::arg("level"), "See kvalspc.shortlist.");
}

}  // namespace kvalspc::bindings
