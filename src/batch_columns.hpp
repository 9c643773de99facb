/** @file What the two batches check of what they are given, and which plan is whose. */
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include <kvalspc/aggregate.hpp>
#include <kvalspc/batch.hpp>

namespace kvalspc::detail {

inline void require_one_each(const char* what, std::size_t got, std::size_t series) {
  if (got == 0 || got == series) return;
  throw_invalid(what, std::to_string(got), "none, or one a series (" + std::to_string(series) + ")");
}

inline void require_batch(const BatchSeries& series) {
  const auto either = [](const char* what, bool doubles, bool whole) {
    if (doubles && whole) throw_invalid(what, "doubles and whole numbers", "one of them");
  };
  either("numerator", !series.numerator.empty(), !series.whole_numerator.empty());
  either("denominator", !series.denominator.empty(), !series.whole_denominator.empty());
  require_offsets(series.offsets, series.rows());
  const auto fits = [&](const char* what, std::size_t size) {
    if (size == 0 || size == series.rows()) return;
    throw_invalid(what, std::to_string(size) + " values",
                  "as many as the numerator (" + std::to_string(series.rows()) + ")");
  };
  fits("denominator", series.denominator.size() + series.whole_denominator.size());
  fits("within", series.within.size());
  require_one_each("target", series.target.size(), series.size());
  require_one_each("plans", series.plans.size(), series.size());
}

[[nodiscard]] inline const Plan& plan_of(const BatchSeries& series, const Plan& common,
                                         std::size_t k) noexcept {
  return series.plans.empty() ? common : series.plans[k];
}

template <class Column>
void require_column(const Column& column, std::size_t size) {
  if (column.size() != size) {
    throw_invalid("out", "a column of " + std::to_string(column.size()),
                  std::to_string(size) + ", one a series");
  }
}

/** Calls f(column) for each column of points. */
template <class F>
void each_column(const PointColumns& points, F f) {
  for (const auto& column : {points.value, points.centre, points.lower, points.upper, points.lower_raw,
                             points.upper_raw, points.deviation, points.z})
    f(column);
  f(points.phase);
  f(points.included);
  f(points.beyond);
}

inline void require_point_columns(const PointColumns& points, std::size_t rows) {
  each_column(points, [&](const auto& column) {
    if (column.empty() || column.size() == rows) return;
    throw_invalid("out.points", "a column of " + std::to_string(column.size()),
                  "none, or one a row (" + std::to_string(rows) + ")");
  });
}

[[nodiscard]] inline bool wanted(const PointColumns& points) {
  bool any = false;
  each_column(points, [&](const auto& column) { any = any || !column.empty(); });
  return any;
}

/** The part of `points` that belongs to rows [first, first + size). */
[[nodiscard]] inline PointColumns cut(const PointColumns& points, std::size_t first, std::size_t size) {
  const auto part = [&](auto column) { return column.empty() ? column : column.subspan(first, size); };
  return {part(points.value),     part(points.centre),    part(points.lower),     part(points.upper),
          part(points.lower_raw), part(points.upper_raw), part(points.deviation), part(points.z),
          part(points.phase),     part(points.included),  part(points.beyond)};
}

/** Runs `check()` and puts the number of the series before what it throws. */
template <class Check>
void name_series(std::size_t k, Check check) {
  try {
    check();
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument("series " + std::to_string(k) + ": " + error.what());
  } catch (const std::out_of_range& error) {
    throw std::out_of_range("series " + std::to_string(k) + ": " + error.what());
  }
}

/** Runs `check(k)` for each series and puts the series' number before what it throws. */
template <class Check>
void check_each(std::size_t size, Check check) {
  for (std::size_t k = 0; k < size; ++k) name_series(k, [&] { check(k); });
}

}  // namespace kvalspc::detail
