/** @file Monitors and their run lengths for Python. */
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/monitor/arl.hpp>
#include <kvalspc/monitor/eprocess.hpp>
#include <kvalspc/monitor/ewma_series.hpp>
#include <kvalspc/monitor/monitor.hpp>
#include <kvalspc/monitor/risk_adjusted.hpp>
#include <kvalspc/monitor/runs_arl.hpp>
#include <kvalspc/monitor/vlad.hpp>
#include <kvalspc/phase.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

using Optional = std::optional<double>;
using Positions = std::vector<std::size_t>;

py::list signals(const std::vector<monitor::Alarm>& alarms, const char* rule, Better wish) {
  py::list out;
  for (const monitor::Alarm& alarm : alarms) {
    const Effect effect = effect_of(alarm.direction, wish);
    py::dict one;
    one["rule"] = rule;
    one["source"] = std::string(name(Source::monitor));
    one["first"] = alarm.first;
    one["last"] = alarm.last;
    one["direction"] = std::string(name(alarm.direction));
    one["effect"] = effect == Effect::none ? py::object(py::none()) : py::str(std::string(name(effect)));
    one["signalled"] = alarm.signalled;
    one["ended"] = alarm.ended;
    out.append(one);
  }
  return out;
}

py::dict to_dict(const monitor::Reference& reference, Reason reason) {
  py::dict out;
  out["reason"] = reason;
  out["level"] = reference.level;
  out["sigma"] = reference.sigma;
  out["dispersion"] = reference.dispersion.mean();
  out["baseline_numerator"] = reference.numerator;
  out["baseline_denominator"] = reference.denominator;
  out["baseline_n"] = reference.n;
  return out;
}

py::dict cusum(const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
               std::size_t start, const Positions& exclude, const std::optional<std::string>& wish,
               double change, double false_alarm, std::size_t horizon, Optional level, Optional sigma,
               Optional dispersion, std::tuple<double, double> others, Optional threshold, double head_start,
               std::size_t min_baseline) {
  const Series series{view(numerator), view(denominator)};
  const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
  const MonitorSettings settings{change,      {false_alarm, horizon},
                                 level,       sigma,
                                 dispersion,  {std::get<0>(others), std::get<1>(others)},
                                 threshold,   head_start,
                                 min_baseline};
  Monitored found = [&] {
    const py::gil_scoped_release release;
    return monitor_series(chart_kind(kind), series, start, settings, excluded);
  }();
  py::dict out = to_dict(found.reference, found.reason);
  out["level_up"] = found.level_up;
  out["level_down"] = found.level_down;
  out["threshold"] = found.threshold;
  out["up"] = to_array(std::move(found.path.up));
  out["down"] = to_array(std::move(found.path.down));
  out["signals"] = signals(found.path.alarms, "cusum", better(wish));
  return out;
}

py::dict ewma(const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
              std::size_t start, const Positions& exclude, const std::optional<std::string>& wish,
              double weight, double width, bool exact, Optional level, Optional sigma,
              std::size_t min_baseline) {
  const Series series{view(numerator), view(denominator)};
  const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
  MonitorSettings settings;
  settings.level = level;
  settings.sigma = sigma;
  settings.min_baseline = min_baseline;
  EwmaSeries found = ewma_series(chart_kind(kind), series, start, {weight, width, exact}, settings, excluded);
  py::dict out = to_dict(found.reference, found.reason);
  out["average"] = to_array(std::move(found.path.average));
  out["lower"] = to_array(std::move(found.path.lower));
  out["upper"] = to_array(std::move(found.path.upper));
  out["signals"] = signals(found.path.alarms, "ewma", better(wish));
  return out;
}

py::dict risk_adjusted(const Doubles& numerator, const std::optional<Doubles>& denominator,
                       const Doubles& expected, bool shares, const std::optional<std::string>& wish,
                       double ratio, double false_alarm, std::size_t horizon, Optional threshold) {
  const Series series{view(numerator), view(denominator)};
  const RiskAdjustedSettings settings{shares, ratio, {false_alarm, horizon}, threshold};
  RiskAdjusted found = risk_adjusted_cusum(series, view(expected), settings);
  py::dict out;
  out["threshold"] = found.threshold;
  out["up"] = to_array(std::move(found.path.up));
  out["down"] = to_array(std::move(found.path.down));
  out["vlad"] = to_array(monitor::vlad(series.numerator, view(expected)));
  out["signals"] = signals(found.path.alarms, "risk_adjusted_cusum", better(wish));
  return out;
}

py::dict evidence(const std::string& kind, const Doubles& numerator,
                  const std::optional<Doubles>& denominator, const Positions& exclude,
                  const std::optional<std::string>& wish, double target, double alpha, double prior) {
  const Series series{view(numerator), view(denominator)};
  const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
  EProcess found = e_process(chart_kind(kind), series, {target, alpha, prior}, excluded);
  py::dict out;
  out["log_e"] = to_array(std::move(found.log_e));
  out["signals"] = signals(found.alarms, "e_process", better(wish));
  return out;
}

/** What other units' monitors take as `others`: the sums over these baselines, one after the other. */
std::tuple<double, double> residuals(const std::string& kind, const Doubles& numerator,
                                     const std::optional<Doubles>& denominator, const Positions& exclude,
                                     std::size_t end) {
  const Series series{view(numerator), view(denominator)};
  const auto excluded = exclusion_mask({{}, {}, exclude}, series.size());
  const monitor::Residuals found =
      monitor::reference_of(verdict::measure_of(chart_kind(kind)), {series, excluded}, end).residuals;
  return {found.chi_square, found.degrees};
}

double runs(const std::vector<std::tuple<int, int, double>>& given, double shift) {
  std::vector<monitor::RunsRule> rules;
  for (const auto& [needed, window, width] : given) {
    if (needed < 1 || needed > window || window > 16)
      detail::throw_invalid("rules", std::to_string(needed) + " of " + std::to_string(window),
                            "1 <= needed <= window <= 16");
    rules.push_back({needed, window, width});
  }
  return monitor::runs_arl(rules, shift);
}

}  // namespace

void register_monitor(py::module_& module) {
  const auto numerator = py::arg("numerator").noconvert(), denominator = py::arg("denominator").noconvert();
  module.def("monitor_cusum", &cusum, py::arg("kind"), numerator, denominator, py::kw_only(),
             py::arg("start"), py::arg("exclude"), py::arg("better"), py::arg("change"),
             py::arg("false_alarm"), py::arg("horizon"), py::arg("level"), py::arg("sigma"),
             py::arg("dispersion"), py::arg("others"), py::arg("threshold"), py::arg("head_start"),
             py::arg("min_baseline"), "A calibrated CUSUM; see kvalspc.monitor.");
  module.def("monitor_ewma", &ewma, py::arg("kind"), numerator, denominator, py::kw_only(), py::arg("start"),
             py::arg("exclude"), py::arg("better"), py::arg("weight"), py::arg("width"), py::arg("exact"),
             py::arg("level"), py::arg("sigma"), py::arg("min_baseline"), "An EWMA; see kvalspc.monitor.");
  module.def("monitor_risk_adjusted", &risk_adjusted, numerator, denominator, py::kw_only(),
             py::arg("expected").noconvert(), py::arg("shares"), py::arg("better"), py::arg("ratio"),
             py::arg("false_alarm"), py::arg("horizon"), py::arg("threshold"),
             "A risk-adjusted CUSUM and its VLAD; see kvalspc.monitor.");
  module.def("monitor_evidence", &evidence, py::arg("kind"), numerator, denominator, py::kw_only(),
             py::arg("exclude"), py::arg("better"), py::arg("target"), py::arg("alpha"), py::arg("prior"),
             "An e-process; see kvalspc.monitor.");
  module.def("monitor_residuals", &residuals, py::arg("kind"), numerator, denominator, py::kw_only(),
             py::arg("exclude"), py::arg("end"),
             "Squared residuals of a baseline and their degrees of freedom.");
  module.def("cusum_arl", &monitor::cusum_arl_two_sided, py::arg("k"), py::arg("h"), py::arg("shift"),
             py::arg("head_start"), "Average run length of a two-sided CUSUM.");
  module.def("cusum_threshold", &monitor::cusum_threshold, py::arg("k"), py::arg("arl"),
             "Threshold of a two-sided CUSUM with this average run length.");
  module.def("ewma_arl", &monitor::ewma_arl, py::arg("weight"), py::arg("width"), py::arg("shift"),
             "Average run length of an EWMA.");
  module.def("runs_arl", &runs, py::arg("rules"), py::arg("shift"),
             "Average run length of a Shewhart chart with runs rules.");
}

}  // namespace kvalspc::bindings
