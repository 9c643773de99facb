/** @file The funnel for Python: one row a unit in, columns out. */
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/units/funnel_curve.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"
#include "unit_family.hpp"

namespace kvalspc::bindings {
namespace {

units::FunnelLimits funnel_limits(const std::string& word) {
  return choose<units::FunnelLimits, 2>(
      "limits", word,
      {{{"spiegelhalter", units::FunnelLimits::spiegelhalter}, {"mid-p", units::FunnelLimits::mid_p}}});
}

units::Scale scale(const std::string& word, units::Measure measure) {
  const auto found = choose<units::Scale, 3>(
      "scale", word,
      {{{"natural", units::Scale::natural}, {"arcsine", units::Scale::arcsine}, {"log", units::Scale::log}}});
  const bool proportions = measure == units::Measure::proportions;
  if (found == (proportions ? units::Scale::log : units::Scale::arcsine))
    kvalspc::detail::throw_invalid("scale", "\"" + word + "\"",
                                   proportions ? "\"natural\", \"arcsine\" for proportions"
                                               : "\"natural\", \"log\" for rates and ratios");
  return found;
}

units::Adjustment adjustment(const std::optional<std::string>& word) {
  if (!word) return units::Adjustment::none;
  return choose<units::Adjustment, 2>(
      "overdispersion", *word,
      {{{"additive", units::Adjustment::additive}, {"multiplicative", units::Adjustment::multiplicative}}});
}

units::Trim trim(const std::optional<std::string>& word) {
  if (!word) return units::Trim::none;
  return choose<units::Trim, 2>(
      "trim", *word, {{{"winsorise", units::Trim::winsorise}, {"truncate", units::Trim::truncate}}});
}

/** Lower and upper limits, level by level. */
py::list to_list(const std::vector<std::vector<units::FunnelBand>>& bands) {
  py::list out;
  for (const auto& level : bands) {
    std::vector<double> lower, upper;
    for (const units::FunnelBand& band : level) {
      lower.push_back(band.lower);
      upper.push_back(band.upper);
    }
    out.append(py::make_tuple(to_array(std::move(lower)), to_array(std::move(upper))));
  }
  return out;
}

py::dict to_dict(units::Funnel&& found, units::FunnelCurve&& curve) {
  py::dict out;
  out["centre"] = found.centre;
  out["raw_phi"] = found.dispersion.raw_phi;
  out["phi"] = found.dispersion.phi;
  out["expected_phi"] = found.dispersion.expected_phi;
  out["tau2"] = found.dispersion.tau2;
  out["adjusted"] = found.dispersion.widens();
  out["value"] = to_array(std::move(found.value));
  out["exact_p"] = to_array(std::move(found.exact_p));
  out["p_value"] = to_array(std::move(found.p_value));
  out["q_value"] = to_array(std::move(found.q_value));
  out["outlier_p"] = to_array(std::move(found.outlier_p));
  out["outlier_q"] = to_array(std::move(found.outlier_q));
  out["bands"] = to_list(found.bands);
  out["expected_outside"] = found.expected_outside;
  out["curve_denominator"] = to_array(std::move(curve.denominator));
  out["curve_bands"] = to_list(curve.bands);
  return out;
}

}  // namespace

void register_funnel(py::module_& module) {
  module.attr("units_for_dispersion") = units::units_for_dispersion;
  module.def(
      "funnel",
      [](const std::string& kind, const Doubles& numerator, const Doubles& denominator,
         std::optional<double> centre, const std::vector<double>& levels, const std::string& limits,
         const std::string& scale_word, const std::optional<std::string>& overdispersion,
         const std::optional<std::string>& trim_word, double trim_share, bool rescale) {
        const Series series{view(numerator), view(denominator)};
        const units::Measure measure = unit_measure(kind);
        if (measure == units::Measure::ratios && !centre) centre = 1.0;
        const units::FunnelSettings settings{
            centre,
            levels,
            funnel_limits(limits),
            scale(scale_word, measure),
            {adjustment(overdispersion), trim(trim_word), trim_share, rescale}};
        return with_family(measure, [&](auto family) {
          using Family = decltype(family);
          std::optional<std::pair<units::Funnel, units::FunnelCurve>> made;
          {
            const py::gil_scoped_release release;
            units::Funnel found = units::funnel<Family>(series, settings);
            units::FunnelCurve curve = units::funnel_curve<Family>(series, found, settings);
            made.emplace(std::move(found), std::move(curve));
          }
          return to_dict(std::move(made->first), std::move(made->second));
        });
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::kw_only(),
      py::arg("centre"), py::arg("levels"), py::arg("limits"), py::arg("scale"), py::arg("overdispersion"),
      py::arg("trim"), py::arg("trim_share"), py::arg("rescale"),
      "Which units differ more than chance; see kvalspc.funnel.");
}

}  // namespace kvalspc::bindings
