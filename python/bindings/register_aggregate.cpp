/** @file Floor 2 for Python: rows -> one value a subgroup. */
#include <pybind11/pybind11.h>

#include <kvalspc/aggregate.hpp>

#include <optional>

#include "arrays.hpp"
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
}

}  // namespace kvalspc::bindings
