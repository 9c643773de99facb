/** @file Many tests at once: q-values, and lists whose expected false alarms are stated. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/error.hpp>

namespace kvalspc::units {

/** What the tests may have to do with each other. */
enum class Dependence : std::uint8_t {
  positive,  ///< independent, or moving together: Benjamini and Hochberg
  any,       ///< whatever it is: Benjamini and Yekutieli, larger by a factor of about log(number of tests)
};

/**
 * The smallest share of false alarms at which each test would be on the list; NaN where p is NaN (not
 * counted).
 *
 * Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289-300; Benjamini and Yekutieli (2001), Ann. Stat.
 * 29:1165-1188.
 * @throws std::invalid_argument for a p-value below 0 or above 1
 */
[[nodiscard]] inline std::vector<double> q_values(std::span<const double> p,
                                                  Dependence dependence = Dependence::positive) {
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (p[k] < 0.0 || p[k] > 1.0)
      kvalspc::detail::throw_invalid("p[" + std::to_string(k) + "]", kvalspc::detail::to_text(p[k]),
                                     "a probability, or NaN");
    if (!std::isnan(p[k])) order.push_back(k);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  double factor = static_cast<double>(order.size());
  if (dependence == Dependence::any) {
    double harmonic = 0.0;
    for (std::size_t k = order.size(); k > 0; --k) harmonic += 1.0 / static_cast<double>(k);
    factor *= harmonic;
  }
  std::vector<double> q(p.size(), std::numeric_limits<double>::quiet_NaN());
  double smallest = 1.0;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t k = order[rank - 1];
    q[k] = smallest = std::min(smallest, p[k] * factor / static_cast<double>(rank));
  }
  return q;
}

/**
 * The same for e-values (evidence that may be looked at every night), valid whatever they have to do with
 * each other.
 *
 * e-BH is Benjamini and Hochberg's procedure for 1 / e: Wang and Ramdas (2022), J. R. Stat. Soc. B
 * 84:822-852.
 * @throws std::invalid_argument for an e-value below 0
 */
[[nodiscard]] inline std::vector<double> e_q_values(std::span<const double> e) {
  std::vector<double> p(e.size());
  for (std::size_t k = 0; k < e.size(); ++k) {
    if (e[k] < 0.0)
      kvalspc::detail::throw_invalid("e[" + std::to_string(k) + "]", kvalspc::detail::to_text(e[k]),
                                     "0 or more, or NaN");
    p[k] = e[k] > 1.0 ? 1.0 / e[k] : e[k] <= 1.0 ? 1.0 : e[k];
  }
  return q_values(p);
}

/** The tests whose q-value is at most a level, the clearest first. */
struct Shortlist {
  std::vector<std::size_t> positions;
  std::size_t tested = 0;       ///< those that have a q-value
  double expected_false = 0.0;  ///< on the average at most so many of the list are false alarms
};

/** The list at `level`, for example .05: on the average at most that share of it are false alarms. */
[[nodiscard]] inline Shortlist shortlist(std::span<const double> q, double level) {
  Shortlist list;
  for (std::size_t k = 0; k < q.size(); ++k) {
    if (!std::isnan(q[k])) ++list.tested;
    if (q[k] <= level) list.positions.push_back(k);
  }
  std::stable_sort(list.positions.begin(), list.positions.end(),
                   [&](std::size_t a, std::size_t b) { return q[a] < q[b]; });
  list.expected_false = level * static_cast<double>(list.positions.size());
  return list;
}

}  // namespace kvalspc::units
