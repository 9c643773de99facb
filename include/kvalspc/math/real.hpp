/** @file The number type of formulas: double, lanes of doubles, or 50 digits in the accuracy tests. */
#pragma once

#include <cmath>
#include <concepts>

#if defined(__GNUC__)
#define KVALSPC_INLINE __attribute__((always_inline)) inline
#else
#define KVALSPC_INLINE inline
#endif

namespace kvalspc {

/** What a chart's formulas ask of a number. Formulas never branch on data; they use `select`. */
template <class R>
concept Real = requires(R a, R b) {
  { a + b } -> std::convertible_to<R>;
  { a - b } -> std::convertible_to<R>;
  { a* b } -> std::convertible_to<R>;
  { a / b } -> std::convertible_to<R>;
  a < b;
  R(1.0);
};

namespace math {

/** Square root of any Real (the type's own by argument-dependent lookup). */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R root(R x) {
  using std::sqrt;
  return sqrt(x);
}

/** Absolute value of any Real. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R magnitude(R x) {
  using std::abs;
  return abs(x);
}

/** x to the power y, for any Real. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R power(R x, R y) {
  using std::pow;
  return pow(x, y);
}

/** x where `yes`, else `other`; lanes have one of their own. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R select(bool yes, R x, R other) {
  return yes ? x : other;
}

/** The larger of x and `least`; NaN stays NaN. */
template <Real R>
[[nodiscard]] KVALSPC_INLINE R at_least(R x, R least) {
  return x < least ? least : x;
}

}  // namespace math
}  // namespace kvalspc
