/** @file suggest() for Python: rows in, a chart and its reasons out. */
#include <optional>
#include <string>

#include <pybind11/pybind11.h>

#include <kvalspc/suggest.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

[[nodiscard]] Measured measured(const std::string& word) {
  std::array<std::pair<std::string_view, Measured>, measured_names.size()> words;
  for (std::size_t k = 0; k < words.size(); ++k) words[k] = {measured_names[k], static_cast<Measured>(k)};
  return choose<Measured>("what", word, words);
}

}  // namespace

void register_suggest(py::module_& module) {
  module.def(
      "suggest",
      [](const Doubles& numerator, const std::optional<Doubles>& denominator, const Integers& offsets,
         const std::string& what) {
        const Suggestion found = suggest({view(numerator), view(denominator)}, view(offsets), measured(what));
        py::list reasons, others;
        for (const Because& one : found.grounds) {
          py::dict reason;
          reason["reason"] = std::string(name(one.ground));
          reason["value"] =
              one.value == one.value ? py::object(py::float_(one.value)) : py::object(py::none());
          reasons.append(reason);
        }
        for (const ChartKind kind : found.others) others.append(std::string(name(kind)));
        return py::make_tuple(std::string(name(found.kind)), reasons, others);
      },
      py::arg("numerator").noconvert(), py::arg("denominator").noconvert(), py::arg("offsets").noconvert(),
      py::arg("what"), "The chart that fits, why, and what else can be right; see kvalspc.suggest.");
}

}  // namespace kvalspc::bindings
