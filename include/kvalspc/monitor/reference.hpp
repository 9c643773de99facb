/** @file What a monitor compares with: the level of a baseline and its error, or a level that is known. */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <kvalspc/chart/points.hpp>
#include <kvalspc/error.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/math/variance.hpp>
#include <kvalspc/monitor/dispersion.hpp>
#include <kvalspc/verdict/evidence.hpp>
#include <kvalspc/verdict/family.hpp>

namespace kvalspc::monitor {

/** The kind of level of a series that can be monitored. @throws std::invalid_argument for gaps between events
 */
[[nodiscard]] inline verdict::Measure monitored_measure(ChartKind kind) {
  const verdict::Measure measure = verdict::measure_of(kind);
  if (verdict::counts_gaps(measure)) {
    kvalspc::detail::throw_invalid("kind", "\"" + std::string(name(kind)) + "\"",
                                   "a chart of periods: p, pp, np, u, up, c, cp, i or run");
  }
  return measure;
}

/** Squared standardised residuals around a level, added up, and their degrees of freedom. */
struct Residuals {
  double chi_square{};
  double degrees{};
};

/** A level, and what is known of its error. */
struct Reference {
  double level = std::numeric_limits<double>::quiet_NaN();
  double sigma = std::numeric_limits<double>::quiet_NaN();  ///< of values
  double numerator{}, denominator{};                        ///< events and volume that the level rests on
  std::size_t n{};                                          ///< periods that it rests on
  bool known = false;                                       ///< given by the caller: no error
  Residuals residuals{};                                    ///< of counts, in the baseline
  Dispersion dispersion = Dispersion::known(1.0);
  std::vector<double> volumes;  ///< of the baseline's periods
};

namespace detail {

/** Squared standardised residuals of the baseline around its level. */
template <class Family>
[[nodiscard]] double chi_square(const chart::Points& points, std::size_t end, double level) noexcept {
  const double unit = Family::variance(level);
  if (!(unit > 0.0)) return 0.0;
  verdict::Residuals residuals;
  verdict::add_residuals(residuals, points, 0, end, [&](std::size_t k) {
    return math::standardised_count(points.series.numerator[k], points.series.denominator_at(k), level, unit);
  });
  return residuals.sum_of_squares;
}

/** Half an event is added, so that a baseline without events (or of events only) has a level too. */
inline void set_count_level(Reference& reference, bool shares) noexcept {
  const double events = reference.numerator + 0.5;
  reference.level = events / (reference.denominator + (shares ? 1.0 : 0.0));
}

}  // namespace detail

/** The reference of the periods before `end`, its dispersion not judged yet. */
[[nodiscard]] inline Reference reference_of(verdict::Measure measure, const chart::Points& points,
                                            std::size_t end) {
  Reference reference;
  const verdict::Side side = verdict::side_of(measure, points, 0, end);
  reference.numerator = side.numerator;
  reference.denominator = side.denominator;
  reference.n = side.n;
  if (side.n == 0) return reference;
  if (!verdict::counts_events(measure)) {
    const math::Moments moments = math::moments(verdict::values_of(points, 0, end));
    reference.level = moments.mean;
    reference.sigma = math::root(moments.variance);
    return reference;
  }
  const bool shares = measure == verdict::Measure::proportions;
  for (std::size_t k = 0; k < end; ++k) {
    if (points.counts(k)) reference.volumes.push_back(points.series.denominator_at(k));
  }
  reference.residuals = {shares ? detail::chi_square<verdict::BinomialFamily>(points, end, side.level)
                                : detail::chi_square<verdict::PoissonFamily>(points, end, side.level),
                         static_cast<double>(side.n) - 1.0};
  detail::set_count_level(reference, shares);
  return reference;
}

}  // namespace kvalspc::monitor
