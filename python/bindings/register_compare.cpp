/** @file compare() for Python: series in, dicts out. */
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/phase.hpp>
#include <kvalspc/verdict/bound_of_none.hpp>
#include <kvalspc/verdict/compare.hpp>

#include "asked.hpp"
#include "options.hpp"
#include "register.hpp"
#include "results.hpp"

namespace kvalspc::bindings {
namespace {

py::object position(bool known, std::size_t at) {
  if (!known) return py::none();
  return py::int_(at);
}

py::dict to_dict(const verdict::BaselineCheck& check) {
  py::dict out;
  out["changed"] = check.changed;
  out["change_at"] = position(check.change.found, check.change.at);
  out["change_p"] = check.change_p;
  out["odd"] = check.odd;
  out["odd_p"] = check.odd_p;
  out["trend_p"] = check.trend.p;
  out["slope"] = check.trend.slope;
  out["p_without_last"] = check.p_without_last;
  return out;
}

py::list words(const std::vector<Note>& notes) {
  py::list out;
  for (const Note note : notes) out.append(std::string(name(note)));
  return out;
}

py::dict to_dict(const Comparison& c) {
  py::dict out;
  out["verdict"] = c.verdict;
  out["strength"] = c.strength;
  out["reason"] = c.reason;
  out["p_value"] = c.p_value;
  out["p_adjusted"] = c.evidence.p_adjusted;
  out["dispersion"] = c.evidence.dispersion;
  out["dispersion_used"] = c.evidence.dispersion_used;
  out["autocorrelation"] = c.evidence.autocorrelation;
  out["exact"] = test_dict(c.evidence.exact);
  out["quasi"] = test_dict(c.evidence.quasi);
  out["deciding"] = test_dict(verdict::deciding(c.evidence));
  out["baseline"] = side_dict(c.baseline);
  out["after"] = side_dict(c.after);
  out["power"] = c.power;
  out["relevant_change"] = c.relevant_change;
  out["periods_needed"] = position(c.periods_needed.has_value(), c.periods_needed.value_or(0));
  out["change_at"] = position(c.change.found, c.change.at);
  out["change_lower"] = position(c.change.found, c.change.lower);
  out["change_upper"] = position(c.change.found, c.change.upper);
  out["change_p"] = c.change.p;
  out["change_log_likelihood_ratio"] = c.change.log_likelihood_ratio;
  out["change_bayes_factor"] = c.change.bayes_factor;
  out["notes"] = words(c.notes);
  out["baseline_check"] = to_dict(c.baseline_check);
  const verdict::Test& test = verdict::deciding(c.evidence);
  out["odds_ratio"] = test.odds_ratio;
  out["odds_ratio_lower"] = test.odds_ratio_lower;
  out["odds_ratio_upper"] = test.odds_ratio_upper;
  return out;
}

/** One series, and how it is judged. */
class CompareQuestion {
 public:
  CompareQuestion(const py::tuple& columns, const py::dict& how)
      : columns_(columns),
        start_(how["start"].cast<Position>()),
        end_(how["end"].cast<Position>()),
        settings_{
            how["alpha"].cast<double>(),           better(how["better"].cast<std::optional<std::string>>()),
            how["relevant_change"].cast<double>(), how["min_baseline"].cast<std::size_t>(),
            how["min_after"].cast<std::size_t>(),  how["moderate_at_most"].cast<bool>(),
            how["wash_in"].cast<std::size_t>(),    {}},
        excluded_(exclusion_mask({{}, {}, how["exclude"].cast<std::vector<std::size_t>>()},
                                 columns_.series().size())) {
    const auto prior = how["prior"].cast<std::optional<std::array<double, 3>>>();
    if (prior) settings_.prior = {(*prior)[0], (*prior)[1], (*prior)[2]};
  }
  [[nodiscard]] Comparison answer() const {
    return compare(columns_.kind(), columns_.series(), start_, end_, settings_, excluded_);
  }

 private:
  using Position = std::optional<std::size_t>;

  AskedColumns columns_;
  Position start_;
  Position end_;
  CompareSettings settings_;
  std::vector<std::uint8_t> excluded_;
};

}  // namespace

void register_compare(py::module_& module) {
  const CompareSettings defaults;
  module.attr("min_baseline") = defaults.min_baseline;
  module.attr("min_after") = defaults.min_after;
  module.attr("enough_power") = verdict::enough_power;
  module.attr("scan_periods") = verdict::scan_periods;
  module.def(
      "comparisons",
      [](const py::sequence& asked) {
        return answers<CompareQuestion>(asked, [](const Comparison& found) { return to_dict(found); });
      },
      py::arg("asked"), "Many series, each judged; see kvalspc.compare.");
  module.def(
      "bound_of_none",
      [](const std::string& kind, double events, double n, double alpha) {
        const double bound = verdict::bound_of_none(verdict::measure_of(chart_kind(kind)), events, n, alpha);
        return std::isnan(bound) ? std::optional<double>() : bound;
      },
      py::arg("kind"), py::arg("events"), py::arg("n"), py::arg("alpha"),
      "What a level without variation may be all the same; see kvalspc.Comparison.");
}

}  // namespace kvalspc::bindings
