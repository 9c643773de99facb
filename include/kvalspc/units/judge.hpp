/** @file From a contrast to a verdict: the same words, levels and bounds of power as compare(). */
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <kvalspc/signal.hpp>
#include <kvalspc/units/contrast.hpp>
#include <kvalspc/verdict/assess.hpp>
#include <kvalspc/verdict/comparison.hpp>

namespace kvalspc::units {

/** What can be said of a contrast. */
struct Judgement {
  Verdict verdict = Verdict::not_assessable;
  Strength strength = Strength::none;
  Reason reason = Reason::no_contrast;
  double power = std::numeric_limits<double>::quiet_NaN();
  double relevant_change = std::numeric_limits<double>::quiet_NaN();  ///< on the scale of the level
};

namespace detail {

/** A relevant change from `level`, up or down: on the scale of the link, and of the level. */
struct Relevant {
  double effect, change;
};

[[nodiscard]] inline Relevant relevant_effect(verdict::Measure measure, const Contrast& c, bool up,
                                              double given) noexcept {
  const double level = c.expected;
  switch (measure) {
    case verdict::Measure::proportions: {
      const double moved = verdict::relevant_share(level, up, given);
      return {math::LogitLink::inverse(moved) - math::LogitLink::inverse(level), moved - level};
    }
    case verdict::Measure::rates: {
      const double moved = verdict::relevant_rate(level, up, given);
      return {math::LogLink::inverse(moved) - math::LogLink::inverse(level), moved - level};
    }
    default: {
      const double change =
          given > 0.0 ? given : verdict::relevant::standard_deviations * std::sqrt(c.dispersion);
      return {change, change};
    }
  }
}

}  // namespace detail

/** @param robust does a second test, which rests on less, agree that p < alpha? */
[[nodiscard]] inline Judgement judge(verdict::Measure measure, const Contrast& c, bool robust,
                                     const CompareSettings& settings) {
  Judgement j;
  if (!c.identified) return j;
  j.reason = Reason::none;
  for (const bool up : {true, false}) {
    if (settings.better == (up ? Better::lower : Better::higher)) continue;
    const auto relevant = detail::relevant_effect(measure, c, up, settings.relevant_change);
    // Where the estimate is infinite the data hold next to nothing about how large an effect is.
    const double power = std::isfinite(c.effect)
                             ? verdict::quasi_power(relevant.effect, c.error, c.degrees, settings.alpha)
                             : 0.0;
    if (power >= j.power) continue;  // with no wished direction, the harder one counts
    j.power = power;
    j.relevant_change = std::abs(relevant.change);
  }
  if (c.p < settings.alpha) {
    j.strength = robust ? Strength::strong : Strength::moderate;
    switch (effect_of(c.difference > 0.0 ? Direction::up : Direction::down, settings.better)) {
      case Effect::improvement:
        j.verdict = Verdict::improved;
        break;
      case Effect::deterioration:
        j.verdict = Verdict::worsened;
        break;
      case Effect::none:
        j.verdict = Verdict::changed;
    }
    return j;
  }
  if (j.power < verdict::hopeless_power) {
    j.verdict = Verdict::too_few_data;
    j.reason = Reason::power;
    return j;
  }
  j.verdict = j.power >= verdict::enough_power ? Verdict::no_evidence : Verdict::uncertain;
  return j;
}

}  // namespace kvalspc::units
