/** @file Named profiles: one name settles all that a tool chooses, so that its numbers come out. */
#pragma once

#include <string>
#include <string_view>

#include <kvalspc/chart_result.hpp>
#include <kvalspc/error.hpp>

namespace kvalspc::profile {

/**
 * The settings of the tool called `name`; change what should differ. docs/differences.md says what each
 * follows.
 *
 * "qicharts2-0.8.1" and "autospc-0.0.0.9051" leave `Conventions::screen` to the caller, as these tools do.
 * "mdc-2020" is NHS Making Data Count as the R package NHSRplotthedots 0.2.2 has it, "mdc-2023" with its
 * rules since 2023. "montgomery" is the textbook, as the R package qcc 3.0 follows it.
 * @throws std::invalid_argument listing the names.
 */
[[nodiscard]] inline Settings by_name(std::string_view name) {
  Settings settings;
  settings.limits = LimitsKind::sigma;
  if (name == "qicharts2-0.8.1") {
    settings.conventions = qicharts2_0_8_1(false);
  } else if (name == "autospc-0.0.0.9051") {
    settings.conventions = autospc_0_0_0_9051(false);
    settings.rules = RuleSet("autospc", rule::RunsTest::none, {{"shift", rule::Shift{8, true}}});
  } else if (name == "mdc-2020" || name == "mdc-2023") {
    settings.conventions = making_data_count();
    settings.rules = ruleset::nhs(name == "mdc-2023");
  } else if (name == "montgomery") {
    settings.conventions = montgomery();
    settings.rules = ruleset::western_electric_1956();
  } else {
    kvalspc::detail::throw_invalid(
        "profile", "\"" + std::string(name) + "\"",
        "\"qicharts2-0.8.1\", \"autospc-0.0.0.9051\", \"mdc-2020\", \"mdc-2023\", \"montgomery\"");
  }
  return settings;
}

}  // namespace kvalspc::profile
