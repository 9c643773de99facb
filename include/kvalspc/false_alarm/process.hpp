/** @file A stable process like the one that a chart fitted, to draw series from. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/chart/level.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/math/weibull.hpp>

namespace kvalspc::false_alarm {

/**
 * Draws series of chart P with the denominators, gaps and levels of one that it charted: counts from the
 * distribution that P supposes, times with exact limits from theirs (exponential or Weibull), other
 * measurements as normal values with the spread that was found, and for a run
 * chart, which supposes none, its own points in random order within each phase.
 */
template <ChartPolicy P>
class Process {
 public:
  Process(const Series& series, const Plan& plan, Settings settings)
      : series_(series), drawn_(series.numerator.begin(), series.numerator.end()) {
    by_law_ = P::counts == Counts::exponential && settings.limits == LimitsKind::exact;
    if (!by_law_) settings.limits = LimitsKind::sigma;
    settings.width = constants::shewhart_width;
    const Chart chart = analyse<P>(series, plan, settings);
    if constexpr (P::spread == Spread::none) {
      drawn_ = chart.points.value;  // a ratio moves as one value
      series_.denominator = {};
    }
    for (const PhaseResult& result : chart.phases) {
      possible_ = possible_ && result.fit.status != Status::no_data;
      for (std::size_t k = result.phase.first; k < result.phase.end; ++k) {
        if (!present(series, k)) continue;
        points_.push_back(k);
        if constexpr (P::counts == Counts::binomial || P::counts == Counts::poisson) add_count(k, result);
        else add_normal(k, chart, result, settings);
      }
      ends_.push_back(points_.size());
    }
  }

  /** Did the chart find all that a draw needs? A chart of equal measurements, say, has no spread. */
  [[nodiscard]] bool possible() const noexcept { return possible_ && !points_.empty(); }

  /** The next series; valid until the one after. */
  [[nodiscard]] Series draw(math::Random& random) {
    if constexpr (P::spread == Spread::none) {
      shuffle(random);
    } else {
      for (std::size_t j = 0; j < points_.size(); ++j) drawn_[points_[j]] = one(j, random);
    }
    Series result = series_;
    result.numerator = drawn_;
    return result;
  }

 private:
  struct Normal {
    double middle, sigma, factor;
  };

  [[nodiscard]] static bool present(const Series& series, std::size_t k) noexcept {
    return chart::Points{series}.present(k);
  }

  void add_count(std::size_t k, const PhaseResult& result) {
    const double n = series_.denominator_at(k), level = result.fit.level.centre;
    if constexpr (P::counts == Counts::binomial) {
      const double trials = std::max(1.0, std::nearbyint(n));
      counts_.push_back(math::Outcomes::share(trials, level, 1.0));
    } else {
      counts_.push_back(math::Outcomes::rate(n, level, 1.0));
    }
  }

  /** Middle and sigma on the scale on which P is symmetric, read off its own limits. */
  void add_normal(std::size_t k, const Chart& chart, const PhaseResult& result, const Settings& settings) {
    if constexpr (P::counts == Counts::geometric) {
      normals_.push_back({result.fit.level.sum_numerator / result.fit.level.sum_denominator, 1.0, 1.0});
    } else if constexpr (chart::shows_ranges<P>) {
      normals_.push_back({0.0, result.fit.level.centre / settings.conventions.constants.d2, 1.0});
    } else if constexpr (P::spread != Spread::none) {
      if (by_law_) return add_time(result);
      const double middle = P::scaled(chart.points.centre[k]);
      const double width = P::scaled(chart.points.upper_raw[k]) - middle;
      const double value_of_one = P::point(1.0, series_.denominator_at(k));
      normals_.push_back({middle, width / constants::shewhart_width, 1.0 / value_of_one});
      possible_ = possible_ && P::spread != Spread::within && width > 0.0;
    }
  }

  void add_time(const PhaseResult& result) {
    const Level<double>& level = result.fit.level;
    const bool weibull = level.scale > 0.0;
    times_.push_back(weibull ? math::Weibull{level.shape, level.scale}
                             : math::Weibull{1.0, level.sum_numerator / level.sum_denominator});
  }

  [[nodiscard]] double one(std::size_t j, math::Random& random) noexcept {
    const double u = random.uniform();
    if constexpr (P::counts == Counts::binomial || P::counts == Counts::poisson) return counts_[j].at(u);
    if (by_law_) return times_[j].quantile_upper(u);
    const Normal& at = normals_[j];
    if constexpr (P::counts == Counts::geometric) {
      return std::floor(std::log(u) / -std::log1p(1.0 / at.middle));
    } else {
      const double value = P::shown(at.middle + at.sigma * math::normal_quantile_upper(u));
      if constexpr (chart::shows_ranges<P>) return value;  // P's bounds are those of the ranges
      return at.factor * std::clamp(value, P::bounds.lower, P::bounds.upper);
    }
  }

  /** Fisher and Yates: the present points of each phase in random order, denominators along with them. */
  void shuffle(math::Random& random) noexcept {
    std::size_t first = 0;
    for (const std::size_t end : ends_) {
      for (std::size_t left = end - first; left > 1; --left) {
        const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(left));
        std::swap(drawn_[points_[first + left - 1]], drawn_[points_[first + other]]);
      }
      first = end;
    }
  }

  Series series_;
  std::vector<double> drawn_;
  std::vector<std::size_t> points_, ends_;  ///< present points, and where each phase's end among them
  std::vector<math::Outcomes> counts_;
  std::vector<Normal> normals_;
  std::vector<math::Weibull> times_;
  bool by_law_ = false;  ///< times from their own distribution, not as transformed normal values
  bool possible_ = true;
};

}  // namespace kvalspc::false_alarm
