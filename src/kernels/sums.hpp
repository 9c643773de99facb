/** @file Sums of the baselines of eight rows, of charts that rest on sums. */
#pragma once

#include <cstring>

#include <kvalspc/chart/level.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "eight.hpp"
#include "eight_fits.hpp"
#include "eight_sums.hpp"
#include "fetch.hpp"
#include "lane_words.hpp"
#include "lanes.hpp"
#include "sides.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

template <Domain domain>
struct Gathering {
  EightSums numerators, denominators;
  Suspicion<domain> suspicion;  // of any row

  KVALSPC_INLINE void leave_out_from(std::size_t count) {
    numerators.leave_out_from(count);
    denominators.leave_out_from(count);
  }
};

/** First reading of a row: which points are present, and what those of the baseline add up to. */
template <Domain domain, class ValuesOut>
KVALSPC_INLINE void gather_sums(Column x, Column n, const Rows& rows, std::size_t lane, const Bits& present,
                                Ahead next, const ValuesOut& values, Gathering<domain>& into) {
  GroupSum numerators, denominators;
  Suspicion<domain> suspicion = into.suspicion;
  each_group(0, rows.baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0;
    next.fetch_numerators(k);
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask counts = is_present(numerator, denominator);
      values.put(k, j, numerator, denominator, counts, part);
      numerators.add(j, counts, numerator);
      denominators.add(j, counts, denominator);
      suspicion.see(counts, numerator, denominator);
      counted |= bits(counts) << (j * Pack::width);
    }
    present.put(k, counted);
  });
  into.numerators.put(lane, numerators);
  into.denominators.put(lane, denominators);
  into.suspicion = suspicion;
}

/** Which points after the baseline are present; it ends within a group. */
template <class ValuesOut>
KVALSPC_INLINE void note_present(Column x, Column n, const Rows& rows, const Bits& present, Ahead next,
                                 const ValuesOut& values) {
  each_group(rows.baseline / group * group, rows.size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0;
    next.fetch_numerators(k);
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask counts = is_present(numerator, denominator);
      values.put(k, j, numerator, denominator, counts, part);
      counted |= bits(counts) << (j * Pack::width);
    }
    present.put(k, counted);
  });
}

/** All of the first reading of a row. */
template <Domain domain, class ValuesOut>
KVALSPC_INLINE void first_reading(const Rows& rows, InColumns in, std::size_t lane, const Bits& present,
                                  Ahead next, const ValuesOut& values, Gathering<domain>& into) {
  const Column x = in.numerators(rows), n = in.denominators(rows);
  gather_sums<domain>(x, n, rows, lane, present, next, values, into);
  if (rows.baseline != rows.size) note_present(x, n, rows, present, next, values);
}

/** Of all rows; `values_of(rows, next)` takes their values. */
template <Domain domain, class ValuesOf>
KVALSPC_INLINE void first_readings(const Eight& eight, const kernel::Task& task, InColumns in,
                                   const EightSides& sides, ValuesOf values_of, Gathering<domain>& into) {
  for (std::size_t lane = 0; lane < eight.facts.count; ++lane) {
    const Rows& rows = *eight.rows[lane];
    const Ahead next(rows, task);
    first_reading<domain>(rows, in, lane, sides.of(lane).present, next, values_of(rows, next), into);
  }
}

/** How many points of the baselines count; of lanes without a row 0. */
KVALSPC_INLINE void count_points(const Eight& eight, const EightSides& sides, std::size_t* to) {
  if (eight.frozen) {
    for (std::size_t lane = 0; lane < group; ++lane) {
      const bool there = lane < eight.facts.count;
      to[lane] = there ? points_before(eight.rows[lane]->baseline, sides.of(lane).present) : 0;
    }
    return;
  }
  for (std::size_t part = 0; part < group; part += Pack::width) {
    Words points{};
    for (std::size_t w = 0; w < sides.words(); ++w) points += bits_set(load_words(sides.present(w) + part));
    static_assert(sizeof(Word) == sizeof *to);
    std::memcpy(to + part, &points, sizeof points);
  }
}

/** May a product of such sums be infinite, or nothing although they are not? */
KVALSPC_INLINE Mask far_from_one(Pack numerators, Pack denominators) {
  const Pack none(0.0), large(largest_factor), small(1.0 / largest_factor);
  return not_less(abs(numerators), large) | not_less(denominators, large) |
         ((none < denominators) & (denominators < small));
}

/** Centre lines from those sums; rows whose sums are so large or small are odd, and all, if one is suspected.
 * Spreads that rest on ranges are still to be found. */
template <class P>
KVALSPC_INLINE void fit_sums(const Gathering<P::domain>& gathered, const Eight& eight,
                             const EightSides& sides, const Conventions& conventions) {
  FactColumns& facts = eight.facts;
  Word varies = 0, far = 0;
  for (std::size_t j = 0; j < packs; ++j) {
    Level<Pack> level = chart::no_fit<Pack>(0, conventions).level;
    const Pack none(0.0);
    chart::set_centre<P>(level,
                         chart::Gathered<Pack>{.numerators = gathered.numerators.total(j),
                                               .denominators = gathered.denominators.total(j),
                                               .values = none,
                                               .points = none,
                                               .first_value = none,
                                               .median = none},
                         false);
    put_level(level, j, facts);
    varies |= bits(chart::has_spread<P>(level, conventions.factors())) << (j * Pack::width);
    far |= bits(far_from_one(level.sum_numerator, level.sum_denominator)) << (j * Pack::width);
  }
  facts.odd |= static_cast<kernel::RowBits>(far);
  if (gathered.suspicion.any()) facts.odd = facts.rows();
  count_points(eight, sides, facts.points);
  set_statuses(varies, conventions, facts);
}

}  // namespace kvalspc::KVALSPC_ISA
