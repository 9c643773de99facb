/**
 * @file How likely a stable level was to be found an improvement, given what was counted in all.
 *
 * A level is followed up because it was found to be an improvement; by chance it then tends to be too good,
 * and what comes later seems to fall back. So the test for a fall is made given that choice: the tail of what
 * was seen over the tail of what it took to be chosen. Fithian, Sun and Taylor (2014), Optimal inference
 * after model selection, arXiv:1410.2597.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/verdict/evidence.hpp>

namespace kvalspc::verdict {

/** A series that was chosen for follow-up: its phases, the test that chose it, and the test of what came
 * later. */
struct Followed {
  Side before, reached, later;
  Evidence choice;  ///< before against reached
  Evidence fall;    ///< reached against later
  double alpha;     ///< of the choice
  bool rise;        ///< was the improvement a rise?
};

/** One-sided p-value of a fall, as if the series had not been chosen. */
[[nodiscard]] inline double p_of_fall(const Followed& f, const Test& test) noexcept {
  const bool fell = f.rise ? test.effect < 0.0 : test.effect > 0.0;
  return fell ? 0.5 * test.p : 1.0 - 0.5 * test.p;
}

/** Tail probabilities of having been chosen, with no fall, as the exact and the quasi test see it. */
struct Chosen {
  double exact = 1.0;
  double quasi = 1.0;
};

namespace detail {

[[nodiscard]] inline double inflation(const Evidence& evidence) noexcept {
  return std::sqrt(evidence.dispersion_used > 1.0 ? evidence.dispersion_used : 1.0);
}

/** The count after the start that both tests would just have found significant, as the dispersion is. */
template <class Family>
[[nodiscard]] double needed_count(const Followed& f) {
  const math::TwoCounts seen = two_counts(f.before, f.reached);
  const auto significant = [&](double x) {
    const math::TwoCounts t{seen.x0, seen.n0, x, seen.n1};
    return !Family::constant(t) && math::two_sided(Family::tails(t)) < f.alpha &&
           math::students_t_two_sided(score_statistic<Family>(t) / inflation(f.choice), f.choice.degrees) <
               f.alpha;
  };
  const double expected = seen.level0() * seen.n1;
  double no = f.rise ? std::floor(expected) : std::ceil(expected);
  double yes = seen.x1;
  while (std::abs(yes - no) > 1.0) {
    const double middle = std::floor(0.5 * (no + yes));
    (significant(middle) ? yes : no) = middle;
  }
  return yes;
}

template <class Family>
[[nodiscard]] Chosen chosen_by_counts(const Followed& f) {
  const double total = f.reached.numerator + f.later.numerator;
  double needed = std::min(needed_count<Family>(f), total);
  if (std::is_same_v<Family, Proportions>) needed = std::max(needed, total - f.later.denominator);
  const math::TwoCounts t{total - needed, f.later.denominator, needed, f.reached.denominator};
  if (Family::constant(t)) return {};
  const math::Tails tails = Family::tails(t);
  const double statistic = score_statistic<Family>(t) / inflation(f.fall);
  return {f.rise ? tails.upper : tails.lower,
          math::students_t_upper(f.rise ? statistic : -statistic, f.fall.degrees)};
}

/**
 * For values, by normal theory: how far the level reached lies beyond what was needed, counted in standard
 * deviations that it has given the common level of reached and later. The arguments after `f` are the
 * variances of the three levels.
 */
[[nodiscard]] inline Chosen chosen_by_values(const Followed& f, double before, double reached,
                                             double later) noexcept {
  if (!(reached > 0.0)) return {};
  const auto z = [](double p) { return math::normal_quantile_upper(p); };
  const double beyond = z(0.5 * deciding(f.choice).p) - z(0.5 * f.alpha);
  const double spare = beyond * std::sqrt(before + reached) * std::sqrt(reached + later) / reached;
  constexpr double smallest = 1e-250;  // of a probability that has a quantile
  const auto tail = [&](const Test& test) {
    return math::normal_upper(z(std::max(smallest, p_of_fall(f, test))) - spare);
  };
  return {tail(f.fall.exact), tail(f.fall.quasi)};
}

}  // namespace detail

/** The tail probabilities of the choice; `variances` of the three levels are used for values only. */
[[nodiscard]] inline Chosen chosen(Measure measure, const Followed& f, double before, double reached,
                                   double later) {
  switch (measure) {
    case Measure::proportions:
      return detail::chosen_by_counts<Proportions>(f);
    case Measure::rates:
      return detail::chosen_by_counts<Rates>(f);
    default:
      return detail::chosen_by_values(f, before, reached, later);
  }
}

}  // namespace kvalspc::verdict
