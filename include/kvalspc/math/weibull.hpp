/** @file Times between events whose rate rises or falls with the time since the last one. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include <kvalspc/math/root.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc::math {

/** A time that is longer than t with probability exp(-(t / scale)^shape); shape 1 is exponential. */
struct Weibull {
  double shape, scale;

  /** The time that is undercut with probability `p`. */
  [[nodiscard]] double quantile_lower(double p) const noexcept {
    return scale * std::pow(-std::log1p(-p), 1.0 / shape);
  }
  /** The time that is exceeded with probability `p`. */
  [[nodiscard]] double quantile_upper(double p) const noexcept {
    return scale * std::pow(-std::log(p), 1.0 / shape);
  }
};

/** The shapes that are looked for: far beyond those of any process. */
inline constexpr double smallest_shape = 0.02, largest_shape = 200.0;

/**
 * The most likely distribution of `times` above 0, at least two of them different.
 *
 * The shape solves 1 / k + mean(log t) = sum(t^k log t) / sum(t^k): Cohen (1965), Technometrics 7:579-588.
 */
[[nodiscard]] inline Weibull fit_weibull(std::span<const double> times) noexcept {
  const double n = static_cast<double>(times.size());
  const double longest = *std::max_element(times.begin(), times.end());
  OrderedSum<double> logs;
  for (std::size_t k = 0; k < times.size(); ++k) logs.add(k, std::log(times[k] / longest));
  const double mean_log = logs.total() / n;
  const auto powers = [&](double shape, bool with_log) {
    OrderedSum<double> sum;
    for (std::size_t k = 0; k < times.size(); ++k) {
      const double log_time = std::log(times[k] / longest);  // relative: no power overflows
      sum.add(k, std::exp(shape * log_time) * (with_log ? log_time : 1.0));
    }
    return sum.total();
  };
  const double shape =
      falling_root([&](double k) { return 1.0 / k + mean_log - powers(k, true) / powers(k, false); },
                   smallest_shape, largest_shape);
  return {shape, longest * std::pow(powers(shape, false) / n, 1.0 / shape)};
}

}  // namespace kvalspc::math
