/** @file What Python asks of many series at once: a sequence of kvalspc.question.Asked. */
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/chart_result.hpp>
#include <kvalspc/series.hpp>

#include "arrays.hpp"

namespace kvalspc::bindings {

/** The columns of one series and the chart that they are for. It keeps the arrays alive. */
class AskedColumns {
 public:
  /** @param given kind, numerator, denominator, within: the last two may be None */
  explicit AskedColumns(const py::tuple& given)
      : kind_(chart_kind(given[0].cast<std::string>())),
        numerator_(column(given[1])),
        denominator_(optional_column(given[2])),
        within_(optional_column(given[3])) {}
  [[nodiscard]] ChartKind kind() const noexcept { return kind_; }
  [[nodiscard]] Series series() const { return {view(numerator_), view(denominator_), view(within_)}; }

 private:
  [[nodiscard]] static Doubles column(const py::object& given) {
    if (!py::isinstance<Doubles>(given)) throw py::type_error("column: need a contiguous array of doubles");
    return Doubles(given);
  }
  [[nodiscard]] static std::optional<Doubles> optional_column(const py::object& given) {
    if (given.is_none()) return std::nullopt;
    return column(given);
  }

  ChartKind kind_;
  Doubles numerator_;
  std::optional<Doubles> denominator_;
  std::optional<Doubles> within_;
};

/**
 * Answers many questions: all are read, then all are answered without Python's lock, then told.
 * Another thread can prepare its questions in the meantime.
 *
 * @tparam Question made of a tuple of columns and a dict of options; `answer()` needs no Python
 * @param tell makes a dict of an answer
 */
template <class Question, class Tell>
[[nodiscard]] py::list answers(const py::sequence& asked, const Tell& tell) {
  std::vector<Question> questions;
  questions.reserve(asked.size());
  for (const py::handle one : asked) {
    const auto both = one.cast<py::tuple>();
    questions.emplace_back(both[0].cast<py::tuple>(), both[1].cast<py::dict>());
  }
  using Answer = decltype(questions.front().answer());
  std::vector<Answer> found;
  found.reserve(questions.size());
  {
    const py::gil_scoped_release release;
    for (const Question& one : questions) found.push_back(one.answer());
  }
  py::list out;
  for (Answer& one : found) out.append(tell(std::move(one)));
  return out;
}

}  // namespace kvalspc::bindings
