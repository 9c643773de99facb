/** @file The subgroups of a baseline -> sigma of a single measurement, from how measurements differ within
 * them. */
#pragma once

#include <cstddef>
#include <limits>

#include <kvalspc/chart/concept.hpp>
#include <kvalspc/chart/points.hpp>
#include <kvalspc/math/subgroup.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/phase.hpp>

namespace kvalspc::chart {

/** Sigma and the number of subgroups that it rests on; NaN where none has two measurements. */
template <Real R>
struct WithinFit {
  R sigma;
  std::size_t used;
  bool pooled = false;  ///< Level::pooled
};

namespace detail {

/** A subgroup that says something of sigma. */
template <Real R>
struct Subgroup {
  R within, size;
};

/** Calls use(slot, subgroup) for each subgroup of the baseline that counts and has two measurements or more.
 */
template <Real R, class Use>
void each_subgroup(const Points& points, const Phase& phase, Use use) noexcept {
  for (std::size_t k = phase.first; k < phase.baseline_end; ++k) {
    const double within = points.series.within[k], size = points.series.denominator_at(k);
    if (points.counts(k) && within == within && size > 1.0)
      use(k - phase.first, Subgroup<R>{R(within), R(size)});
  }
}

/** Do all subgroups of the phase have one size? */
[[nodiscard]] inline bool sizes_are_equal(const Points& points, const Phase& phase) noexcept {
  double size = 0.0;
  for (std::size_t k = phase.first; k < phase.end; ++k) {
    if (!points.present(k)) continue;
    if (size == 0.0) size = points.series.denominator_at(k);
    if (points.series.denominator_at(k) != size) return false;
  }
  return true;
}

/** Subgroups of the baseline that are not excluded and have no measurement. */
[[nodiscard]] inline std::size_t empty_subgroups(const Points& points, const Phase& phase) noexcept {
  std::size_t empty = 0;
  for (std::size_t k = phase.first; k < phase.baseline_end; ++k) {
    if (!points.is_excluded(k) && points.series.denominator_at(k) == 0.0) ++empty;
  }
  return empty;
}

/** sum(weight x) / (sum(weight) - less) over subgroups. */
template <Real R, class Term>
[[nodiscard]] WithinFit<R> weighted(const Points& points, const Phase& phase, Term term,
                                    std::size_t less = 0) noexcept {
  math::OrderedSum<R> sum, weights;
  std::size_t used = 0;
  each_subgroup<R>(points, phase, [&](std::size_t slot, const Subgroup<R>& g) {
    const auto [x, weight] = term(g);
    sum.add(slot, R(weight * x));
    weights.add(slot, weight);
    ++used;
  });
  R total = weights.total();
  if (less > 0) total = total - R(static_cast<double>(less));
  // Zero over zero has another sign on other processors and with other compilers.
  return {used == 0 ? R(std::numeric_limits<double>::quiet_NaN()) : R(sum.total() / total), used};
}

}  // namespace detail

/**
 * Sigma from the subgroups' standard deviations, each unbiased by its c4 and weighted by how well its size
 * knows sigma (c4^2 / (1 - c4^2)): the unbiased linear combination of least variance. With equal sizes it is
 * the textbook's mean(s) / c4. Burr (1969), J. Qual. Technol. 1:163-167.
 *
 * As `conventions.pooled_within`: with unequal sizes the pooled standard deviation, uncorrected
 * (Montgomery 6.31).
 */
template <Real R>
[[nodiscard]] WithinFit<R> sigma_of_deviations(const Points& points, const Phase& phase,
                                               const Conventions& conventions) noexcept {
  struct Term {
    R x, weight;
  };
  if (conventions.pooled_within && !detail::sizes_are_equal(points, phase)) {
    WithinFit<R> variance = detail::weighted<R>(
        points, phase,
        [](const detail::Subgroup<R>& g) {
          return Term{R(g.within * g.within), R(g.size - R(1.0))};
        },
        conventions.empty_subgroups_cost ? detail::empty_subgroups(points, phase) : 0);
    return {math::root(variance.sigma), variance.used, true};
  }
  return detail::weighted<R>(points, phase, [](const detail::Subgroup<R>& g) {
    const R mean = math::c4(g.size), spread = math::c5(g.size);
    return Term{R(g.within / mean), R((mean * mean) / (spread * spread))};
  });
}

/** Sigma from the subgroups' ranges: the mean of range / d2. Montgomery, ch. 6.2. */
template <Real R>
[[nodiscard]] WithinFit<R> sigma_of_ranges(const Points& points, const Phase& phase,
                                           const Conventions& conventions) noexcept {
  struct Term {
    R x, weight;
  };
  return detail::weighted<R>(points, phase, [&](const detail::Subgroup<R>& g) {
    return Term{R(g.within / math::d2(g.size, conventions.constants.printed)), R(1.0)};
  });
}

}  // namespace kvalspc::chart
