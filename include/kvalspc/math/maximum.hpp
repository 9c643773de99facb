/** @file Where a function with one peak is largest. */
#pragma once

#include <cstdint>
#include <utility>

#include <boost/math/tools/minima.hpp>

namespace kvalspc::math {

/** The place of the peak of `f` between `low` and `high`, to about `bits` bits, and its height: Brent (1973).
 */
template <int bits, class Function>
[[nodiscard]] std::pair<double, double> peak(Function f, double low, double high) {
  std::uintmax_t iterations = 100;
  const auto [place, depth] =
      boost::math::tools::brent_find_minima([&](double x) { return -f(x); }, low, high, bits, iterations);
  return {place, -depth};
}

}  // namespace kvalspc::math
