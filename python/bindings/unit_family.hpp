/** @file What is compared between units, by the word that Python uses. */
#pragma once

#include <string>

#include <kvalspc/units/family.hpp>

#include "options.hpp"

namespace kvalspc::bindings {

[[nodiscard]] inline units::Measure unit_measure(const std::string& kind) {
  return choose<units::Measure, 3>(
      "kind", kind,
      {{{"p", units::Measure::proportions}, {"u", units::Measure::rates}, {"oe", units::Measure::ratios}}});
}

/** Calls `call` with the family of a measure. */
template <class Call>
auto with_family(units::Measure measure, Call call) {
  return measure == units::Measure::proportions ? call(units::Proportions{}) : call(units::Rates{});
}

}  // namespace kvalspc::bindings
