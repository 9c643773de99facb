/** @file What a chart demands of its columns and settings, checked before anything is computed. */
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/chart_result.hpp>
#include <kvalspc/error.hpp>

namespace kvalspc::detail {

/** "NAME for chart "p"" */
template <ChartPolicy P>
[[nodiscard]] std::string for_chart(const char* what) {
  return std::string(what) + " for chart \"" + std::string(P::name) + "\"";
}

/** A denominator where chart P needs one, and none where it has no use for it; the same for `within`. */
template <ChartPolicy P>
void require_columns(bool denominator, bool within) {
  if (P::denominator_use == DenominatorUse::none && denominator)
    throw_invalid(for_chart<P>("denominator"), "one", "none: its points stand alone");
  if (P::denominator_use == DenominatorUse::needed && !denominator)
    throw_invalid(for_chart<P>("denominator"), "none", "one value a point");
  if ((P::spread == Spread::within) == within) return;
  if (!within) throw_invalid(for_chart<P>("within"), "none", "one value a point: see subgroups()");
  throw_invalid(for_chart<P>("within"), "one", "none: only charts of subgroups have it");
}

/** "a share from 0 to 1 (50 % is 0.5)": what a level of chart P is. */
template <ChartPolicy P>
[[nodiscard]] std::string possible_level() {
  const std::string chart = "a possible level of chart \"" + std::string(P::name) + "\": ";
  if (P::bounds.upper == 1.0) return chart + "a share from 0 to 1 (50 % is 0.5)";
  return chart + (P::bounds.lower == 0.0 ? "0 or more" : "a finite number");
}

/** A level of chart P where one is given: a standard, a target. */
template <ChartPolicy P>
void require_possible(const char* what, const std::optional<double>& x) {
  if (x && !(std::isfinite(*x) && P::bounds.lower <= *x && *x <= P::bounds.upper))
    throw_invalid(what, to_text(*x), possible_level<P>());
}

/** Standards of one phase that are numbers, possible, and do not contradict each other. */
template <ChartPolicy P>
void require_standards(const Standards& given) {
  require_possible<P>("centre", given.centre);
  require_possible<P>("lower", given.lower);
  require_possible<P>("upper", given.upper);
  if (given.centre && P::centre == Centre::spread)
    throw_invalid(for_chart<P>("centre"), "one", "sigma: its centre line follows from sigma and the size");
  if (given.sigma && !(std::isfinite(*given.sigma) && *given.sigma > 0.0))
    throw_invalid("sigma", to_text(*given.sigma), "a number above 0");
  if (P::spread == Spread::none && (given.sigma || given.lower || given.upper))
    throw_invalid(for_chart<P>("sigma, lower, upper"), "one", "none: it has no limits");
  if (given.lower && given.upper && !(*given.lower < *given.upper))
    throw_invalid("lower", to_text(*given.lower), "below upper (" + to_text(*given.upper) + ")");
  if (given.sigma && given.lower && given.upper)
    throw_invalid("sigma", "one beside lower and upper", "either: limits that are given need no sigma");
  if (given.centre && given.lower && *given.centre < *given.lower)
    throw_invalid("centre", to_text(*given.centre), "at least lower (" + to_text(*given.lower) + ")");
  if (given.centre && given.upper && *given.centre > *given.upper)
    throw_invalid("centre", to_text(*given.centre), "at most upper (" + to_text(*given.upper) + ")");
}

/** Settings that chart P can follow in a series of that many phases. */
template <ChartPolicy P>
void require_settings(const Settings& settings, std::size_t phases) {
  if (settings.limits == LimitsKind::exact && P::counts == Counts::none) {
    throw_invalid("limits", "\"exact\" for chart \"" + std::string(P::name) + "\"",
                  "\"sigma\" or \"auto\": exact limits need counts (p, np, u, c, g) or times (t)");
  }
  require_possible<P>("target", settings.target);
  if (!(std::isfinite(settings.width) && settings.width > 0.0))
    throw_invalid("width", to_text(settings.width), "a number above 0 (3: the usual limits)");
  const Conventions& conventions = settings.conventions;
  if (conventions.median_centre && !P::takes_median(conventions))
    throw_invalid(for_chart<P>("centre"), "\"median\"", "\"mean\" (charts i and t take a median)");
  if (conventions.median_ranges && !P::takes_median_ranges)
    throw_invalid(for_chart<P>("spread"), "\"median\"",
                  "its own: only moving ranges have a median (i, mr, t, pp, up, cp)");
  if (conventions.unordered && !P::takes_unordered)
    throw_invalid(for_chart<P>("spread"), "\"sd\"",
                  "another: only pp, up and cp have one of points without order");
  if (conventions.weibull_times && P::counts != Counts::exponential)
    throw_invalid(for_chart<P>("limits"), "\"weibull\"", "another: they are those of times (t)");
  if (conventions.weibull_times && settings.limits != LimitsKind::exact)
    throw_invalid("limits", "Weibull times without exact limits", "LimitsKind::exact");
  if (settings.standards.size() > 1 && settings.standards.size() != phases) {
    throw_invalid("standards", std::to_string(settings.standards.size()),
                  "one, or one a phase (" + std::to_string(phases) + ")");
  }
  for (const Standards& given : settings.standards) {
    require_standards<P>(given);
    if (conventions.weibull_times && given.centre)
      throw_invalid("centre", "one beside \"weibull\" limits", "either: it does not tell shape and scale");
    if (settings.limits == LimitsKind::exact && (given.sigma || given.lower || given.upper))
      throw_invalid("limits", "\"exact\" beside given ones", "either");
  }
}

}  // namespace kvalspc::detail
