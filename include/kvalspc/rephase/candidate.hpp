/** @file Limits of a phase that may begin at a point, some points beyond them left out. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <kvalspc/analyse.hpp>

namespace kvalspc::rephase {

/** A chart of the points from `offset` on, whose limits rest on [first, end) without the excluded ones. */
struct Candidate {
  std::size_t first, end;
  std::size_t offset;
  std::vector<std::size_t> excluded{};
  Chart chart{};

  [[nodiscard]] double value(std::size_t k) const { return chart.points.value[k - offset]; }
  [[nodiscard]] double centre(std::size_t k) const { return chart.points.centre[k - offset]; }
  [[nodiscard]] double lower(std::size_t k) const { return chart.points.lower_raw[k - offset]; }
  [[nodiscard]] double upper(std::size_t k) const { return chart.points.upper_raw[k - offset]; }
};

/** Which points, and how many of them may be left out. */
struct CandidateRows {
  std::size_t first, end;
  std::size_t most_excluded;
};

namespace detail {

[[nodiscard]] inline Chart chart_of(ChartKind kind, const Series& series, const Settings& settings,
                                    const Candidate& one) {
  const Series rest{series.numerator.subspan(one.offset),
                    series.has_denominator() ? series.denominator.subspan(one.offset) : series.denominator};
  Plan plan;
  if (one.end < series.size()) plan.freeze = {one.end - one.offset};
  for (const std::size_t k : one.excluded) plan.exclude.push_back(k - one.offset);
  return analyse(kind, rest, plan, settings);
}

/** The points that lie furthest beyond a limit; all of them where several are as far. */
[[nodiscard]] inline std::vector<std::size_t> furthest_beyond(const Candidate& one) {
  std::vector<std::size_t> furthest;
  double most = 0.0;
  for (std::size_t k = one.first; k < one.end; ++k) {
    if (std::find(one.excluded.begin(), one.excluded.end(), k) != one.excluded.end()) continue;
    const double beyond = std::max(one.value(k) - one.upper(k), one.lower(k) - one.value(k));
    if (!(beyond > 0.0) || beyond < most) continue;
    if (beyond > most) furthest.clear();
    most = beyond;
    furthest.push_back(k);
  }
  return furthest;
}

}  // namespace detail

/** Computes limits again and again, each time without the points furthest beyond them. */
[[nodiscard]] inline Candidate candidate(ChartKind kind, const Series& series, const Settings& settings,
                                         const CandidateRows& rows) {
  // A moving range begins one point earlier.
  const std::size_t offset = kind == ChartKind::mr && rows.first > 0 ? rows.first - 1 : rows.first;
  Candidate one{rows.first, rows.end, offset};
  one.chart = detail::chart_of(kind, series, settings, one);
  for (std::size_t round = 0; round < rows.most_excluded; ++round) {
    const std::vector<std::size_t> furthest = detail::furthest_beyond(one);
    if (furthest.empty() || one.excluded.size() == rows.most_excluded) break;
    one.excluded.insert(one.excluded.end(), furthest.begin(), furthest.end());
    if (one.excluded.size() > rows.most_excluded) one.excluded.resize(rows.most_excluded);
    one.chart = detail::chart_of(kind, series, settings, one);
  }
  return one;
}

}  // namespace kvalspc::rephase
