/** @file How often a stable series like this one signals, for Python. */
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/false_alarm/of_series.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "rates.hpp"
#include "register.hpp"

namespace kvalspc::bindings {

void register_false_alarms(py::module_& module) {
  module.def(
      "false_alarms_of_series",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         const std::optional<Doubles>& within, const std::vector<std::size_t>& breaks,
         const std::vector<std::size_t>& freeze, const std::vector<std::size_t>& exclude,
         const py::dict& settings, std::size_t drawn) {
        const Series series{view(numerator), view(denominator), view(within)};
        const GivenSettings given(settings);
        const Plan plan{breaks, freeze, exclude};
        const auto draw = [&] {
          const py::gil_scoped_release unlocked;
          return false_alarm::of_series(chart_kind(kind), series, plan, given.get(), drawn);
        };
        return to_dict(draw());
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("within").noconvert(), py::kw_only(), py::arg("breaks"), py::arg("freeze"), py::arg("exclude"),
      py::arg("settings"), py::arg("drawn"), "P(signal) of a stable series; see kvalspc.Chart.false_alarms.");
}

}  // namespace kvalspc::bindings
