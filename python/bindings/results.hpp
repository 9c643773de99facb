/** @file Parts of verdicts as dicts, for every binding that returns them. */
#pragma once

#include <pybind11/pybind11.h>

#include <kvalspc/verdict/effect.hpp>

namespace kvalspc::bindings {

namespace py = pybind11;

[[nodiscard]] inline py::dict test_dict(const verdict::Test& test) {
  py::dict out;
  out["p"] = test.p;
  out["effect"] = test.effect;
  out["effect_lower"] = test.effect_lower;
  out["effect_upper"] = test.effect_upper;
  out["ratio"] = test.ratio;
  out["ratio_lower"] = test.ratio_lower;
  out["ratio_upper"] = test.ratio_upper;
  return out;
}

[[nodiscard]] inline py::dict side_dict(const verdict::Side& side) {
  py::dict out;
  out["level"] = side.level;
  out["numerator"] = side.numerator;
  out["denominator"] = side.denominator;
  out["n"] = side.n;
  return out;
}

}  // namespace kvalspc::bindings
