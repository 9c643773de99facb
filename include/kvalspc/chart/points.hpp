/** @file Which points of a series count, and the moving ranges between them. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <kvalspc/chart/conventions.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/phase.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc::chart {

/** A series with its exclusions: one byte a point, 1 = excluded; empty = none. */
struct Points {
  Series series;
  std::span<const std::uint8_t> excluded{};

  [[nodiscard]] std::size_t size() const noexcept { return series.size(); }
  /** Is there a value? (NaN compares false.) */
  [[nodiscard]] bool present(std::size_t k) const noexcept {
    return series.numerator[k] == series.numerator[k] && series.denominator_at(k) > 0.0;
  }
  [[nodiscard]] bool is_excluded(std::size_t k) const noexcept {
    return !excluded.empty() && excluded[k] != 0;
  }
  /** Does the point take part in centre line, limits and rules? */
  [[nodiscard]] bool counts(std::size_t k) const noexcept { return present(k) && !is_excluded(k); }
};

inline constexpr std::size_t no_point = std::numeric_limits<std::size_t>::max();

/**
 * The point that the moving range at `k` starts from, or `no_point`: the slot before, when both count and lie
 * at or after `first`. Excluded points are stepped over only when the conventions say so; missing ones never.
 */
[[nodiscard]] inline std::size_t range_partner(const Points& points, std::size_t k, std::size_t first,
                                               const Conventions& conventions) noexcept {
  if (k <= first || !points.counts(k)) return no_point;
  std::size_t before = k - 1;
  while (conventions.bridge_excluded && points.is_excluded(before) && before > first) --before;
  return points.counts(before) ? before : no_point;
}

/**
 * The ranges that a moving-range chart shows: |value - value before| at each point, NaN at the first point,
 * beside a gap and at the first point of a phase.
 *
 * @param out one range a point; `touched` (if not empty) gets 1 where the range rests on an excluded point.
 */
template <class P>
void moving_ranges(const Points& points, std::span<const Phase> phases, const Conventions& conventions,
                   std::span<double> out, std::span<std::uint8_t> touched) noexcept {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  for (const Phase& phase : phases) {
    for (std::size_t k = phase.first; k < phase.end; ++k) {
      const bool joined = k > phase.first;
      const auto value = [&](std::size_t j) {
        return P::point(points.series.numerator[j], points.series.denominator_at(j));
      };
      out[k] = joined && points.present(k) && points.present(k - 1) ? math::magnitude(value(k) - value(k - 1))
                                                                    : missing;
      if (!touched.empty()) {
        const bool before = joined && points.is_excluded(k - 1) && !conventions.keep_ranges_of_excluded;
        touched[k] = points.is_excluded(k) || before ? 1 : 0;
      }
    }
  }
}

}  // namespace kvalspc::chart
