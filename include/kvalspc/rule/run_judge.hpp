/** @file Judges runs; keeps what many series share, so that each costs a look-up. */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kvalspc/math/real.hpp>
#include <kvalspc/rule/anhoej.hpp>
#include <kvalspc/rule/box.hpp>
#include <kvalspc/rule/exact_thresholds.hpp>
#include <kvalspc/rule/fair_sides.hpp>
#include <kvalspc/rule/judged_runs.hpp>
#include <kvalspc/rule/run_distribution.hpp>
#include <kvalspc/rule/run_side.hpp>

namespace kvalspc::rule {

/**
 * One a thread. Memory is taken by reserve() alone; what it and FairSides keep changes no result.
 *
 * Published thresholds (Anhoej, boxes) suppose that a point falls on either side with equal chance. Where
 * ties or skewness make the sides so unequal that they would signal more often than they say (and more than 5
 * %), the exact p-value given the sides must agree. `strict` = false judges by thresholds alone, as
 * published.
 */
class RunJudge {
 public:
  void reserve(std::size_t points) {
    law_.reserve(points);
    box_.reserve(points);
    if (lengths_.size() <= points) lengths_.resize(points + 1);
  }
  /** Keeps more of what series share: worth its memory for many of them. */
  void expect_many() {
    sides_.resize(512);
    p_.resize(4096);
  }

  struct Question {
    RunsTest test;
    Line line;
    bool strict;
    bool with_p;      ///< else p is no more than a number on its side of 5 %, where it decides
    Runs baseline{};  ///< where the line is the baseline's: its runs
  };

  /** Is there nothing to judge: nobody asks for p, and the published thresholds take these runs for random?
   */
  [[nodiscard]] KVALSPC_INLINE bool silent(std::int32_t useful, std::int32_t longest_run,
                                           std::int32_t crossings, const Question& asked) noexcept {
    if (asked.with_p || !published(asked.test)) return false;
    return !signals(useful, longest_run, crossings, asked.test);
  }
  /** The same of many at once, a bit each: runs that signal are few and unforeseen, so no branch asks. */
  template <std::size_t many>
  [[nodiscard]] KVALSPC_INLINE unsigned silent(const std::int32_t (&useful)[many],
                                               const std::int32_t (&longest_run)[many],
                                               const std::int32_t (&crossings)[many],
                                               const Question& asked) noexcept {
    static_assert(many <= 32);
    if (asked.with_p || !published(asked.test)) return 0;
    std::int32_t hits[many];                   // as wide as what is compared: one register each
    if (useful[0] > 0 && all_equal(useful)) {  // then one look-up will do
      const RunThresholds same = length(useful[0], asked.test);
      for (std::size_t k = 0; k < many; ++k) hits[k] = same.signal(longest_run[k], crossings[k]) ? 1 : 0;
    } else {
      for (std::size_t k = 0; k < many; ++k)
        hits[k] = signals(useful[k], longest_run[k], crossings[k], asked.test) ? 1 : 0;
    }
    unsigned bits = 0;
    for (std::size_t k = 0; k < many; ++k) bits |= static_cast<unsigned>(1 - hits[k]) << k;
    return bits;
  }

  [[nodiscard]] JudgedRuns judge(const Runs& runs, const Question& asked) noexcept {
    JudgedRuns result{runs, {}, asked.test};
    if (runs.useful < 1) return result;
    result.thresholds = thresholds(runs, asked.test);
    const bool hit = result.thresholds.signal(runs.longest_run, runs.crossings);
    if (!asked.with_p && !hit) return result;  // no signal, whatever p would be
    const bool own = asked.line == Line::own;
    const bool given =
        own || (asked.line == Line::baseline && !holds(divided_as(asked.baseline, runs.useful), asked.test));
    result.needs_p = asked.strict && given && published(asked.test) && (!own || !holds(runs, asked.test));
    if (!asked.with_p && !result.needs_p) return result;
    const Probability& exact = probability(runs, given, asked.with_p);
    result.p = exact.p;
    result.judgeable = exact.attains;
    return result;
  }

 private:
  /** What depends on the number of useful points. */
  struct Length {
    std::array<RunThresholds, 3> thresholds{};  ///< anhoej, best box, cut box
    std::array<double, 3> false_signal{-1.0, -1.0, -1.0};
  };
  /** What depends on the numbers above and below. */
  struct Sides {
    std::int32_t above = -1, below = -1;
    RunsTest test = RunsTest::none;
    RunThresholds thresholds{};
  };
  struct Probability {
    std::int32_t above = -1, below = -1, longest = 0, crossings = 0;
    bool given = false, exact = false, attains = false;
    double p = 1.0;
  };

  template <std::size_t many>
  [[nodiscard]] static KVALSPC_INLINE bool all_equal(const std::int32_t (&numbers)[many]) noexcept {
    std::int32_t differ = 0;
    for (const std::int32_t number : numbers) differ |= number ^ numbers[0];
    return differ == 0;
  }
  [[nodiscard]] static constexpr bool published(RunsTest test) noexcept {
    return test == RunsTest::anhoej || test == RunsTest::best_box || test == RunsTest::cut_box;
  }
  [[nodiscard]] static constexpr std::size_t slot(RunsTest test) noexcept {
    return static_cast<std::size_t>(test) - static_cast<std::size_t>(RunsTest::anhoej);
  }

  /** `useful` points that a line divides in the same proportion as those before it. */
  [[nodiscard]] static Runs divided_as(const Runs& baseline, std::int32_t useful) noexcept {
    const auto share = [&](std::int32_t part) {
      return static_cast<double>(useful) * part / std::max(baseline.useful, 1);
    };
    return {useful, static_cast<std::int32_t>(std::nearbyint(share(baseline.above)))};
  }

  /** Given these sides, do the published thresholds signal as seldom as they promise? */
  [[nodiscard]] bool holds(const Runs& runs, RunsTest test) noexcept {
    if (!published(test)) return true;
    static std::array<FairSides, 3> known;
    const std::int32_t below = runs.useful - runs.above;
    return known[slot(test)].ask(runs.above, below, [&] {
      const double promised = false_signal(runs.useful, test);
      law_.given(std::max(runs.above, below), std::min(runs.above, below));
      return !law_.exceeds(length(runs.useful, test), std::max(runs_level, promised));
    });
  }

  [[nodiscard]] RunThresholds thresholds(const Runs& runs, RunsTest test) noexcept {
    if (test == RunsTest::exact || test == RunsTest::wald_wolfowitz) return sides(runs, test).thresholds;
    return length(runs.useful, published(test) ? test : RunsTest::anhoej);
  }

  [[nodiscard]] KVALSPC_INLINE bool signals(std::int32_t useful, std::int32_t longest_run,
                                            std::int32_t crossings, RunsTest test) noexcept {
    return useful > 0 && length(useful, test).signal(longest_run, crossings);
  }
  [[nodiscard]] KVALSPC_INLINE const RunThresholds& length(std::int32_t useful, RunsTest test) noexcept {
    RunThresholds& kept = lengths_[static_cast<std::size_t>(useful)].thresholds[slot(test)];
    if (kept.longest_run_max <= 0) find_length(kept, useful, test);
    return kept;
  }

  void find_length(RunThresholds& kept, std::int32_t useful, RunsTest test) noexcept {
    if (test == RunsTest::anhoej) kept = anhoej_thresholds(useful);
    else kept = test == RunsTest::best_box ? box_.best_box(law_, useful) : box_.cut_box(law_, useful);
  }

  /** P(signal) of `test` when sides are equally likely. */
  [[nodiscard]] double false_signal(std::int32_t useful, RunsTest test) noexcept {
    const RunThresholds limits = length(useful, test);
    double& kept = lengths_[static_cast<std::size_t>(useful)].false_signal[slot(test)];
    if (kept >= 0.0) return kept;
    law_.fair(useful);
    kept = law_.outside(limits);
    return kept;
  }

  [[nodiscard]] const Sides& sides(const Runs& runs, RunsTest test) noexcept {
    const std::int32_t below = runs.useful - runs.above;
    const std::size_t place = (static_cast<std::size_t>(runs.above) * 31 +
                               static_cast<std::size_t>(below) * 7 + static_cast<std::size_t>(test)) %
                              sides_.size();
    Sides& kept = sides_[place];
    if (kept.above == runs.above && kept.below == below && kept.test == test) return kept;
    kept = {runs.above, below, test};
    law_.given(runs.above, below);
    kept.thresholds = test == RunsTest::exact ? box_within(law_, runs_level) : runs_within(law_, runs_level);
    return kept;
  }

  [[nodiscard]] const Probability& probability(const Runs& runs, bool given, bool exact) noexcept {
    const Probability wanted{runs.above, runs.useful - runs.above, runs.longest_run, runs.crossings, given,
                             exact};
    const auto part = [](std::int32_t k, std::size_t factor) { return static_cast<std::size_t>(k) * factor; };
    const std::size_t place = (part(wanted.above, 977) + part(wanted.below, 131) + part(wanted.longest, 53) +
                               part(wanted.crossings, 3) + (given ? 1U : 0U)) %
                              p_.size();
    Probability& kept = p_[place];
    if (kept.above == wanted.above && kept.below == wanted.below && kept.longest == wanted.longest &&
        kept.crossings == wanted.crossings && kept.given == given && kept.exact == exact) {
      return kept;
    }
    kept = wanted;
    if (given) law_.given(wanted.above, wanted.below);
    else law_.fair(runs.useful);
    kept.p = exact ? law_.p_value(wanted.longest, wanted.crossings)
                   : run_side(law_, runs_level, wanted.longest, wanted.crossings);
    kept.attains = exact ? law_.attains(runs_level) : kept.p <= runs_level;
    return kept;
  }

  RunDistribution law_;
  BoxSearch box_;
  std::vector<Length> lengths_;
  std::vector<Sides> sides_ = std::vector<Sides>(2);
  std::vector<Probability> p_ = std::vector<Probability>(2);
};

}  // namespace kvalspc::rule
