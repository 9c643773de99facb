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
  return choose<LimitsKind, 3>(
      "limits", word,
      {{{"auto", LimitsKind::automatic}, {"sigma", LimitsKind::sigma}, {"exact", LimitsKind::exact}}});
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
      set_ = ruleset::by_name(given.cast<std::string>());
      return;
    }
    const auto all = given.cast<py::dict>();
    set_ = RuleSet(keep(all["name"]), runs_test(all["runs"]), {});
    for (const py::handle one : all["rules"]) set_.add({keep(one["name"]), rule_of(one.cast<py::dict>())});
  }
  [[nodiscard]] const RuleSet& set() const noexcept { return set_; }

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
    if (type == rule::OneSigma::name) return rule::OneSigma{whole("length"), flag("inside")};
    return rule::Zone{whole("needed"), whole("window"), one["width"].cast<double>(), flag("all_on_side"),
                      flag("count_beyond_limits")};
  }

  std::deque<std::string> names_;
  RuleSet set_ = ruleset::none();
};

[[nodiscard]] inline Conventions conventions(bool screen, const std::string& constants,
                                             const std::optional<std::string>& profile) {
  Conventions result;
  result.screen = screen;
  result.constants = choose<RangeConstants, 2>("constants", constants,
                                               {{{"field", constants::field}, {"exact", constants::exact}}});
  if (!profile) return result;
  using Make = Conventions (*)(bool);
  return choose<Make, 2>("profile", *profile,
                         {{{"qicharts2-0.8.1", profile::qicharts2_0_8_1},
                           {"autospc-0.0.0.9051", profile::autospc_0_0_0_9051}}})(screen);
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
    settings_.limits = limits_kind(given["limits"].cast<std::string>());
    settings_.rules = rules_.set();
    settings_.better = better(words("better"));
    settings_.target = given["target"].cast<std::optional<double>>();
    Conventions& conventions = settings_.conventions;
    conventions = bindings::conventions(given["screen"].cast<bool>(), given["constants"].cast<std::string>(),
                                        words("profile"));
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
