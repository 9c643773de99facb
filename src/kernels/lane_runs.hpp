/**
 * @file Runs and crossings of as many rows as there are lanes: bit t of a lane says on which side of the
 * centre line its point t lies. Counts what rule::RunCounter counts, 64 points of every row at a time.
 */
#pragma once

#include "facts.hpp"
#include "lane_words.hpp"

namespace kvalspc::KVALSPC_ISA {

/** The points of a word that lie off the line, pushed together, and which of them lie above it. */
struct Pushed {
  Words useful, above;
};

KVALSPC_INLINE Pushed pushed(Words useful, Words above) {
  if (!any(useful & (useful + Word{1})))
    return {useful, above};  // nothing between them: no tie, nothing missing
  Word all[Pack::width], sides[Pack::width];
  store(useful, all);
  store(above, sides);
  for (std::size_t lane = 0; lane < Pack::width; ++lane) {
    sides[lane] = pushed_together(sides[lane], all[lane]);
    all[lane] = low_bits(static_cast<std::size_t>(population(all[lane])));
  }
  return {load_words(all), load_words(sides)};
}

class LaneRuns {
 public:
  /** Word `w` of every lane, one after the other. */
  KVALSPC_INLINE void take(std::size_t w, Pushed points) {
    if (w == 0) begin(points);
    else go_on(points);
  }
  /** Into the lanes from `part` on. */
  KVALSPC_INLINE void put(kernel::RunColumns& to, std::size_t part) const {
    store_narrow(useful_, to.useful + part);
    store_narrow(above_, to.above + part);
    store_narrow(longest_, to.longest_run + part);
    store_narrow(crossings_, to.crossings + part);
    put_bits(is_set(longest_ends_), part, to.longest_ends);
  }

 private:
  /** The first 64 points of every lane. */
  KVALSPC_INLINE void begin(Pushed points) {
    const Words turns = (points.above ^ (points.above << 1)) & points.useful & ~Word{1};
    *this = {};
    starts_ = turns | (points.useful & Word{1});
    count(points, turns);
    take_inner(points.useful & ~starts_);
  }

  /** The next 64. */
  KVALSPC_INLINE void go_on(Pushed points) {
    const Words none{};
    // The run that is not over yet: begun in the word before, or carried through it.
    length_ = select(is_set(starts_), points_ + Word{1} - bits_set(filled_down(starts_)),
                     length_ + bits_set(carried_));
    const Words first = select(is_set(useful_), none, none + Word{1}) & points.useful;
    const Words before = (points.above << 1) | select(is_set(last_above_), none + Word{1}, none);
    const Words turns = (points.above ^ before) & points.useful & ~first;
    starts_ = turns | first;
    const Words goes_on = points.useful & ~starts_;
    carried_ = goes_on & ~(goes_on + Word{1});
    count(points, turns);
    take_run(length_ + bits_set(carried_), ~none);
    take_inner(goes_on & ~carried_);
  }

  KVALSPC_INLINE void count(Pushed points, Words turns) {
    const Words some = points.useful;
    points_ = bits_set(points.useful);
    useful_ += points_;
    above_ += bits_set(points.above & points.useful);
    crossings_ += bits_set(turns);
    last_ = points.useful & ~(points.useful >> 1);
    last_above_ = select(is_set(some), points.above & last_, last_above_);
  }

  /** Runs that begin in this word: a point that starts one and those that go on after it. */
  KVALSPC_INLINE void take_inner(Words goes_on) {
    const Words none{}, one = none + Word{1};
    // Where rows of at least 1, 2, 4 ... ones end; then the longest is put together from these, largest
    // first. Bit 0 is never one of them, so that shifted ends, which begin with zeros, lose none.
    Words rows[6];
    rows[0] = goes_on;
    const auto find_double = [&](std::size_t k)
                                 KVALSPC_LAMBDA { rows[k + 1] = rows[k] & (rows[k] << (1U << k)); };
    Words length = none, ends = ~none;
    const auto lengthen = [&](std::size_t k) KVALSPC_LAMBDA {
      const Words longer = rows[k] & (ends << (1U << k));
      const Mask found = is_set(longer);
      ends = select(found, longer, ends);
      length = select(found, length + (one << k), length);
    };
    written_out<4>(find_double);
    if (any(rows[4])) {  // seldom: more than sixteen points on one side
      find_double(4);
      lengthen(5);
      lengthen(4);
    }
    written_out<4>([&](std::size_t back) KVALSPC_LAMBDA { lengthen(3 - back); });
    const Mask started = is_set(starts_);
    ends = select(is_set(length), ends, starts_);
    length += select(started, one, none);
    longest_ends_ = select(started, none, longest_ends_);
    take_run(length, select(is_set(ends ^ last_), none, ~none));
  }

  /** A run; has it the last point? */
  KVALSPC_INLINE void take_run(Words length, Words ends) {
    const Mask longer = is_set((longest_ - length) >> 63);
    longest_ = select(longer, length, longest_);
    longest_ends_ = select(longer, ends, longest_ends_);
  }

  Words useful_{}, above_{}, longest_{}, crossings_{}, longest_ends_{};
  Words points_{}, starts_{}, carried_{}, length_{};  // of the last word; length_: carried into it
  Words last_{}, last_above_{};                       // its last useful point; 0: that lies below
};

}  // namespace kvalspc::KVALSPC_ISA
