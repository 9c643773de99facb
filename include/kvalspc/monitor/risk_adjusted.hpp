/** @file The risk-adjusted CUSUM: each patient, or each period, is held against its own expected events. */
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/monitor/cusum.hpp>
#include <kvalspc/monitor/threshold.hpp>
#include <kvalspc/series.hpp>

namespace kvalspc {

/** What is to be found: odds (shares) or rates `ratio` times those expected, and `ratio` times lower. */
struct RiskAdjustedSettings {
  bool shares = true;  ///< events among patients; else events over an exposure (the denominator is not used)
  double ratio = 2.0;
  monitor::Aim aim{};
  std::optional<double> threshold{};  ///< instead of one for the aim
};

/** Sums and signals of a risk-adjusted CUSUM, and its threshold (NaN without a point that counts). */
struct RiskAdjusted {
  double threshold = std::numeric_limits<double>::quiet_NaN();
  monitor::CusumPath path;
};

namespace monitor {

/** @throws std::invalid_argument naming the first point or setting that cannot be used */
inline void require_risks(const Series& series, std::span<const double> expected,
                          const RiskAdjustedSettings& settings) {
  using kvalspc::detail::throw_invalid;
  using kvalspc::detail::to_text;
  require_domain(series, settings.shares ? Domain::proportions : Domain::counts);
  if (expected.size() != series.size())
    throw_invalid("expected", std::to_string(expected.size()) + " values",
                  "as many as the numerator (" + std::to_string(series.size()) + ")");
  if (!(settings.ratio > 1.0)) throw_invalid("change", to_text(settings.ratio), "a ratio above 1");
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const double most = settings.shares ? series.denominator_at(k) : INFINITY;
    if (std::isnan(expected[k]) || std::isnan(most) || !(most > 0.0)) continue;
    if (!(expected[k] > 0.0 && expected[k] < most))
      throw_invalid("expected[" + std::to_string(k) + "]", to_text(expected[k]),
                    settings.shares ? "events expected, between 0 and the denominator" : "a number above 0");
  }
}

/** The period's volume and scores: its own expected level is the reference. */
[[nodiscard]] inline Slot slot_of(double expected, double n, const RiskAdjustedSettings& settings) noexcept {
  const double volume = settings.shares ? n : expected, level = settings.shares ? expected / n : 1.0;
  const auto score = settings.shares ? score_of_share : score_of_rate;
  return {volume, score(level, settings.ratio), score(level, 1.0 / settings.ratio)};
}

}  // namespace monitor

/**
 * Risk-adjusted CUSUM of events against those expected of each row by a risk model that is known.
 *
 * Steiner, Cook, Farewell and Treasure (2000), Biostatistics 1:441-452, in both directions. The threshold is
 * found by simulating rows with the risks of this series; `aim.horizon` counts rows. Errors of the risk model
 * are not in it.
 *
 * @param expected events expected in each row, between 0 and the denominator (shares) or above 0 (rates)
 * @throws std::invalid_argument as monitor::require_risks
 */
[[nodiscard]] inline RiskAdjusted risk_adjusted_cusum(const Series& series, std::span<const double> expected,
                                                      const RiskAdjustedSettings& settings = {}) {
  monitor::require_risks(series, expected, settings);
  std::vector<monitor::Slot> slots;
  std::vector<double> levels;
  std::vector<std::size_t> order, slot_at(series.size(), 0);
  const auto counts = [&](std::size_t k) {
    return !std::isnan(series.numerator[k]) && !std::isnan(expected[k]) && series.denominator_at(k) > 0.0;
  };
  for (std::size_t k = 0; k < series.size(); ++k) {
    if (!counts(k)) continue;
    slot_at[k] = slots.size();
    order.push_back(slots.size());
    slots.push_back(monitor::slot_of(expected[k], series.denominator_at(k), settings));
    levels.push_back(settings.shares ? expected[k] / series.denominator_at(k) : 1.0);
  }
  RiskAdjusted result;
  if (slots.empty()) {
    const std::vector<double> none(series.size(), std::numeric_limits<double>::quiet_NaN());
    result.path = {none, none, {}};
    return result;
  }
  result.threshold =
      settings.threshold
          ? *settings.threshold
          : monitor::threshold_of(slots, order, settings.aim, [&](std::size_t, const monitor::Slot& slot) {
              const double level = levels[static_cast<std::size_t>(&slot - slots.data())];
              return settings.shares ? math::Outcomes::share(slot.volume, level, 1.0)
                                     : math::Outcomes::rate(slot.volume, level, 1.0);
            });
  const auto score = [&](std::size_t k, bool up) {
    const monitor::Slot& slot = slots[slot_at[k]];
    return (up ? slot.up : slot.down)(series.numerator[k], slot.volume);
  };
  result.path = monitor::run_cusum(
      0, series.size(), result.threshold, 0.0, counts, [&](std::size_t k) { return score(k, true); },
      [&](std::size_t k) { return score(k, false); });
  return result;
}

}  // namespace kvalspc
