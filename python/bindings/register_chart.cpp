/** @file analyse() for Python: series in, dicts of columns, phases and signals out. */
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/analyse.hpp>

#include "arrays.hpp"
#include "asked.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

void put_runs(py::dict& out, const std::string& prefix, const rule::JudgedRuns& runs) {
  const auto put = [&](const char* key, const auto& value) { out[py::str(prefix + key)] = py::cast(value); };
  put("useful", runs.runs.useful);
  put("longest_run", runs.runs.longest_run);
  put("longest_run_max", runs.thresholds.longest_run_max);
  put("crossings", runs.runs.crossings);
  put("crossings_min", runs.thresholds.crossings_min);
  put("runs_signal", runs.signal());
  put("above", runs.runs.above);
  put("runs_judgeable", runs.judgeable);
  put("runs_p", std::isnan(runs.p) ? std::optional<double>() : runs.p);
}

py::dict to_dict(const PhaseResult& result) {
  py::dict out;
  out["first"] = result.phase.first;
  out["end"] = result.phase.end;
  out["baseline_end"] = result.phase.baseline_end;
  out["n"] = result.points;
  out["centre"] = result.centre;
  out["limits"] = std::string(name(result.limits));
  out["status"] = result.fit.status;
  out["ranges"] = result.fit.ranges;
  out["ranges_screened"] = result.fit.ranges_screened;
  put_runs(out, "", result.all);
  out["runs_signal"] = result.runs_signal();
  if (result.phase.frozen()) {
    put_runs(out, "baseline_", result.baseline);
    put_runs(out, "after_", result.after);
  }
  return out;
}

py::dict to_dict(const Signal& signal) {
  const auto word = [](std::string_view text) -> py::object {
    if (text == "none") return py::none();
    return py::str(std::string(text));
  };
  py::dict out;
  out["rule"] = std::string(signal.rule);
  out["source"] = std::string(name(signal.source));
  out["first"] = signal.first;
  out["last"] = signal.last;
  out["direction"] = word(name(signal.direction));
  out["effect"] = word(name(signal.effect));
  return out;
}

py::dict to_dict(Chart&& chart) {
  ChartPoints& p = chart.points;
  py::dict points;
  points["value"] = to_array(std::move(p.value));
  points["centre"] = to_array(std::move(p.centre));
  points["lower"] = to_array(std::move(p.lower));
  points["upper"] = to_array(std::move(p.upper));
  points["lower_raw"] = to_array(std::move(p.lower_raw));
  points["upper_raw"] = to_array(std::move(p.upper_raw));
  points["phase"] = to_array(std::move(p.phase));
  points["included"] = to_booleans(std::move(p.included));
  points["beyond"] = to_booleans(std::move(p.beyond));
  py::list phases, signals;
  for (const PhaseResult& result : chart.phases) phases.append(to_dict(result));
  for (const Signal& signal : chart.signals) signals.append(to_dict(signal));
  py::dict out;
  out["points"] = points;
  out["phases"] = phases;
  out["signals"] = signals;
  out["status"] = chart.summary.status;
  out["variation"] = std::string(name(chart.summary.variation));
  out["assurance"] = std::string(name(chart.summary.assurance));
  return out;
}

/** One series, and how it is charted. */
class ChartQuestion {
 public:
  ChartQuestion(const py::tuple& columns, const py::dict& how)
      : columns_(columns),
        plan_{positions(how["breaks"]), positions(how["freeze"]), positions(how["exclude"])},
        settings_(how["settings"].cast<py::dict>()) {}
  [[nodiscard]] Chart answer() const {
    return analyse(columns_.kind(), columns_.series(), plan_, settings_.get());
  }

 private:
  [[nodiscard]] static std::vector<std::size_t> positions(const py::handle& given) {
    return given.cast<std::vector<std::size_t>>();
  }

  AskedColumns columns_;
  Plan plan_;
  GivenSettings settings_;
};

}  // namespace

void register_chart(py::module_& module) {
  module.def(
      "require_domain",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator) {
        const Series series{view(numerator), view(denominator)};
        chart::with_policy(chart_kind(kind), [&]<ChartPolicy P>() { require_domain(series, P::domain); });
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      "Raises ValueError for the first row that chart `kind` cannot take.");
  module.def(
      "charts",
      [](const py::sequence& asked) {
        return answers<ChartQuestion>(asked, [](Chart&& chart) { return to_dict(std::move(chart)); });
      },
      py::arg("asked"), "Many series, each through one chart; see kvalspc.chart.");
}

}  // namespace kvalspc::bindings
