/** @file batch() for Python: columns in, columns out, without the GIL. */
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/batch.hpp>
#include <kvalspc/isa.hpp>

#include "arrays.hpp"
#include "options.hpp"
#include "register.hpp"

namespace kvalspc::bindings {
namespace {

/** Columns by name: made once, spanned for the library, then handed to Python. */
class Columns {
 public:
  explicit Columns(std::size_t size) : size_(size) {}

  template <class T>
  [[nodiscard]] std::span<T> add(const char* title) {
    Column<T> column(size_);
    out_[title] = column.array();
    return column.span();
  }
  [[nodiscard]] py::dict take() { return out_; }

 private:
  std::size_t size_;
  py::dict out_;
};

/** Every point of every series, in the order of the rows. */
[[nodiscard]] py::dict add_points(PointColumns& points, std::size_t rows) {
  Columns columns(rows);
  points.value = columns.add<double>("value");
  points.centre = columns.add<double>("centre");
  points.lower = columns.add<double>("lower");
  points.upper = columns.add<double>("upper");
  points.lower_raw = columns.add<double>("lower_raw");
  points.upper_raw = columns.add<double>("upper_raw");
  points.phase = columns.add<std::int32_t>("phase");
  points.included = columns.add<std::uint8_t>("included");
  points.beyond = columns.add<std::uint8_t>("beyond");
  return columns.take();
}

/** Looks for Ctrl-C now and then, so that a long call can be interrupted. */
class Interruptible {
 public:
  void operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(50);
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }

 private:
  std::chrono::steady_clock::time_point next_{};
};

/** What is asked of each series: columns of Python, held while they are used. */
struct GivenQuestions {
  explicit GivenQuestions(const py::dict& given)
      : ends(given["ends"].cast<std::optional<Integers>>()),
        alphas(given["alphas"].cast<std::optional<Doubles>>()),
        sustained_from(given["sustained_from"].cast<std::optional<Integers>>()),
        min_sustained(given["min_sustained"].cast<std::size_t>()) {
    const auto windows = given["goals"].cast<std::vector<GivenGoal>>();
    const auto at_least = given["at_least"].cast<bool>();
    const auto relevant_change = given["relevant_change"].cast<double>();
    for (const auto& [bound, start, first, end, due] : windows)
      goals.push_back({bound, at_least, start, first, end, Goal{}.alpha, relevant_change, due});
  }
  [[nodiscard]] BatchQuestions get() const {
    return {view(ends), view(alphas), view(sustained_from), min_sustained, goals};
  }

 private:
  using GivenGoal = std::tuple<double, std::optional<std::size_t>, std::size_t, std::size_t, bool>;
  std::optional<Integers> ends;
  std::optional<Doubles> alphas;
  std::optional<Integers> sustained_from;
  std::size_t min_sustained;
  std::vector<Goal> goals;
};

/** Breaks, freezes and exclusions of a series. */
using GivenPlan = std::array<std::vector<std::size_t>, 3>;

[[nodiscard]] std::vector<Plan> plans_of(const std::vector<GivenPlan>& given) {
  std::vector<Plan> plans;
  plans.reserve(given.size());
  for (const auto& [breaks, freeze, exclude] : given) plans.push_back({breaks, freeze, exclude});
  return plans;
}

[[nodiscard]] BatchSeries series_of(const std::optional<Numbers>& numerator,
                                    const std::optional<Numbers>& denominator, const Integers& offsets) {
  BatchSeries series{view_of<double>(numerator), view_of<double>(denominator), view(offsets)};
  series.whole_numerator = view_of<std::int32_t>(numerator);
  series.whole_denominator = view_of<std::int32_t>(denominator);
  return series;
}

}  // namespace

void register_batch(py::module_& module) {
  module.def(
      "batch_chart",
      [](const std::string& kind, const std::optional<Numbers>& numerator,
         const std::optional<Numbers>& denominator, const std::optional<Doubles>& within,
         const Integers& offsets, const std::vector<GivenPlan>& plans, const std::optional<Doubles>& target,
         const py::dict& settings, bool runs_p, bool points, unsigned threads) {
        const std::vector<Plan> own = plans_of(plans);
        BatchSeries series = series_of(numerator, denominator, offsets);
        series.within = view(within);
        series.target = view(target);
        if (own.size() != 1) series.plans = own;
        const GivenSettings given(settings);
        const ChartKind which = chart_kind(kind);
        Columns columns(series.size());
        SummaryColumns out;
        out.centre = columns.add<double>("centre");
        out.useful = columns.add<std::int32_t>("useful");
        out.longest_run = columns.add<std::int32_t>("longest_run");
        out.crossings = columns.add<std::int32_t>("crossings");
        out.runs_signal = columns.add<std::uint8_t>("runs_signal");
        out.beyond = columns.add<std::int32_t>("beyond");
        out.first_beyond = columns.add<std::int32_t>("first_beyond");
        out.last_beyond = columns.add<std::int32_t>("last_beyond");
        out.status = columns.add<std::uint8_t>("status");
        out.variation = columns.add<std::uint8_t>("variation");
        out.assurance = columns.add<std::uint8_t>("assurance");
        if (runs_p) {
          out.runs_p = columns.add<double>("runs_p");
          out.runs_judgeable = columns.add<std::uint8_t>("runs_judgeable");
        }
        py::dict every_point;
        if (points) every_point = add_points(out.points, series.rows());
        {
          const py::gil_scoped_release release;  // the arrays are held by the arguments and by `columns`
          batch(which, series, own.size() == 1 ? own.front() : Plan{}, given.get(), out,
                {threads, Interruptible()});
        }
        py::dict found = columns.take();
        if (points) found["points"] = every_point;
        return found;
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("within").noconvert(), py::arg("offsets").noconvert(), py::kw_only(), py::arg("plans"),
      py::arg("target").noconvert(), py::arg("settings"), py::arg("runs_p"), py::arg("points"),
      py::arg("threads"),
      "Many series through one chart, with one plan for all or one a series; see kvalspc.batch.");

  module.def(
      "batch_compare",
      [](const std::string& kind, const std::optional<Numbers>& numerator,
         const std::optional<Numbers>& denominator, const Integers& offsets, const Integers& starts,
         const std::vector<std::vector<std::size_t>>& exclude, const std::optional<std::string>& wish,
         double alpha, double relevant_change, std::size_t min_baseline, std::size_t min_after,
         bool moderate_at_most, bool share, const py::dict& asked, unsigned threads) {
        std::vector<Plan> own;
        for (const auto& positions : exclude) own.push_back({{}, {}, positions});
        const Plan plan = own.size() == 1 ? own.front() : Plan{};
        BatchSeries series = series_of(numerator, denominator, offsets);
        if (own.size() != 1) series.plans = own;
        const CompareSettings settings{
            alpha, better(wish), relevant_change, min_baseline, min_after, moderate_at_most, {}};
        const GivenQuestions given(asked);
        const BatchQuestions questions = given.get();
        const ChartKind which = chart_kind(kind);
        Columns columns(series.size());
        ComparisonColumns out;
        out.verdict = columns.add<std::uint8_t>("verdict");
        out.strength = columns.add<std::uint8_t>("strength");
        out.reason = columns.add<std::uint8_t>("reason");
        out.p_value = columns.add<double>("p_value");
        out.exact_p = columns.add<double>("exact_p");
        out.quasi_p = columns.add<double>("quasi_p");
        out.p_adjusted = columns.add<double>("p_adjusted");
        out.dispersion = columns.add<double>("dispersion");
        out.effect = columns.add<double>("effect");
        out.effect_lower = columns.add<double>("effect_lower");
        out.effect_upper = columns.add<double>("effect_upper");
        out.ratio = columns.add<double>("ratio");
        out.ratio_lower = columns.add<double>("ratio_lower");
        out.ratio_upper = columns.add<double>("ratio_upper");
        out.baseline_level = columns.add<double>("baseline_level");
        out.after_level = columns.add<double>("after_level");
        out.power = columns.add<double>("power");
        out.relevant_change = columns.add<double>("relevant_change");
        out.periods_needed = columns.add<std::int32_t>("periods_needed");
        out.change_at = columns.add<std::int32_t>("change_at");
        out.change_lower = columns.add<std::int32_t>("change_lower");
        out.change_upper = columns.add<std::int32_t>("change_upper");
        out.change_p = columns.add<double>("change_p");
        out.dispersion_used = columns.add<double>("dispersion_used");
        out.sustained = columns.add<std::uint8_t>("sustained");
        out.goal = columns.add<std::uint8_t>("goal");
        {
          const py::gil_scoped_release release;  // the arrays are held by the arguments and by `columns`
          const Effort effort{threads, Interruptible()};
          const DispersionPriors priors =
              share ? share_dispersion(which, series, view(starts), plan, effort, questions)
                    : DispersionPriors{};
          batch(which, series, view(starts), plan, settings, out, effort, priors, questions);
        }
        return columns.take();
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("offsets").noconvert(), py::arg("starts").noconvert(), py::kw_only(), py::arg("exclude"),
      py::arg("better"), py::arg("alpha"), py::arg("relevant_change"), py::arg("min_baseline"),
      py::arg("min_after"), py::arg("moderate_at_most"), py::arg("share"), py::arg("asked"),
      py::arg("threads"), "Many series judged; see kvalspc.batch.");

  module.def(
      "isa", [] { return std::string(isa()); },
      "The instruction set of the batch's kernels; see kvalspc.isa.");

  module.def(
      "share_dispersion",
      [](const std::string& kind, const Doubles& numerator, const std::optional<Doubles>& denominator,
         const Integers& offsets, const Integers& starts) {
        const BatchSeries series{view(numerator), view(denominator), view(offsets)};
        py::list out;
        for (const auto& prior : share_dispersion(chart_kind(kind), series, view(starts), {})) {
          if (prior) out.append(py::make_tuple(prior->scale, prior->degrees, prior->most_degrees));
          else out.append(py::none());
        }
        return out;
      },
      py::arg("kind"), py::arg("numerator").noconvert(), py::arg("denominator").noconvert(),
      py::arg("offsets").noconvert(), py::arg("starts").noconvert(),
      "One (scale, degrees, most_degrees) a series, for compare(prior=); None where there is none.");
}

}  // namespace kvalspc::bindings
