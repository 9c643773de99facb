/** @file Verdicts at planned looks: how much error each look may spend. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/variance.hpp>

namespace kvalspc {

namespace verdict {

/** Error spent up to information `fraction` by a one-sided test at `alpha`, little early and most at the end:
 * Lan and DeMets (1983), Biometrika 70:659-663, in the manner of O'Brien and Fleming (1979). */
[[nodiscard]] inline double spent(double fraction, double alpha) noexcept {
  return 2.0 * math::normal_upper(math::normal_quantile_upper(0.5 * alpha) / std::sqrt(fraction));
}

/**
 * The sum of independent normal steps, as long as it stayed below the bounds so far: its density on a grid.
 * Armitage, McPherson and Rowe (1969), J. R. Stat. Soc. A 132:235-244; integrals by Simpson's rule.
 */
class Survivors {
 public:
  /** Probability that the sum lies above `bound` after a step of variance `step`. */
  [[nodiscard]] double above(double bound, double step) const noexcept {
    if (density_.empty()) return math::normal_upper(bound / std::sqrt(step));
    double sum = 0.0;
    for (std::size_t k = 0; k < density_.size(); ++k) {
      sum += weight_[k] * density_[k] * math::normal_upper((bound - place_[k]) / std::sqrt(step));
    }
    return sum;
  }

  /** Goes on with those that lie below `bound` after a step of variance `step`; `next` is the step to come.
   */
  void step(double bound, double step, double next) {
    variance_ += step;
    const double low = -reach * std::sqrt(variance_);
    const double fine = std::sqrt(std::min(step, next)) / points_a_deviation;
    const std::size_t size = 2 * static_cast<std::size_t>(std::ceil((bound - low) / (2.0 * fine))) + 1;
    const double width = (bound - low) / static_cast<double>(size - 1);
    std::vector<double> place(size), weight(size), density(size);
    for (std::size_t k = 0; k < size; ++k) {
      place[k] = low + width * static_cast<double>(k);
      weight[k] = width / 3.0 * (k == 0 || k == size - 1 ? 1.0 : k % 2 == 1 ? 4.0 : 2.0);
      density[k] = density_at(place[k], step);
    }
    place_ = std::move(place);
    weight_ = std::move(weight);
    density_ = std::move(density);
  }

 private:
  static constexpr double reach = 8.0;
  static constexpr double points_a_deviation = 6.0;

  [[nodiscard]] double density_at(double x, double step) const noexcept {
    const double spread = std::sqrt(step);
    const auto normal = [&](double z) { return math::normal_density(z) / spread; };
    if (density_.empty()) return normal(x / spread);
    const double width = place_[1] - place_[0];
    const double last = static_cast<double>(place_.size() - 1);
    const auto index = [&](double z) {
      return static_cast<std::size_t>(std::clamp((x + z * spread - place_.front()) / width, 0.0, last));
    };
    double sum = 0.0;
    for (std::size_t k = index(-reach); k <= index(reach); ++k) {
      sum += weight_[k] * density_[k] * normal((x - place_[k]) / spread);
    }
    return sum;
  }

  std::vector<double> place_, weight_, density_;
  double variance_ = 0.0;
};

/**
 * Bounds of the standardised statistic at information fractions that rise to at most 1, one-sided at `alpha`.
 * A two-sided test at 2 alpha uses them on both sides; its error is then at most 2 alpha (Bonferroni), and
 * less by a part in a million.
 */
[[nodiscard]] inline std::vector<double> spending_bounds(std::span<const double> fractions, double alpha) {
  std::vector<double> bounds;
  Survivors survivors;
  double before = 0.0, used = 0.0;
  constexpr double highest = 12.0;
  for (std::size_t k = 0; k < fractions.size(); ++k) {
    const double step = fractions[k] - before;
    const double may_spend = spent(fractions[k], alpha) - used;
    const double root = std::sqrt(fractions[k]);
    const double bound = math::falling_root(
        [&](double z) { return survivors.above(z * root, step) - may_spend; }, 0.0, highest);
    bounds.push_back(bound);
    const double next = k + 1 < fractions.size() ? fractions[k + 1] - fractions[k] : step;
    if (k + 1 < fractions.size()) survivors.step(bound * root, step, next);
    used += may_spend;
    before = fractions[k];
  }
  return bounds;
}

}  // namespace verdict

/**
 * The two-sided level that each planned look at a comparison is tested at, so that all of them together err
 * with at most `alpha`.
 *
 * @param baseline periods before the start (they do not grow); @param looks periods after the start at each
 * look, increasing; the information of a look is that of a difference of two means of so many periods.
 * @throws std::invalid_argument for no baseline, no looks, looks that do not increase from 1, or alpha
 * outside (0, 1).
 */
[[nodiscard]] inline std::vector<double> look_alphas(std::size_t baseline, std::span<const std::size_t> looks,
                                                     double alpha) {
  if (baseline == 0) detail::throw_invalid("looks", "no baseline", "at least one period before the start");
  if (looks.empty()) detail::throw_invalid("looks", "none", "at least one");
  if (!(alpha > 0.0 && alpha < 1.0)) {
    detail::throw_invalid("alpha", detail::to_text(alpha), "a number between 0 and 1");
  }
  const auto information = [&](std::size_t after) {
    return 1.0 / math::difference_variance(1.0, static_cast<double>(baseline), static_cast<double>(after));
  };
  std::vector<double> fractions;
  std::size_t before = 0;
  for (const std::size_t look : looks) {
    if (look <= before)
      detail::throw_invalid("looks", std::to_string(look), "whole numbers that increase from 1");
    before = look;
    fractions.push_back(information(look) / information(looks.back()));
  }
  std::vector<double> alphas = verdict::spending_bounds(fractions, 0.5 * alpha);
  for (double& bound : alphas) bound = 2.0 * math::normal_upper(bound);
  return alphas;
}

}  // namespace kvalspc
