/** @file Variation between units for Python: one row a unit in, a dict out. */
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>

#include <kvalspc/units/variation.hpp>

#include "arrays.hpp"
#include "register.hpp"
#include "unit_family.hpp"

namespace kvalspc::bindings {
namespace {

/** A column of one member of many structs. */
template <class T>
py::array_t<double> member(const std::vector<T>& rows, double T::*field) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const T& row : rows) values.push_back(row.*field);
  return to_array(std::move(values));
}

py::dict to_dict(const units::Variation& found) {
  py::dict out;
  out["n_units"] = found.units;
  out["level"] = found.level;
  out["typical"] = found.between.level;
  out["statistic"] = found.heterogeneity.statistic;
  out["degrees"] = found.heterogeneity.degrees;
  out["p_value"] = found.heterogeneity.p;
  out["simulated"] = found.heterogeneity.simulated;
  out["tau"] = found.between.tau;
  out["tau_lower"] = found.between.tau_lower;
  out["tau_upper"] = found.between.tau_upper;
  out["median_ratio"] = units::median_ratio(found.between.tau);
  out["median_ratio_lower"] = units::median_ratio(found.between.tau_lower);
  out["median_ratio_upper"] = units::median_ratio(found.between.tau_upper);
  out["systematic"] = found.systematic;
  return out;
}

py::dict with_units(const units::Variation& found) {
  py::dict out = to_dict(found);
  out["shrunk"] = member(found.shrunk, &units::Shrunk::level);
  out["shrunk_lower"] = member(found.shrunk, &units::Shrunk::lower);
  out["shrunk_upper"] = member(found.shrunk, &units::Shrunk::upper);
  out["above"] = member(found.shrunk, &units::Shrunk::above);
  out["below"] = member(found.shrunk, &units::Shrunk::below);
  if (found.ranks.empty()) return out;
  out["rank"] = member(found.ranks, &units::Rank::median);
  out["rank_lower"] = member(found.ranks, &units::Rank::lower);
  out["rank_upper"] = member(found.ranks, &units::Rank::upper);
  return out;
}

}  // namespace

void register_variation(py::module_& module) {
  module.def(
      "variation",
      [](const std::string& kind, const Doubles& numerator, const Doubles& denominator, double alpha,
         double delta, bool ranks, bool highest_first) {
        const Series series{view(numerator), view(denominator)};
        const units::VariationSettings settings{alpha, delta, ranks, highest_first};
        const units::Variation found = with_family(unit_measure(kind), [&](auto family) {
          const py::gil_scoped_release release;
          return units::variation<decltype(family)>(series, settings);
        });
        return with_units(found);
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::kw_only(),
      py::arg("alpha"), py::arg("delta"), py::arg("ranks"), py::arg("highest_first"),
      "How much units differ; see kvalspc.variation.");
  module.def(
      "spread_between",
      [](const std::string& kind, const Doubles& numerator, const Doubles& denominator) {
        const Series series{view(numerator), view(denominator)};
        return to_dict(with_family(unit_measure(kind), [&](auto family) {
          const py::gil_scoped_release release;
          require_domain(series, decltype(family)::domain);
          return units::spread_between<decltype(family)>(series);
        }));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      "As variation, without the units themselves.");
}

}  // namespace kvalspc::bindings
