/** @file Series of every kind in which nothing changes, and how often the verdict says that something did. */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/verdict/compare.hpp>

#include "reference/overdispersed.hpp"
#include "reference/random.hpp"

namespace reference {

enum class Generator {
  uneven_shares,  ///< denominators from half to one and a half times `size`, level `level`
  counts,         ///< Poisson (variation 1) or negative binomial with mean `level`
  normal,         ///< standard normal
  log_normal,     ///< sigma of the logarithm `level`
  times,          ///< gamma with squared coefficient of variation `variation` (1: exponential)
  cases,          ///< geometric with mean `level`, the share itself gamma distributed above variation 1
};

/** One kind of stable series, `before` + `after` points of it. */
struct StableSeries {
  Generator generator;
  kvalspc::ChartKind kind;
  double size, level, variation;
  std::size_t before, after;
};

/** Shares of series: told of a change, told of it strongly, and judged at all. */
struct Verdicts {
  double alarm = 0.0, strong = 0.0, assessable = 0.0;
};

inline double stable_point(Random& random, const StableSeries& s, double& denominator) {
  denominator = 1.0;
  switch (s.generator) {
    case Generator::uneven_shares: {
      denominator = random.whole(static_cast<int>(s.size / 2.0), static_cast<int>(1.5 * s.size));
      return beta_binomial(random, static_cast<int>(denominator), s.level, s.variation);
    }
    case Generator::counts: {
      if (!(s.variation > 1.0)) return random.poisson(s.level);
      const double shape = s.level / (s.variation - 1.0);
      return random.poisson(gamma_variate(random, shape) * s.level / shape);
    }
    case Generator::normal:
      return random.normal();
    case Generator::log_normal:
      return std::exp(s.level * random.normal());
    case Generator::times:
      return 10.0 * gamma_variate(random, 1.0 / s.variation) * s.variation;
    case Generator::cases:
      break;
  }
  // A gamma mixture of exponential times, rounded down, is geometric (variation 1) or lumpier.
  const double mixed = s.variation > 1.0 ? gamma_variate(random, 1.0 / s.variation) * s.variation
                                         : -std::log(1.0 - random.uniform());
  return std::floor(mixed / std::log1p(1.0 / s.level));
}

/** A point after the change, to `changed`: another level of shares and counts; of values a shift (in
 * logarithms where they are log-normal), of times a factor. */
inline double changed_point(Random& random, const StableSeries& s, double changed, double& denominator) {
  StableSeries series = s;
  switch (s.generator) {
    case Generator::normal:
      return stable_point(random, series, denominator) + changed;
    case Generator::log_normal:
      return stable_point(random, series, denominator) * std::exp(changed);
    case Generator::times:
      return stable_point(random, series, denominator) * changed;
    default:
      series.level = changed;
      return stable_point(random, series, denominator);
  }
}

/** Judges `repeats` series: all by their p-values, those below alpha and the first `whole` by compare(). */
inline Verdicts judge_stable(const StableSeries& s, int repeats, int whole, std::uint64_t seed) {
  using namespace kvalspc;
  const CompareSettings settings{.better = Better::higher};
  const verdict::Measure measure = verdict::measure_of(s.kind);
  Random random(seed);
  Verdicts found;
  std::vector<double> x(s.before + s.after), n(x.size());
  const std::span<const double> sizes =
      verdict::counts_events(measure) ? std::span<const double>(n) : std::span<const double>();
  for (int one = 0; one < repeats; ++one) {
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = stable_point(random, s, n[k]);
    const chart::Points points{{x, sizes}, {}};
    const bool sampled = one < whole;
    // A verdict of change needs p < alpha: only then, and for a sample, is the whole comparison worth its
    // time.
    if (!sampled) {
      const verdict::Evidence evidence = verdict::p_values_of_sides(
          measure, points, {s.before, x.size()}, verdict::side_of(measure, points, 0, s.before),
          verdict::side_of(measure, points, s.before, x.size()), settings.alpha);
      if (!(verdict::deciding(evidence).p < settings.alpha)) continue;
    }
    const Comparison c = compare(s.kind, points.series, s.before, {}, settings);
    const bool alarm = c.verdict == Verdict::improved || c.verdict == Verdict::worsened;
    found.alarm += alarm ? 1.0 / repeats : 0.0;
    found.strong += alarm && c.strength == Strength::strong ? 1.0 / repeats : 0.0;
    const bool judged = c.verdict != Verdict::too_few_data && c.verdict != Verdict::not_assessable;
    if (sampled && judged) found.assessable += 1.0 / whole;
  }
  return found;
}

}  // namespace reference
