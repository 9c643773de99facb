/** @file Does an improvement last after the project's end? */
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kvalspc/verdict/comparison.hpp>
#include <kvalspc/verdict/selection.hpp>

namespace kvalspc {

/** What became of an improvement. */
enum class Lasting : std::uint8_t {
  none,         ///< there was no improvement to follow, or no period after the end
  too_early,    ///< too few periods, or neither a fall nor a level above the baseline can be shown
  sustained,    ///< better than the baseline, and no fall is seen from the level reached
  partly_lost,  ///< better than the baseline, but fallen from the level reached
  lost,         ///< fallen from the level reached, and no longer better than the baseline
};

inline constexpr std::array<std::string_view, 5> lasting_names{"none", "too_early", "sustained",
                                                               "partly_lost", "lost"};

[[nodiscard]] constexpr std::string_view name(Lasting lasting) noexcept {
  return lasting_names[static_cast<std::size_t>(lasting)];
}

/** How an improvement is followed up. */
struct FollowUp {
  std::size_t from{};           ///< first position after the project's end
  std::size_t end{};            ///< position after the last period
  std::size_t min_periods = 6;  ///< with data, before anything is said
  double alpha = 0.05;          ///< one-sided, of the test for a fall
};

/** The answer; the tests are NaN where there was nothing to test. */
struct Sustained {
  Lasting lasting = Lasting::none;
  verdict::Side side;                    ///< after the end
  verdict::Evidence against_baseline{};  ///< two-sided; better when significant in the wished direction
  verdict::Evidence against_reached{};
  double p_fall = std::numeric_limits<double>::quiet_NaN();  ///< one-sided, given that it had improved
};

namespace verdict {

/** Variance of the level of periods [first, end), from how they scatter; values only. */
[[nodiscard]] inline double variance_of_level(const chart::Points& points, std::size_t first,
                                              std::size_t end) {
  const std::vector<double> values = values_of(points, first, end);
  return values.size() < 2 ? 0.0 : math::moments(values).variance / static_cast<double>(values.size());
}

/** The points from `first` on. */
[[nodiscard]] inline chart::Points tail_of(const chart::Points& points, std::size_t first) noexcept {
  const Series& s = points.series;
  return {{s.numerator.subspan(first), s.has_denominator() ? s.denominator.subspan(first) : s.denominator},
          points.excluded.empty() ? points.excluded : points.excluded.subspan(first)};
}

/** The larger of both tests' p-values of a fall, each given that the series had been chosen. */
[[nodiscard]] inline double p_of_fall(const Followed& f, const Chosen& chosen) noexcept {
  const auto given = [&](const Test& test, double tail) {
    const double p = p_of_fall(f, test);
    return p == 0.0 ? 0.0 : std::min(1.0, p / tail);
  };
  const double exact = given(f.fall.exact, chosen.exact);
  return std::isnan(f.fall.quasi.p) ? exact : std::max(exact, given(f.fall.quasi, chosen.quasi));
}

/** Judges what came after the end of a project whose verdict was `improved`. */
[[nodiscard]] inline Sustained follow_up(Measure measure, const chart::Points& points, std::size_t start,
                                         const FollowUp& plan, const CompareSettings& settings) {
  Sustained s;
  s.side = side_of(measure, points, plan.from, plan.end);
  if (s.side.n == 0) return s;
  s.lasting = Lasting::too_early;
  if (s.side.n < plan.min_periods) return s;

  std::vector<std::uint8_t> mask(points.size(), 0);
  for (std::size_t k = 0; k < points.size(); ++k) {
    mask[k] = points.is_excluded(k) || (k >= start && k < plan.from) ? 1 : 0;
  }
  const chart::Points without_middle{points.series, mask};
  const chart::Points from_start = tail_of(points, start);
  Followed f{side_of(measure, points, 0, start),
             side_of(measure, points, start, plan.from),
             s.side,
             {},
             {},
             settings.alpha,
             settings.better == Better::higher};
  f.choice =
      test_sides(measure, points, {start, plan.from}, f.before, f.reached, settings.alpha, settings.prior);
  f.fall = test_sides(measure, from_start, {plan.from - start, plan.end - start}, f.reached, f.later,
                      plan.alpha, settings.prior);
  s.against_reached = f.fall;
  s.against_baseline = test_sides(measure, without_middle, {plan.from, plan.end}, f.before, f.later,
                                  plan.alpha, settings.prior);

  const bool values = !counts_events(measure);
  const auto variance = [&](std::size_t first, std::size_t end) {
    return values ? variance_of_level(points, first, end) : 0.0;
  };
  s.p_fall = p_of_fall(
      f, chosen(measure, f, variance(0, start), variance(start, plan.from), variance(plan.from, plan.end)));
  const Test& better = deciding(s.against_baseline);
  const bool still_better = better.p < plan.alpha && (better.effect > 0.0) == f.rise;
  const bool fallen = s.p_fall < plan.alpha;
  if (fallen) s.lasting = still_better ? Lasting::partly_lost : Lasting::lost;
  else if (still_better) s.lasting = Lasting::sustained;
  return s;
}

}  // namespace verdict

/**
 * Checks what sustained() needs.
 * @throws std::out_of_range unless start < plan.from <= plan.end <= the size of the series.
 */
inline void require_follow_up(const Series& series, std::size_t start, const FollowUp& plan) {
  if (plan.from <= start) {
    detail::throw_position("sustained_from", plan.from, "above start (" + std::to_string(start) + ")");
  }
  if (plan.end > series.size() || plan.from > plan.end) {
    detail::throw_position("end", plan.end, "from sustained_from to " + std::to_string(series.size()));
  }
}

/**
 * Judges whether an improvement lasts: baseline [0, start), project [start, plan.from), after its end
 * [plan.from, plan.end).
 *
 * `verdict` is that of compare() of the same series with `end = plan.from` and the same settings: only what
 * improved is followed. Fallen: the later level lies below the level reached by the larger of the exact and
 * the quasi test, one-sided at plan.alpha, given that the series was found improved. Still better: it lies
 * above the baseline by both tests, two-sided at plan.alpha.
 * @throws as require_follow_up()
 */
[[nodiscard]] inline Sustained sustained(ChartKind kind, const Series& series, std::size_t start,
                                         const FollowUp& plan, Verdict verdict,
                                         const CompareSettings& settings = {},
                                         std::span<const std::uint8_t> excluded = {}) {
  require_follow_up(series, start, plan);
  if (verdict != Verdict::improved) return {};
  return verdict::follow_up(verdict::measure_of(kind), {series, excluded}, start, plan, settings);
}

}  // namespace kvalspc
