/** @file The module kvalspc._core: private, only numbers and plain dicts. */
#include <string>

#include <pybind11/pybind11.h>

#include <kvalspc/version.hpp>

#include "register.hpp"

// Stateless, so no GIL is needed to guard anything.
PYBIND11_MODULE(_core, module, pybind11::mod_gil_not_used()) {
  using namespace kvalspc::bindings;
  module.doc() = "Compiled part of kvalspc. Private: use the package kvalspc.";
  module.attr("__version__") = std::to_string(KVALSPC_VERSION_MAJOR) + "." +
                               std::to_string(KVALSPC_VERSION_MINOR) + "." +
                               std::to_string(KVALSPC_VERSION_PATCH);
  register_enums(module);
  register_aggregate(module);
  register_chart(module);
  register_compare(module);
  register_goal(module);
  register_interrupted(module);
  register_monitor(module);
  register_network(module);
  register_plan(module);
  register_suggest(module);
  register_sustained(module);
  register_batch(module);
  register_rephase(module);
  register_rules(module);
  register_false_alarms(module);
  register_funnel(module);
  register_multiplicity(module);
  register_variation(module);
}
