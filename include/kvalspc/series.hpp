/** @file A view of one unit's series: what was counted or measured, period by period. */
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <string>

#include <kvalspc/error.hpp>

namespace kvalspc {

/**
 * Aggregated points in time order; a view, it owns nothing.
 *
 * `numerator` holds counts, or values of measurement charts. `denominator` holds patients or exposure; empty
 * means 1 everywhere. A missing point is NaN (either part), and a period without patients has denominator 0;
 * both keep their slot: nothing is computed from them, and nothing is bridged over them silently. `within` is
 * the standard deviation (or range) of the measurements behind each point; only charts of subgroups have it.
 */
struct Series {
  std::span<const double> numerator;
  std::span<const double> denominator{};
  std::span<const double> within{};

  [[nodiscard]] std::size_t size() const noexcept { return numerator.size(); }
  [[nodiscard]] bool has_denominator() const noexcept { return !denominator.empty(); }
  [[nodiscard]] double denominator_at(std::size_t k) const noexcept {
    return denominator.empty() ? 1.0 : denominator[k];
  }
};

/** What a chart demands of its numbers. */
enum class Domain : unsigned char {
  values,       ///< any finite numerator; a denominator, if any, above zero
  positive,     ///< numerators above zero
  counts,       ///< whole numbers, not negative; any exposure as denominator
  proportions,  ///< whole numbers, and numerator <= denominator
};

/**
 * Checks one series against a domain.
 * @throws std::invalid_argument naming the position and the value of the first offending point.
 */
inline void require_domain(const Series& series, Domain domain) {
  if (series.has_denominator() && series.denominator.size() != series.numerator.size()) {
    detail::throw_invalid("denominator", std::to_string(series.denominator.size()) + " values",
                          "as many as the numerator (" + std::to_string(series.numerator.size()) + ")");
  }
  if (!series.within.empty() && series.within.size() != series.size()) {
    detail::throw_invalid("within", std::to_string(series.within.size()) + " values",
                          "as many as the numerator (" + std::to_string(series.size()) + ")");
  }
  const auto at = [](const char* what, std::size_t k) {
    return std::string(what) + "[" + std::to_string(k) + "]";
  };
  for (std::size_t k = 0; k < series.size(); ++k) {
    const double x = series.numerator[k];
    const double n = series.denominator_at(k);
    if (std::isinf(x))
      detail::throw_invalid(at("numerator", k), detail::to_text(x),
                            "a finite number, or NaN for a missing point");
    if (std::isinf(n))
      detail::throw_invalid(at("denominator", k), detail::to_text(n),
                            "a finite number, or NaN for a missing point");
    if (n < 0.0) detail::throw_invalid(at("denominator", k), detail::to_text(n), "0 (no patients) or more");
    if (domain == Domain::positive && x <= 0.0)
      detail::throw_invalid(at("numerator", k), detail::to_text(x), "a time above 0");
    if (domain == Domain::values || domain == Domain::positive || std::isnan(x) || std::isnan(n)) continue;
    if (x < 0.0 || x != std::floor(x))
      detail::throw_invalid(at("numerator", k), detail::to_text(x), "a whole number, 0 or more");
    if (n == 0.0 && x > 0.0)
      detail::throw_invalid(at("numerator", k), detail::to_text(x), "0 where the denominator is 0");
    if (domain != Domain::proportions) continue;
    if (n != std::floor(n)) detail::throw_invalid(at("denominator", k), detail::to_text(n), "a whole number");
    if (x > n)
      detail::throw_invalid(at("numerator", k), detail::to_text(x),
                            series.has_denominator() ? "at most the denominator (" + detail::to_text(n) + ")"
                                                     : "0 or 1, or a denominator: none was given");
  }
}

}  // namespace kvalspc
