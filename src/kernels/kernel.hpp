/**
 * @file The kernel of a chart: rows -> facts, eight points at a time, without a branch on a point.
 *
 * It reads a series twice: once for what the baseline adds up to, once (from the first-level cache) for the
 * side of the centre line and for the limits. The second reading leaves one bit a point in 64-bit words;
 * runs, crossings and counts are then found on whole words. All formulas are those of the chart's policy,
 * with Pack for R. docs/kernels.md explains it step by step.
 */
#pragma once

#include <kvalspc/chart/level.hpp>
#include <kvalspc/chart/small_counts.hpp>
#include <kvalspc/math/sum.hpp>

#include "careful.hpp"
#include "columns.hpp"
#include "facts.hpp"
#include "lanes.hpp"
#include "network.hpp"
#include "points.hpp"
#include "select.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

using kernel::Facts;
using kernel::Rows;
using kernel::Task;

/** Sums of the baseline, of charts that rest on sums. */
KVALSPC_INLINE chart::Gathered<double> gather_sums(Column x, Column n, std::size_t baseline) {
  GroupSum numerators, denominators;
  int points = 0;
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      const Mask present = is_present(numerator, denominator);
      numerators.add(j, select(present, numerator, Pack(0.0)));
      denominators.add(j, select(present, denominator, Pack(0.0)));
      counted |= bits(present) << (j * Pack::width);
    }
    points += population(counted);
  });
  chart::Gathered<double> found{numerators.total(), denominators.total(), 0.0, 0.0, 0.0};
  found.points = static_cast<std::size_t>(points);
  return found;
}

/** Sum of the baseline's values, of charts of values: their points are ready in scratch, missing ones NaN. */
static chart::Gathered<double> gather_values(const double* values, std::size_t baseline) {
  chart::Gathered<double> found{0.0, 0.0, 0.0, 0.0, 0.0};
  std::size_t first = 0;
  while (first < baseline && !(values[first] == values[first])) ++first;
  if (first == baseline) return found;
  found.first_value = values[first];
  const Pack first_value(found.first_value);
  const Column x{values, nothing};
  GroupSum sum;
  int points = 0, equal = 0;
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    Word counted = 0, like_first = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = x.at(k, j, part);
      const Mask present = value == value;
      sum.add(j, select(present, value, Pack(0.0)));
      counted |= bits(present) << (j * Pack::width);
      like_first |= bits(value == first_value) << (j * Pack::width);
    }
    points += population(counted);
    equal += population(like_first);
  });
  found.values = sum.total();
  found.points = static_cast<std::size_t>(points);
  found.varies = equal != points;
  return found;
}

/** Values of all rows into scratch: NaN where the point is missing, and NaN before and after all of them. */
template <class P, class X, class N>
KVALSPC_INLINE void put_values(X x, N n, std::size_t size, double* values, Careful<P::domain>& careful) {
  for (std::size_t k = 1; k <= group; ++k) *(values - k) = nothing;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
      careful.see(numerator, denominator);
      const Pack value =
          select(is_present(numerator, denominator), P::point(numerator, denominator), Pack(nothing));
      careful.see(value);
      value.store(values + k + j * Pack::width);
    }
  });
}

/** Distances between neighbours in place of values. */
static void put_distances(const double* values, std::size_t size, double* distances) {
  each_group(0, size, [&](std::size_t k, auto) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) {
      const double* at = values + k + j * Pack::width;
      math::magnitude(Pack::load(at) - Pack::load(at - 1)).store(distances + k + j * Pack::width);
    }
  });
}

/** Each row's neighbour: the row before. */
KVALSPC_INLINE Pack one_before(const double* rows, std::size_t k, std::size_t part) {
  return Pack::load(rows + (k + part * Pack::width) - 1);
}

struct Ranges {
  double average;
  std::size_t used;
};

/** Mean of P::range() over neighbours of the baseline, without those above `largest`. */
template <class P, class Size>
KVALSPC_INLINE Ranges average_range(const double* values, Size size, std::size_t baseline,
                                    const Level<Pack>& level, double largest) {
  GroupSum sum;
  int used = 0;
  each_group(0, baseline, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    const Column here{values, nothing};
    Word counted = 0;
    for (std::size_t j = 0; j < packs; ++j) {
      const Pack value = here.at(k, j, part);
      const Pack before = one_before(values, k, j);
      const Pack range = P::range(before, size.before(k, j), value, size.at(k, j), level);
      const Mask joined = (value == value) & (before == before);
      const Mask too_large = Pack(largest) < range;
      sum.add(j, select(too_large, Pack(0.0), select(joined, range, Pack(0.0))));
      counted |= (bits(joined) & ~bits(too_large)) << (j * Pack::width);
    }
    used += population(counted);
  });
  const auto count = static_cast<std::size_t>(used);
  return {count == 0 ? 0.0 : sum.total() / static_cast<double>(count), count};
}

/** Denominators of neighbours; of charts of values all 1. */
struct NoSizes {
  KVALSPC_INLINE Pack at(std::size_t, std::size_t) const { return Pack(1.0); }
  KVALSPC_INLINE Pack before(std::size_t, std::size_t) const { return Pack(1.0); }
};
struct Sizes {
  const double* from;
  KVALSPC_INLINE Pack at(std::size_t k, std::size_t j) const {
    return Pack::load(from + k + j * Pack::width);
  }
  KVALSPC_INLINE Pack before(std::size_t k, std::size_t j) const { return one_before(from, k, j); }
};

/** Spread from moving ranges, screened once where the conventions say so. */
template <class P, class Size>
KVALSPC_INLINE void fit_ranges(const double* values, Size size, std::size_t baseline,
                               const Conventions& conventions, chart::Fit<double>& fit) {
  const Level<Pack> level = in_every_lane(fit.level);
  constexpr double no_limit = std::numeric_limits<double>::infinity();
  Ranges ranges = average_range<P>(values, size, baseline, level, no_limit);
  if (conventions.screen && ranges.used > 0) {
    const std::size_t all = ranges.used;
    const double largest = conventions.factors().D4 * ranges.average;
    ranges = average_range<P>(values, size, baseline, level, largest);
    fit.ranges_screened = all - ranges.used;
  }
  chart::set_ranges(fit, ranges.average, ranges.used);
}

/** Denominators into scratch: 0 where there is none. */
static void put_sizes(Column n, std::size_t size, double* sizes) {
  for (std::size_t k = 1; k <= group; ++k) *(sizes - k) = 0.0;
  each_group(0, size, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
    for (std::size_t j = 0; j < packs; ++j) n.at(k, j, part).store(sizes + k + j * Pack::width);
  });
}

/** One bit a point, in scratch. */
struct Sides {
  Word* present;
  Word* above;
  Word* below;
  Word* beyond;
};

/** Rows so far ahead are most often of a series that comes soon: memory brings them while this one is
 * computed.
 */
KVALSPC_INLINE void fetch_ahead(const Rows& rows, std::size_t k) {
  constexpr std::size_t ahead = 256;
  __builtin_prefetch(rows.numerator + ahead + k);
  if (rows.denominator != nullptr) __builtin_prefetch(rows.denominator + ahead + k);
}

/** Goes through all points, now that the level is known: one bit a point of each answer. `beyond` is asked of
 * each: (numerator, denominator, level) -> Mask. */
template <class P, class X, class N, class Beyond, class Sight>
KVALSPC_INLINE void look(X x, N n, const Rows& rows, const Level<double>& at, Beyond beyond, Sight& sight,
                         const Sides& sides) {
  const Level<Pack> level = in_every_lane(at);
  for (std::size_t first = 0; first < rows.size; first += 64) {
    Word present = 0, above = 0, below = 0, outside = 0;
    const std::size_t end = rows.size < first + 64 ? rows.size : first + 64;
    each_group(first, end, [&](std::size_t k, auto part) KVALSPC_LAMBDA {
      fetch_ahead(rows, k);
      for (std::size_t j = 0; j < packs; ++j) {
        const Pack numerator = x.at(k, j, part), denominator = n.at(k, j, part);
        const std::size_t place = k - first + j * Pack::width;
        sight.see(numerator, denominator);
        const Pack deviation = P::deviation(numerator, denominator, level);
        present |= bits(is_present(numerator, denominator)) << place;
        above |= bits(Pack(0.0) < deviation) << place;
        below |= bits(deviation < Pack(0.0)) << place;
        if constexpr (P::spread != Spread::none)
          outside |= bits(beyond(numerator, denominator, level)) << place;
      }
    });
    sides.present[first / 64] = present;
    sides.above[first / 64] = above & present;
    sides.below[first / 64] = below & present;
    sides.beyond[first / 64] = outside & present;
  }
}

/** The first and last point beyond the limits, and the latest point that counts, of word `w`. */
KVALSPC_INLINE void note(Facts& facts, std::size_t w, const Sides& sides) {
  const Word present = sides.present[w], beyond = sides.beyond[w];
  if (present == 0) return;
  const auto first = static_cast<std::int32_t>(64 * w);
  const int latest = highest(present);
  facts.latest = first + latest;
  facts.latest_useful = (((sides.above[w] | sides.below[w]) >> latest) & 1) != 0;
  facts.latest_above = ((sides.above[w] >> latest) & 1) != 0;
  if (beyond == 0) return;
  facts.beyond += population(beyond);
  if (facts.first_beyond < 0) facts.first_beyond = first + lowest(beyond);
  facts.last_beyond = first + highest(beyond);
}

/** From bits to numbers. */
static void count(const Rows& rows, const Sides& sides, Facts& facts) {
  RunsOfWords all;
  for (std::size_t w = 0; 64 * w < rows.size; ++w) {
    note(facts, w, sides);
    all.add(sides.above[w] | sides.below[w], sides.above[w]);
  }
  all.put(facts.all);
  if (rows.baseline == rows.size) return;
  RunsOfWords before, after;
  for (std::size_t w = 0; 64 * w < rows.size; ++w) {
    const Word useful = sides.above[w] | sides.below[w];
    const Word old = rows.baseline > 64 * w ? low_bits(rows.baseline - 64 * w) : 0;
    before.add(useful & old, sides.above[w]);
    after.add(useful & ~old, sides.above[w]);
  }
  before.put(facts.baseline);
  after.put(facts.after);
}

struct Unseen {
  KVALSPC_INLINE void see(Pack, Pack) const {}
};

/** Sides and limits of all points of a row whose level is known. */
template <class P, class X, class N, class Sight>
KVALSPC_INLINE void decide(X x, N n, const Rows& rows, const Task& task, Sight& sight, Facts& facts) {
  const std::size_t words = kernel::word_count(rows.size);
  const Sides sides{task.words, task.words + words, task.words + 2 * words, rows.beyond};
  const RangeConstants constants = task.conventions.factors();
  const Level<double>& level = facts.fit.level;
  const auto sigma = [&](Pack numerator, Pack denominator, const Level<Pack>& every)
                         KVALSPC_LAMBDA { return P::beyond(numerator, denominator, every, constants); };
  if constexpr (P::counts != Counts::none) {
    facts.exact = task.limits == LimitsKind::exact || (task.limits == LimitsKind::automatic &&
                                                       chart::counts_are_small<P>(level, facts.fit.points));
    const auto suspect = [&](Pack numerator, Pack denominator, const Level<Pack>& every) KVALSPC_LAMBDA {
      return chart::may_lie_beyond<P>(numerator, denominator, every);
    };
    if (facts.exact) look<P>(x, n, rows, level, suspect, sight, sides);
    else look<P>(x, n, rows, level, sigma, sight, sides);
  } else {
    look<P>(x, n, rows, level, sigma, sight, sides);
  }
  if (facts.fit.status == Status::no_variation) {
    for (std::size_t w = 0; w < words; ++w) sides.beyond[w] = 0;
  }
  count(rows, sides, facts);
}

/** Centre line and spread from what was gathered. */
template <class P, class Size>
KVALSPC_INLINE void fit(const chart::Gathered<double>& gathered, const double* values, Size size,
                        const Rows& rows, const Task& task, Facts& facts) {
  const Conventions& conventions = task.conventions;
  facts.fit = chart::no_fit<double>(gathered.points, conventions);
  if (gathered.points == 0) return;
  chart::set_centre<P>(facts.fit.level, gathered, P::takes_median(conventions));
  facts.fit.status = Status::ok;
  if constexpr (P::spread == Spread::moving_range)
    fit_ranges<P>(values, size, rows.baseline, conventions, facts.fit);
  facts.fit.status = chart::status_of<P>(facts.fit, gathered.varies, conventions.factors());
}

/** A chart that rests on sums. */
template <class P>
KVALSPC_INLINE void of_sums(const Rows& rows, const Task& task, Facts& facts) {
  const Column x{rows.numerator, nothing};
  const Column n = denominator_column(rows.denominator);
  Careful<P::domain> careful;
  double* const values = task.values + group;
  double* const sizes = task.others + group;
  if constexpr (P::spread == Spread::moving_range) {
    put_values<P>(x, n, rows.size, values, careful);
    put_sizes(n, rows.size, sizes);
  }
  fit<P>(gather_sums(x, n, rows.baseline), values, Sizes{sizes}, rows, task, facts);
  decide<P>(x, n, rows, task, careful, facts);
  facts.odd = careful.needed();
}

/** Values of a chart of values (or the distances between them), in scratch from `points` on. */
template <class P>
KVALSPC_INLINE chart::Gathered<double> gather_points(const Rows& rows, const Task& task, double* points,
                                                     Facts& facts) {
  const Column x{rows.numerator, nothing};
  Careful<P::domain> careful;
  double* values = points;
  if constexpr (chart::shows_ranges<P>) values = task.others + group;
  if (rows.denominator == nullptr) put_values<P>(x, Ones{}, rows.size, values, careful);
  else put_values<P>(x, denominator_column(rows.denominator), rows.size, values, careful);
  if constexpr (chart::shows_ranges<P>) put_distances(values, rows.size, points);
  facts.odd = careful.needed();
  return gather_values(points, rows.baseline);
}

/** What those points say. */
template <class P>
KVALSPC_INLINE void conclude(const chart::Gathered<double>& gathered, const double* points, const Rows& rows,
                             const Task& task, Facts& facts) {
  Unseen unseen;
  fit<P>(gathered, points, NoSizes{}, rows, task, facts);
  decide<P>(Padded{points}, Ones{}, rows, task, unseen, facts);
}

/** Nothing known yet. Fit and runs are written whole when they are found; not clearing them first saves a
 * tenth. */
KVALSPC_INLINE void begin(Facts& facts) {
  facts.latest = facts.first_beyond = facts.last_beyond = -1;
  facts.beyond = 0;
  facts.latest_useful = facts.latest_above = facts.exact = facts.points_put = false;
}

/** The points too, where they are wanted and need no more than the level. */
template <class P>
KVALSPC_INLINE void put_wanted_points(const Rows& rows, const Task& task, Facts& facts) {
  if constexpr (!chart::shows_ranges<P>) {
    if (rows.points == nullptr || facts.odd || facts.exact || facts.fit.status != Status::ok) return;
    const Column x{rows.numerator, nothing};
    put_points<P>(x, denominator_column(rows.denominator), rows, facts.fit.level, task.conventions.factors());
    put_flags(task.words, rows.size, rows.points->included);
    put_flags(rows.beyond, rows.size, rows.points->beyond);
    facts.points_put = true;
  }
}

/** One row after the other. */
template <class P>
KVALSPC_INLINE void each_alone(const Rows* rows, std::size_t count, const Task& task, Facts* facts) {
  double* const points = task.values + group;
  for (std::size_t k = 0; k < count; ++k) {
    begin(facts[k]);
    if constexpr (chart::rests_on_sums<P>) of_sums<P>(rows[k], task, facts[k]);
    else conclude<P>(gather_points<P>(rows[k], task, points, facts[k]), points, rows[k], task, facts[k]);
    put_wanted_points<P>(rows[k], task, facts[k]);
  }
}

/** As many rows as a register has lanes, which find their medians together. */
template <class P>
KVALSPC_INLINE void some_medians(const Rows* rows, const std::uint32_t* which, std::size_t count,
                                 const Task& task, Facts* facts) {
  chart::Gathered<double> gathered[Pack::width];
  const double* points[Pack::width];
  for (std::size_t lane = 0; lane < Pack::width; ++lane) {
    double* const own = task.values + lane * task.stride + group;
    points[lane] = own;
    if (lane >= count) continue;
    begin(facts[which[lane]]);
    gathered[lane] = gather_points<P>(rows[which[lane]], task, own, facts[which[lane]]);
  }
  const std::size_t longest = rows[which[count - 1]].baseline;  // they come in the order of their lengths
  if (longest <= kernel::longest_sorted) {
    LaneMedians medians(task.slots, longest);
    medians.put(points);
    for (std::size_t lane = 0; lane < count; ++lane)
      medians.fill(lane, rows[which[lane]].baseline, gathered[lane].points);
    medians.find();
    for (std::size_t lane = 0; lane < count; ++lane) gathered[lane].median = medians.of(lane);
  } else {
    for (std::size_t lane = 0; lane < count; ++lane) {
      if (facts[which[lane]].odd || gathered[lane].points == 0) continue;
      gathered[lane].median = median_of(points[lane], rows[which[lane]].baseline, gathered[lane].points);
    }
  }
  for (std::size_t lane = 0; lane < count; ++lane) {
    const Rows& row = rows[which[lane]];
    Facts& found = facts[which[lane]];
    conclude<P>(gathered[lane], points[lane], row, task, found);
    put_wanted_points<P>(row, task, found);
  }
}

template <class P>
void run_kernel(const Rows* rows, std::size_t count, const Task& task, Facts* facts) noexcept {
  if (!P::takes_median(task.conventions)) return each_alone<P>(rows, count, task, facts);
  if constexpr (!chart::rests_on_sums<P>) {
    for (std::size_t k = 0; k < count; k += Pack::width)
      some_medians<P>(rows, task.by_length + k, count - k < Pack::width ? count - k : Pack::width, task,
                      facts);
  }
}

}  // namespace kvalspc::KVALSPC_ISA
