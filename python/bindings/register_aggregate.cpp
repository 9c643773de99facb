/** @file Floor 2 for Python: rows -> one value a subgroup. */
#include <pybind11/pybind11.h>

#include <kvalspc/aggregate.hpp>
#include <kvalspc/aggregate/subgroups.hpp>

#include <optional>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {

void register_aggregate(py::module_& module) {
  const auto add = [&](const char* title, Aggregate how, const char* doc) {
    module.def(
        title,
        [how](const Doubles& values, const Integers& offsets) {
          Column<double> out(offsets.size() > 0 ? static_cast<std::size_t>(offsets.size() - 1) : 0);
          aggregate(how, view(values), view(offsets), out.span());
          return out.array();
        },
        py::arg("values").noconvert(), py::arg("offsets").noconvert(), doc);
  };
  add("aggregate_sum", Aggregate::sum,
      "Sum of values[offsets[k]:offsets[k + 1]] for each k, in the library's one order.");
  add("aggregate_mean", Aggregate::mean, "Mean of values[offsets[k]:offsets[k + 1]] for each k.");
  add("aggregate_median", Aggregate::median, "Median of values[offsets[k]:offsets[k + 1]] for each k.");
  module.def(
      "subgroups",
      [](const std::string& how, const Doubles& values, const Integers& offsets) {
        Subgroups found = subgroups(within(how), view(values), view(offsets));
        return py::make_tuple(to_array(std::move(found.sum)), to_array(std::move(found.size)),
                              to_array(std::move(found.within)));
      },
      py::arg("spread"), py::arg("values").noconvert(), py::arg("offsets").noconvert(),
      "Sum, number, and standard deviation (\"sd\") or range of each values[offsets[k]:offsets[k + 1]].");
}

}  // namespace kvalspc::bindings
