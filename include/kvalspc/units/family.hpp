/** @file What is compared between units: proportions, rates, or observed over expected. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/series.hpp>
#include <kvalspc/verdict/family.hpp>

namespace kvalspc::units {

/** One row a unit: `numerator` events, `denominator` patients, exposure, or expected events. */
enum class Measure : std::uint8_t {
  proportions,
  rates,
  ratios,  ///< observed over expected (indirectly standardised); the centre is 1 unless another is given
};

inline constexpr std::array<std::string_view, 3> measure_names{"p", "u", "oe"};

/** Events among patients. */
struct Proportions : verdict::BinomialFamily {
  static constexpr Domain domain = Domain::proportions;
  static constexpr bool bounded = true;  ///< a level is at most 1
  [[nodiscard]] static math::Binomial count(double n, double level) noexcept { return {n, level}; }
};

/** Events per exposure, or per expected event. */
struct Rates : verdict::PoissonFamily {
  static constexpr Domain domain = Domain::counts;
  static constexpr bool bounded = false;
  [[nodiscard]] static math::Poisson count(double n, double level) noexcept { return {n * level}; }
};

/** Does the unit have data? */
[[nodiscard]] inline bool present(const Series& units, std::size_t k) noexcept {
  return units.numerator[k] == units.numerator[k] && units.denominator_at(k) > 0.0;
}

/** All units' events over all units' patients or exposure; NaN when there are none. */
[[nodiscard]] inline double pooled_level(const Series& units) noexcept {
  math::OrderedSum<double> events, size;
  for (std::size_t k = 0; k < units.size(); ++k) {
    if (!present(units, k)) continue;
    events.add(k, units.numerator[k]);
    size.add(k, units.denominator_at(k));
  }
  return events.total() / size.total();
}

}  // namespace kvalspc::units
