/** @file Levels of eight rows of values. */
#pragma once

#include <kvalspc/chart/level.hpp>

#include "eight.hpp"
#include "eight_fits.hpp"
#include "eight_sums.hpp"
#include "values.hpp"

namespace kvalspc::KVALSPC_ISA {

/** What set_centre() asks of the values of eight rows, a column each; of lanes without a row 0. */
class EightValues {
 public:
  /** @param seen what was seen of these values on the way */
  template <class Seen>
  KVALSPC_INLINE void put(std::size_t lane, const double* values, std::size_t baseline, const ValueSum& sum,
                          const Seen& seen) {
    sums_.put(lane, sum.sum);
    points_[lane] = static_cast<double>(sum.points);
    const double* first = values;
    while (first != values + baseline && !(*first == *first)) ++first;
    if (first == values + baseline) return;
    first_[lane] = *first;
    varies_[lane] = differ(values, baseline, *first, seen) ? 1.0 : 0.0;
  }
  KVALSPC_INLINE void leave_out_from(std::size_t count) { sums_.leave_out_from(count); }
  KVALSPC_INLINE double* medians() { return median_; }

  /** Of the rows of pack `j`. */
  [[nodiscard]] KVALSPC_INLINE chart::Gathered<Pack> of(std::size_t j) const {
    const Pack none(0.0);
    const auto column = [&](const double* from) KVALSPC_LAMBDA { return Pack::load(from + j * Pack::width); };
    return {.numerators = none,
            .denominators = none,
            .values = sums_.total(j),
            .points = column(points_),
            .first_value = column(first_),
            .median = column(median_),
            .varies = none < column(varies_)};
  }

 private:
  EightSums sums_;
  double points_[group]{}, first_[group]{}, median_[group]{}, varies_[group]{};
};

/** Centre lines, and statuses where the spread does not rest on ranges. */
template <class P>
KVALSPC_INLINE void fit_values(const EightValues& values, const Conventions& conventions,
                               FactColumns& facts) {
  const bool median = P::takes_median(conventions);
  Word varies = 0;
  for (std::size_t j = 0; j < packs; ++j) {
    Level<Pack> level = chart::no_fit<Pack>(0, conventions).level;
    const chart::Gathered<Pack> gathered = values.of(j);
    chart::set_centre<P>(level, gathered, median);
    put_level(level, j, facts);
    varies |= bits(chart::shows_variation<P>(level, gathered.varies, conventions.factors()))
              << (j * Pack::width);
  }
  if constexpr (P::spread != Spread::moving_range) set_statuses(varies, conventions, facts);
}

}  // namespace kvalspc::KVALSPC_ISA
