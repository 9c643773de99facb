/** @file Sets of rules, versioned by name so that a published result can be computed again. */
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <kvalspc/error.hpp>
#include <kvalspc/rule/alternating.hpp>
#include <kvalspc/rule/judged_runs.hpp>
#include <kvalspc/rule/one_sigma.hpp>
#include <kvalspc/rule/shift.hpp>
#include <kvalspc/rule/trend.hpp>
#include <kvalspc/rule/zone.hpp>

namespace kvalspc {

namespace rule {

template <class... R>
struct RuleList {
  using Any = std::variant<R...>;
  using AnyState = std::variant<typename R::State...>;
};

/** Every rule that looks at neighbouring points. */
using AllRules = RuleList<Shift, Trend, Zone, Alternating, OneSigma>;

/** One of them, and the memory of one of them. */
using Any = AllRules::Any;
using AnyState = AllRules::AnyState;

/** Parameters that a rule can work with. @throws std::invalid_argument */
inline void require_rule(const Any& any) {
  std::visit(
      []<class R>(const R& rule) {
        if constexpr (std::is_same_v<R, Zone>) {
          const bool fits =
              1 <= rule.needed && rule.needed <= rule.window && rule.window <= Zone::largest_window;
          if (!fits) {
            kvalspc::detail::throw_invalid("rule zone",
                                           std::to_string(rule.needed) + " of " + std::to_string(rule.window),
                                           "1 <= needed <= window <= 8");
          }
        } else if (std::is_same_v<R, OneSigma> && rule.length > OneSigma::longest) {
          kvalspc::detail::throw_invalid("rule one_sigma", "length " + std::to_string(rule.length),
                                         "at most " + std::to_string(OneSigma::longest));
        } else if (rule.length < 2) {
          kvalspc::detail::throw_invalid("rule " + std::string(R::name),
                                         "length " + std::to_string(rule.length), "2 or more");
        }
      },
      any);
}

/** A rule with the name its signals carry. */
struct Named {
  std::string_view name;  ///< in static storage
  Any rule;
};

}  // namespace rule

/** Rules that go together; a point beyond its limits signals whatever the set. A value: copy and change it
 * freely. */
class RuleSet {
 public:
  static constexpr std::size_t largest = 8;

  constexpr RuleSet() = default;
  /** @throws std::invalid_argument for more than `largest` rules. */
  RuleSet(std::string_view name, rule::RunsTest runs, std::initializer_list<rule::Named> rules)
      : name_(name), runs_(runs) {
    for (const rule::Named& one : rules) add(one);
  }

  void add(const rule::Named& one) {
    if (size_ == largest) detail::throw_invalid("rules", "more than 8", "at most 8 rules in a set");
    rule::require_rule(one.rule);
    rules_[size_++] = one;
  }
  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  /** How the runs of a whole phase are judged. */
  [[nodiscard]] rule::RunsTest runs() const noexcept { return runs_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const rule::Named& operator[](std::size_t k) const noexcept { return rules_[k]; }

 private:
  std::string_view name_ = "none";
  std::array<rule::Named, largest> rules_{};
  std::size_t size_{};
  rule::RunsTest runs_ = rule::RunsTest::none;
};

namespace ruleset {

[[nodiscard]] inline RuleSet none() { return {}; }

using rule::RunsTest;

/** Anhoej and Olesen (2014): unusually long run, unusually few crossings; thresholds follow the number of
 * points. */
[[nodiscard]] inline RuleSet anhoej_2014() { return {"anhoej-2014", RunsTest::anhoej, {}}; }

/** Anhoej and Wentzel-Larsen (2020): the same two figures within the best box, or the best box less its
 * edges. */
[[nodiscard]] inline RuleSet best_box_2020() { return {"best_box-2020", RunsTest::best_box, {}}; }
[[nodiscard]] inline RuleSet cut_box_2020() { return {"cut_box-2020", RunsTest::cut_box, {}}; }

/** The same two figures by their exact distribution given the numbers above and below: at most 5 % false
 * signals whatever the sides. */
[[nodiscard]] inline RuleSet runs_exact() { return {"runs_exact", RunsTest::exact, {}}; }

/** Western Electric, Statistical Quality Control Handbook (1956). */
[[nodiscard]] inline RuleSet western_electric_1956() {
  return {"western_electric-1956",
          RunsTest::none,
          {{"western_electric_2", rule::Zone{2, 3, 2.0}},
           {"western_electric_3", rule::Zone{4, 5, 1.0}},
           {"western_electric_4", rule::Shift{8, true}}}};
}

/** Nelson (1984), J. Qual. Technol. 16:237-239; its rule 1 is a point beyond 3 sigma. */
[[nodiscard]] inline RuleSet nelson_1984() {
  return {"nelson-1984",
          RunsTest::none,
          {{"nelson_2", rule::Shift{9, true}},
           {"nelson_3", rule::Trend{6, true}},
           {"nelson_4", rule::Alternating{14}},
           {"nelson_5", rule::Zone{2, 3, 2.0}},
           {"nelson_6", rule::Zone{4, 5, 1.0}},
           {"nelson_7", rule::OneSigma{15, true}},
           {"nelson_8", rule::OneSigma{8, false, true}}}};
}

/** NHS Making Data Count; from 2023 a point beyond 3 sigma counts as beyond 2. */
[[nodiscard]] inline RuleSet nhs(bool from_2023) {
  return {from_2023 ? "nhs-2023" : "nhs-2020",
          RunsTest::none,
          {{"nhs_shift", rule::Shift{7, true}},
           {"nhs_trend", rule::Trend{7, true}},
           {"nhs_two_of_three", rule::Zone{2, 3, 2.0, true, from_2023}}}};
}

/**
 * IHI: Perla, Provost and Murray (2011), BMJ Qual. Saf. 20:46-51, doi:10.1136/bmjqs.2009.037895: shift,
 * trend, too few or too many runs. The last by the exact distribution instead of the printed table; the
 * fourth, a point obviously different from the rest, is left to the eye.
 */
[[nodiscard]] inline RuleSet ihi_2011() {
  return {"ihi-2011",
          RunsTest::wald_wolfowitz,
          {{"ihi_shift", rule::Shift{6, false}}, {"ihi_trend", rule::Trend{5, false}}}};
}

/**
 * The set called `name`; without a year, the newest.
 * @throws std::invalid_argument listing the names.
 */
[[nodiscard]] inline RuleSet by_name(std::string_view name) {
  if (name == "anhoej" || name == "anhoej-2014") return anhoej_2014();
  if (name == "best_box" || name == "best_box-2020") return best_box_2020();
  if (name == "cut_box" || name == "cut_box-2020") return cut_box_2020();
  if (name == "runs_exact") return runs_exact();
  if (name == "western_electric" || name == "western_electric-1956") return western_electric_1956();
  if (name == "nelson" || name == "nelson-1984") return nelson_1984();
  if (name == "nhs" || name == "nhs-2023") return nhs(true);
  if (name == "nhs-2020") return nhs(false);
  if (name == "ihi" || name == "ihi-2011") return ihi_2011();
  detail::throw_invalid(
      "rules", "\"" + std::string(name) + "\"",
      "one of anhoej, best_box, cut_box, runs_exact, western_electric, nelson, nhs, ihi (or with "
      "its year: nhs-2020)");
}

}  // namespace ruleset

namespace rule {

/** The rules of a set at work on one phase. */
class Watch {
 public:
  explicit Watch(const RuleSet& rules) noexcept : rules_(rules) {
    for (std::size_t k = 0; k < rules.size(); ++k) begin(rules[k].rule, states_[k], AllRules{});
  }

  /** The next point that counts; calls found(k, pattern) for each rule that it completes. */
  template <class Found>
  void step(const Observation& at, Found found) noexcept {
    for (std::size_t k = 0; k < rules_.size(); ++k) {
      const std::optional<Pattern> pattern = step_one(rules_[k].rule, states_[k], at, AllRules{});
      if (pattern) found(k, *pattern);
    }
  }

 private:
  // By get_if, not std::visit: that may throw, and the kernel must not.
  template <class... R>
  static void begin(const Any& rule, AnyState& state, RuleList<R...>) noexcept {
    ((std::holds_alternative<R>(rule) ? void(state.template emplace<typename R::State>()) : void()), ...);
  }

  template <class... R>
  static std::optional<Pattern> step_one(const Any& rule, AnyState& state, const Observation& at,
                                         RuleList<R...>) noexcept {
    std::optional<Pattern> pattern;
    const auto try_one = [&]<class One>(const One* one, typename One::State* memory) {
      if (one != nullptr && memory != nullptr) pattern = memory->step(*one, at);
    };
    (try_one(std::get_if<R>(&rule), std::get_if<typename R::State>(&state)), ...);
    return pattern;
  }

  const RuleSet& rules_;
  std::array<AnyState, RuleSet::largest> states_{};
};

}  // namespace rule
}  // namespace kvalspc
