/** @file False alarms as Python sees them. */
#pragma once

#include <pybind11/pybind11.h>

#include <kvalspc/false_alarm/rates.hpp>

namespace kvalspc::bindings {

[[nodiscard]] inline pybind11::dict to_dict(const false_alarm::Rates& rates) {
  pybind11::dict out;
  out["limits"] = rates.limits;
  out["rules"] = rates.rules;
  out["either"] = rates.either;
  out["simulated"] = rates.simulated;
  return out;
}

}  // namespace kvalspc::bindings
