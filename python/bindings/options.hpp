/** @file Words that Python uses for settings, and what they mean in C++. */
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <kvalspc/chart_result.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/phase.hpp>
#include <kvalspc/signal.hpp>

namespace kvalspc::bindings {

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

[[nodiscard]] inline RuleSet rules(const std::optional<std::string>& word) {
  return word ? ruleset::by_name(*word) : ruleset::none();
}

[[nodiscard]] inline Conventions conventions(bool screen, const std::string& constants,
                                             const std::optional<std::string>& profile) {
  Conventions result;
  result.screen = screen;
  result.constants = choose<RangeConstants, 2>("constants", constants,
                                               {{{"field", constants::field}, {"exact", constants::exact}}});
  if (!profile) return result;
  using Make = Conventions (*)(bool);
  return choose<Make, 1>("profile", *profile,
                         {{{"qicharts2-0.8.1", [](bool s) { return profile::qicharts2_0_8_1(s); }}}})(screen);
}

}  // namespace kvalspc::bindings
