/** @file sustained() for Python: what became of an improvement. */
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/phase.hpp>
#include <kvalspc/verdict/sustained.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"
#include "results.hpp"

namespace kvalspc::bindings {
namespace {

py::dict to_dict(const Sustained& s) {
  py::dict out;
  out["outcome"] = std::string(name(s.lasting));
  out["side"] = side_dict(s.side);
  out["against_baseline"] = test_dict(verdict::deciding(s.against_baseline));
  out["against_reached"] = test_dict(verdict::deciding(s.against_reached));
  out["p_fall"] = s.p_fall;
  return out;
}

}  // namespace

void register_sustained(py::module_& module) {
  module.attr("min_sustained") = FollowUp{}.min_periods;
  module.def(
      "sustained",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         Verdict verdict, std::size_t start, std::size_t from, std::size_t end,
         const std::vector<std::size_t>& exclude, const std::optional<std::string>& wish, double alpha,
         std::size_t min_periods, const std::optional<std::array<double, 3>>& prior) {
        const Series series{view(numerator), view(denominator)};
        CompareSettings settings;
        settings.alpha = alpha;
        settings.better = better(wish);
        if (prior) settings.prior = {(*prior)[0], (*prior)[1], (*prior)[2]};
        const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
        return to_dict(sustained(chart_kind(kind), series, start, {from, end, min_periods}, verdict, settings,
                                 excluded));
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("verdict"), py::kw_only(), py::arg("start"), py::arg("sustained_from"), py::arg("end"),
      py::arg("exclude"), py::arg("better"), py::arg("alpha"), py::arg("min_periods"), py::arg("prior"),
      "What became of an improvement; see kvalspc.compare.");
}

}  // namespace kvalspc::bindings
