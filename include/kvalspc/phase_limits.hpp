/** @file The limits of one phase, point by point. */
#pragma once

#include <cmath>
#include <limits>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/small_counts.hpp>
#include <kvalspc/chart_result.hpp>

namespace kvalspc::detail {

/** Where a point's limits are, on the scale of the values, and whether it is beyond them. */
struct LimitsAt {
  double lower_raw, upper_raw, sigma;
  bool beyond;

  /** Held within what is possible; written so that NaN stays NaN. */
  [[nodiscard]] double lower(const Bounds& bounds) const noexcept {
    return lower_raw < bounds.lower ? bounds.lower : lower_raw;
  }
  [[nodiscard]] double upper(const Bounds& bounds) const noexcept {
    return upper_raw > bounds.upper ? bounds.upper : upper_raw;
  }
};

template <ChartPolicy P>
class PhaseLimits {
 public:
  /** Puts the caller's standards into `result.fit` and says there which limits are used. */
  PhaseLimits(PhaseResult& result, const Settings& settings, const Standards& standards) noexcept
      : constants_(settings.conventions.factors()),
        standards_(standards),
        fit_(result.fit),
        tail_(chart::Tail::of(settings.width, settings.conventions)) {
    apply_standards(settings.conventions);
    kind_ = kind_of(settings.limits);
    result.limits = standards_.lower || standards_.upper ? LimitsKind::given : kind_;
    result.fit = fit_;
  }

  /** @param known is the denominator that the limits need at hand? */
  [[nodiscard]] LimitsAt at(double numerator, double denominator, bool present, bool known) noexcept {
    LimitsAt at{missing, missing, missing, false};
    if (known && fit_.status == Status::no_variation) at = on_the_centre(denominator);
    else if (known && kind_ == LimitsKind::exact) at = exact(numerator, denominator, present);
    else if (known) at = three_sigma(numerator, denominator, present);
    if (standards_.lower || standards_.upper) replace(at, numerator, denominator, present);
    return at;
  }

 private:
  static constexpr double missing = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] LimitsKind kind_of(LimitsKind asked) const noexcept {
    if constexpr (P::spread == Spread::none) return LimitsKind::none;
    if constexpr (P::counts != Counts::none) {
      if (!sigma_given() && asked != LimitsKind::sigma && (asked == LimitsKind::exact || small_))
        return LimitsKind::exact;
    }
    return LimitsKind::sigma;
  }

  /** Sigma is given, and the same at every point (of subgroups it is part of the level). */
  [[nodiscard]] bool sigma_given() const noexcept {
    return standards_.sigma.has_value() && P::spread != Spread::within;
  }

  [[nodiscard]] LimitsAt on_the_centre(double denominator) const noexcept {
    const double middle = P::middle(fit_.level, denominator);
    const double limit = kind_ == LimitsKind::none ? missing : P::shown(middle);
    return {limit, limit, missing, false};
  }

  [[nodiscard]] LimitsAt exact(double numerator, double denominator, bool present) noexcept {
    if constexpr (P::counts != Counts::none) {
      if (denominator != cached_denominator_) {
        cached_ = chart::exact_limits<P>(fit_.level, denominator, tail_);
        cached_denominator_ = denominator;
      }
      return {P::point(cached_.lower, denominator), P::point(cached_.upper, denominator),
              P::sigma(fit_.level, denominator, constants_), present && cached_.beyond(numerator)};
    }
    return {missing, missing, missing, false};
  }

  [[nodiscard]] LimitsAt three_sigma(double numerator, double denominator, bool present) const noexcept {
    const double middle = P::middle(fit_.level, denominator);
    const double sigma = sigma_given() ? *standards_.sigma : P::sigma(fit_.level, denominator, constants_);
    const double width = tail_.width * sigma;
    const bool usual = !sigma_given() && tail_.width == constants::shewhart_width;
    const bool beyond =
        present && (usual ? P::beyond(numerator, denominator, fit_.level, constants_)
                          : chart::beyond_width(P::scaled(P::point(numerator, denominator)) - middle, sigma,
                                                tail_.width));
    return {P::shown(middle - width), P::shown(middle + width), sigma, beyond};
  }

  /** The caller's own limits, on the sides where there are any. */
  void replace(LimitsAt& at, double numerator, double denominator, bool present) const noexcept {
    const bool above = P::deviation(numerator, denominator, fit_.level) > 0.0;
    const double value = P::point(numerator, denominator);
    if (above ? standards_.upper.has_value() : standards_.lower.has_value()) at.beyond = false;
    if (standards_.lower) at.lower_raw = *standards_.lower;
    if (standards_.upper) at.upper_raw = *standards_.upper;
    const bool outside =
        (standards_.lower && value < *standards_.lower) || (standards_.upper && value > *standards_.upper);
    at.beyond = at.beyond || (present && outside);
  }

  void apply_standards(const Conventions& conventions) noexcept {
    Level<double>& level = fit_.level;
    Level<double> expected = level;
    if (standards_.centre) {
      const double centre = P::scaled(*standards_.centre);
      if (P::centre == Centre::ratio) expected.sum_numerator = centre * expected.sum_denominator;
      level.sum_numerator = *standards_.centre;
      level.sum_denominator = 1.0;
      level.centre = centre;
      if (P::centre == Centre::median_beside_mean && conventions.given_centre_is_mean)
        level.centre *= constants::median_of_exponential;
    }
    if constexpr (P::counts != Counts::none) small_ = chart::counts_are_small<P>(expected, fit_.points);
    if constexpr (P::spread == Spread::within) {
      if (standards_.sigma) level.spread = *standards_.sigma;
      if (standards_.sigma) level.pooled = false;
      if (P::centre == Centre::spread) level.centre = level.spread;
    }
    if (!standards_.centre && !standards_.sigma) return;
    if constexpr (P::spread == Spread::within) {
      if (level.spread > 0.0) fit_.status = Status::ok;
    } else if constexpr (P::spread != Spread::none) {
      const double sigma = standards_.sigma ? *standards_.sigma : P::sigma(level, 1.0, constants_);
      if (sigma > 0.0) fit_.status = Status::ok;
    }
  }

  RangeConstants constants_;
  Standards standards_;
  chart::Fit<double> fit_;
  chart::Tail tail_;
  chart::CountLimits cached_{};
  double cached_denominator_ = -1.0;
  LimitsKind kind_ = LimitsKind::none;
  bool small_ = false;
};

}  // namespace kvalspc::detail
