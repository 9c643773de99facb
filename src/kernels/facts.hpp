/** @file What goes into a kernel and what comes out: plain numbers and pointers, the same for every ISA. */
#pragma once

#include <cstddef>
#include <cstdint>

#include <kvalspc/chart/level.hpp>
#include <kvalspc/limits.hpp>

namespace kvalspc::kernel {

/** Where the points of a row go: each null, or as long as the row. */
struct PointsOut {
  double *value, *centre, *lower, *upper, *lower_raw, *upper_raw;
  std::uint8_t *included, *beyond;
};

/** One phase of one series. Results are counted from its own first row. */
struct Rows {
  const double* numerator;
  const double* denominator;  ///< null: 1 everywhere
  std::size_t size;
  std::size_t baseline;       ///< rows that found centre line and limits
  std::uint64_t* beyond;      ///< word_count(size) words, one bit a point: see Facts::exact
  const PointsOut* points{};  ///< null: nobody asked for them
};

/** What is the same for all rows of a call. Scratch begins where a register may be stored whole. */
struct Task {
  Conventions conventions;
  LimitsKind limits;           ///< as asked for
  double* values;              ///< scratch of most_lanes times stride doubles
  double* others;              ///< of stride
  double* slots;               ///< of scratch_of_slots doubles, for medians alone
  const double* ones;          ///< as many as the longest row has points
  std::size_t stride;          ///< scratch_for(longest row)
  std::uint64_t* words;        ///< scratch of scratch_of_words(longest row)
  std::size_t ahead;           ///< memory is asked so many points ahead
  const std::uint32_t* order;  ///< numbers of the rows; for medians those with the shortest baselines first
};

/** Registers hold no more doubles than this. */
inline constexpr std::size_t most_lanes = 8;
/** Series whose median is found by sorting; that of longer ones is selected. */
inline constexpr std::size_t longest_sorted = 512;
inline constexpr std::size_t scratch_of_slots = most_lanes * longest_sorted;

/** Scratch that `size` points need: two blocks of padding around whole blocks of eight. */
constexpr std::size_t scratch_for(std::size_t size) { return (size + 7) / 8 * 8 + 16; }
constexpr std::size_t word_count(std::size_t size) { return (size + 63) / 64; }
/** Words that rows of up to `size` points need: four bits a point, of eight rows. */
constexpr std::size_t scratch_of_words(std::size_t size) {
  return std::size_t{4} * 8 * (word_count(size) + 1);
}

/** rule::Runs without positions. */
struct RunFacts {
  std::int32_t useful{};
  std::int32_t above{};
  std::int32_t longest_run{};
  std::int32_t crossings{};
  bool longest_ends{};  ///< is the (first) longest run the one that ends with the last useful point?
};

/** What a phase says of itself. */
struct Facts {
  chart::Fit<double> fit;
  std::int32_t latest;  ///< position of the last that counts, or -1
  bool latest_useful;   ///< does it lie off the centre line?
  bool latest_above;
  bool exact;           ///< limits are exact, and `beyond` are the points that may lie beyond them
  bool points_put;      ///< the points that were asked for are written; else the plain way must
  bool odd;             ///< numbers that need the careful way: perhaps misuse, perhaps an overflow
  std::int32_t beyond;  ///< points beyond the limits
  std::int32_t first_beyond, last_beyond;
  RunFacts all, baseline, after;  ///< the last two only where the baseline is frozen, else of no meaning
};

/** One bit a row, the first lowest. */
using RowBits = std::uint8_t;

/** RunFacts of rows side by side. */
struct RunColumns {
  alignas(32) std::int32_t useful[most_lanes];
  std::int32_t above[most_lanes], longest_run[most_lanes], crossings[most_lanes];
  RowBits longest_ends;

  [[nodiscard]] RunFacts of(std::size_t lane) const noexcept {
    return {useful[lane], above[lane], longest_run[lane], crossings[lane], (longest_ends >> lane & 1) != 0};
  }
};

/** Facts of up to eight rows that went through a kernel together, a column each, so that registers are stored
 * as they are. */
struct FactColumns {
  std::uint32_t row[most_lanes];  ///< its number
  std::size_t count;              ///< of rows
  alignas(64) double sum_numerator[most_lanes];
  double sum_denominator[most_lanes], centre[most_lanes], spread[most_lanes];
  std::size_t points[most_lanes], ranges[most_lanes], ranges_screened[most_lanes];
  Status status[most_lanes];
  std::int32_t latest[most_lanes], beyond[most_lanes], first_beyond[most_lanes], last_beyond[most_lanes];
  RowBits latest_known, latest_useful, latest_above, latest_beyond, ok, exact, points_put, odd;
  RunColumns all, baseline, after;

  [[nodiscard]] KVALSPC_INLINE chart::Fit<double> fit(std::size_t lane, bool printed) const noexcept {
    return {{sum_numerator[lane], sum_denominator[lane], centre[lane], spread[lane], printed},
            points[lane],
            ranges[lane],
            ranges_screened[lane],
            status[lane]};
  }
  KVALSPC_INLINE void put(std::size_t lane, const chart::Fit<double>& fit) noexcept {
    sum_numerator[lane] = fit.level.sum_numerator;
    sum_denominator[lane] = fit.level.sum_denominator;
    centre[lane] = fit.level.centre;
    spread[lane] = fit.level.spread;
    points[lane] = fit.points;
    ranges[lane] = fit.ranges;
    ranges_screened[lane] = fit.ranges_screened;
    put(lane, fit.status);
  }
  KVALSPC_INLINE void put(std::size_t lane, Status one) noexcept {
    status[lane] = one;
    const auto bit = static_cast<RowBits>(1U << lane);
    ok = static_cast<RowBits>(one == Status::ok ? ok | bit : ok & ~bit);
  }
  [[nodiscard]] Facts of(std::size_t lane, bool printed) const noexcept {
    const auto is = [&](RowBits bits) { return (bits >> lane & 1) != 0; };
    return {fit(lane, printed), latest[lane],      is(latest_useful), is(latest_above),   is(exact),
            is(points_put),     is(odd),           beyond[lane],      first_beyond[lane], last_beyond[lane],
            all.of(lane),       baseline.of(lane), after.of(lane)};
  }
  /** A bit for each. */
  [[nodiscard]] RowBits rows() const noexcept { return static_cast<RowBits>((1U << count) - 1U); }
  /** Rows with limits, none of them exact or odd, and a latest point, which lies within: there is no more to
   * say of them but what their runs say. */
  [[nodiscard]] RowBits plain() const noexcept {
    return static_cast<RowBits>(ok & latest_known & ~(latest_beyond | exact | odd));
  }
};

/** Rows go through a kernel eight at a time, or fewer with no more points than this (or a single one): they
 * are to stay in the nearer caches. */
inline constexpr std::size_t most_points_together = 8192;
/** FactColumns that rows with so many points in all need at most: each is of eight rows, or it and the next
 * have more points than that. */
constexpr std::size_t columns_for(std::size_t rows, std::size_t points) {
  return rows / most_lanes + 2 * points / most_points_together + 2;
}

/** Rows in, facts out, for one chart; says how many FactColumns it filled. */
using Kernel = std::size_t (*)(const Rows*, std::size_t count, const Task&, FactColumns*) noexcept;

/** What an ISA unit offers: the kernels of charts. */
struct Table {
  Kernel run, i, ip, mr, p, pp, u, up;
};

}  // namespace kvalspc::kernel
