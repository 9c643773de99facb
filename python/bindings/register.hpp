/** @file One function a noun; module.cpp calls them. */
#pragma once

#include <pybind11/pybind11.h>

namespace kvalspc::bindings {

void register_enums(pybind11::module_& module);
void register_aggregate(pybind11::module_& module);
void register_chart(pybind11::module_& module);
void register_compare(pybind11::module_& module);
void register_goal(pybind11::module_& module);
void register_interrupted(pybind11::module_& module);
void register_monitor(pybind11::module_& module);
void register_network(pybind11::module_& module);
void register_plan(pybind11::module_& module);
void register_suggest(pybind11::module_& module);
void register_sustained(pybind11::module_& module);
void register_batch(pybind11::module_& module);
void register_rephase(pybind11::module_& module);
void register_rules(pybind11::module_& module);
void register_false_alarms(pybind11::module_& module);
void register_funnel(pybind11::module_& module);
void register_multiplicity(pybind11::module_& module);
void register_variation(pybind11::module_& module);

}  // namespace kvalspc::bindings
