/** @file The two families of counts: what their variance is at a level. */
#pragma once

#include <kvalspc/math/variance.hpp>

namespace kvalspc::verdict {

/** Shares of patients: a count among `n` has variance n v(level). */
struct BinomialFamily {
  [[nodiscard]] static double variance(double level) noexcept { return math::bernoulli_variance(level); }
};

/** Events per exposure: a count over exposure `n` has variance n v(level). */
struct PoissonFamily {
  [[nodiscard]] static double variance(double level) noexcept { return level; }
};

}  // namespace kvalspc::verdict
