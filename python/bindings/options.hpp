/** @file Words that Python uses for settings, and what they mean in C++. */
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <kvalspc/chart_result.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/phase.hpp>
#include <kvalspc/profile.hpp>
#include <kvalspc/signal.hpp>

namespace kvalspc::bindings {

namespace py = pybind11;

/** The value that goes with a word; else an error that lists the words. */
template <class T, std::size_t N>
[[nodiscard]] T choose(std::string_view what, const std::string& got,
                       const std::array<std::pair<std::string_view, T>, N>& words) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == got) return value;
    known.append(known.empty() ? "\"" : ", \"").append(word).append("\"");
  }
  detail::throw_invalid(what, "\"" + got + "\"", known);
}

[[nodiscard]] inline LimitsKind limits_kind(const std::string& word) {
  return choose<LimitsKind, 4>("limits", word,
                               {{{"auto", LimitsKind::automatic},
                                 {"sigma", LimitsKind::sigma},
                                 {"exact", LimitsKind::exact},
                                 {"weibull", LimitsKind::exact}}});
}

[[nodiscard]] inline Better better(const std::optional<std::string>& word) {
  if (!word) return Better::unstated;
  return choose<Better, 2>("better", *word, {{{"higher", Better::higher}, {"lower", Better::lower}}});
}

/** A set of rules from Python: a name, None, or a dict made by kvalspc.rules. It owns the names that signals
 * refer to. */
class GivenRules {
 public:
  explicit GivenRules(const py::object& given) {
    if (given.is_none()) return;
    if (py::isinstance<py::str>(given)) {
      const auto name = given.cast<std::string>();
      set_ = ruleset::by_name(name);
      is_default_ = name == "anhoej";  // with its year it is asked for
      return;
    }
    const auto all = given.cast<py::dict>();
    set_ = RuleSet(keep(all["name"]), runs_test(all["runs"]), {});
    for (const py::handle one : all["rules"]) set_.add({keep(one["name"]), rule_of(one.cast<py::dict>())});
  }
  [[nodiscard]] const RuleSet& set() const noexcept { return set_; }
  /** Is it what nobody asked for? A profile then has its own. */
  [[nodiscard]] bool is_default() const noexcept { return is_default_; }

 private:
  [[nodiscard]] static rule::RunsTest runs_test(const py::handle& given) {
    std::array<std::pair<std::string_view, rule::RunsTest>, rule::runs_test_names.size()> words;
    for (std::size_t k = 0; k < words.size(); ++k)
      words[k] = {rule::runs_test_names[k], static_cast<rule::RunsTest>(k)};
    return given.is_none() ? rule::RunsTest::none : choose("runs", given.cast<std::string>(), words);
  }

  std::string_view keep(const py::handle& text) { return names_.emplace_back(text.cast<std::string>()); }

  [[nodiscard]] static rule::Any rule_of(const py::dict& one) {
    const auto type = one["type"].cast<std::string>();
    const auto whole = [&](const char* key) { return one[key].cast<int>(); };
    const auto flag = [&](const char* key) { return one[key].cast<bool>(); };
    if (type == rule::Shift::name) return rule::Shift{whole("length"), flag("ties_break")};
    if (type == rule::Trend::name) return rule::Trend{whole("length"), flag("ties_break")};
    if (type == rule::Alternating::name) return rule::Alternating{whole("length")};
    if (type == rule::OneSigma::name)
      return rule::OneSigma{whole("length"), flag("inside"), flag("both_sides")};
    return rule::Zone{whole("needed"), whole("window"), one["width"].cast<double>(), flag("all_on_side"),
                      flag("count_beyond_limits")};
  }

  std::deque<std::string> names_;
  RuleSet set_ = ruleset::none();
  bool is_default_ = false;
};

/** What the other settings start from: ours, or those of a tool. */
[[nodiscard]] inline Settings profile_of(const std::optional<std::string>& name) {
  return name ? profile::by_name(*name) : Settings();
}

/** Words that say more than a default are put into `settings`; what they leave to it stays.
 * @param screen true, false (as it stands), or nothing: never */
inline void put_common(Settings& settings, const std::string& limits, std::optional<bool> screen,
                       const std::string& constants) {
  settings.conventions.weibull_times = limits == "weibull";
  const LimitsKind kind = limits_kind(limits);
  if (kind != LimitsKind::automatic) settings.limits = kind;
  settings.conventions.screen = screen && (*screen || settings.conventions.screen);
  const auto factors = choose<RangeConstants, 2>(
      "constants", constants, {{{"field", constants::field}, {"exact", constants::exact}}});
  if (!factors.printed) settings.conventions.constants = factors;
}

/** How Python says what a subgroup's spread is, for an xbar chart and for the aggregation of rows. */
[[nodiscard]] inline Within within(const std::string& word) {
  return choose<Within, 2>("spread", word, {{{"sd", Within::sd}, {"range", Within::range}}});
}

/** The settings of a chart from a dict made by kvalspc.settings. It owns the names that signals refer to. */
class GivenSettings {
 public:
  explicit GivenSettings(const py::dict& given) : rules_(given["rules"]) {
    const auto words = [&](const char* key) { return given[key].cast<std::optional<std::string>>(); };
    settings_ = profile_of(words("profile"));
    put_common(settings_, given["limits"].cast<std::string>(), given["screen"].cast<std::optional<bool>>(),
               given["constants"].cast<std::string>());
    if (!words("profile") || !rules_.is_default()) settings_.rules = rules_.set();
    settings_.width = given["width"].cast<double>();
    settings_.better = better(words("better"));
    settings_.target = given["target"].cast<std::optional<double>>();
    Conventions& conventions = settings_.conventions;
    conventions.unordered = given["unordered"].cast<bool>();
    conventions.median_centre = given["median_centre"].cast<bool>();
    conventions.median_ranges = given["median_ranges"].cast<bool>();
    conventions.within = within(given["within"].cast<std::string>());
    using Four = std::array<std::optional<double>, 4>;
    for (const Four& one : given["standards"].cast<std::vector<Four>>())
      settings_.standards.push_back({one[0], one[1], one[2], one[3]});
  }
  [[nodiscard]] const Settings& get() const noexcept { return settings_; }

 private:
  GivenRules rules_;
  Settings settings_;
};

}  // namespace kvalspc::bindings
