/** @file Sums of the baselines of eight rows, of charts that rest on sums. */
#pragma once

#include <array>

#include <kvalspc/chart/level.hpp>
#include <kvalspc/math/sum.hpp>

#include "columns.hpp"
#include "count.hpp"
#include "lanes.hpp"
#include "words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** math::OrderedSum of a column of each of eight rows. */
class EightSums {
 public:
  KVALSPC_INLINE void put(std::size_t lane, const GroupSum& sum) { sum.store(parts_ + lane * group); }
  /** Of Pack::width rows, those of pack `j`. */
  [[nodiscard]] KVALSPC_INLINE Pack total(std::size_t j) const {
    std::array<Pack, group> columns;
    for (std::size_t part = 0; part < packs; ++part) {
      Pack* const block = columns.data() + part * Pack::width;
      written_out<Pack::width>([&](std::size_t lane) KVALSPC_LAMBDA {
        block[lane] = Pack::load(parts_ + (j * Pack::width + lane) * group + part * Pack::width);
      });
      transpose(block);
    }
    return math::OrderedSum<Pack>(columns).total();
  }

 private:
  alignas(64) double parts_[group * group];
};

struct Gathering {
  EightSums numerators, denominators;
  std::size_t points[group];

  KVALSPC_INLINE void leave_out(std::size_t lane) {
    numerators.put(lane, {});
    denominators.put(lane, {});
    points[lane] = 0;
  }
};

KVALSPC_INLINE void gather_sums(Column x, Column n, std::size_t baseline, std::size_t lane, Gathering& into) {
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
  into.numerators.put(lane, numerators);
  into.denominators.put(lane, denominators);
  into.points[lane] = static_cast<std::size_t>(points);
}

/** Centre lines from those sums. Spreads that rest on ranges are still to be found. */
template <class P>
KVALSPC_INLINE void fit_sums(const Gathering& gathered, const Eight& eight, const Conventions& conventions) {
  double numerators[group], denominators[group], centres[group];
  Word varies = 0;
  for (std::size_t j = 0; j < packs; ++j) {
    chart::Fit<Pack> fit = chart::no_fit<Pack>(0, conventions);
    const Pack none(0.0);
    chart::set_centre<P>(
        fit.level,
        chart::Gathered<Pack>{gathered.numerators.total(j), gathered.denominators.total(j), none, none, none},
        false);
    fit.level.sum_numerator.store(numerators + j * Pack::width);
    fit.level.sum_denominator.store(denominators + j * Pack::width);
    fit.level.centre.store(centres + j * Pack::width);
    varies |= bits(chart::has_spread<P>(fit.level, conventions.factors())) << (j * Pack::width);
  }
  for (std::size_t lane = 0; lane < eight.count; ++lane) {
    chart::Fit<double>& fit = eight.facts[lane]->fit;
    fit = chart::no_fit<double>(gathered.points[lane], conventions);
    if (gathered.points[lane] == 0) continue;
    fit.level.sum_numerator = numerators[lane];
    fit.level.sum_denominator = denominators[lane];
    fit.level.centre = centres[lane];
    fit.status = (varies >> lane & 1) != 0 ? Status::ok : Status::no_variation;
  }
}

}  // namespace kvalspc::KVALSPC_ISA
