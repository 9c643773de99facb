/** @file Intervals as published tables print them. */
#pragma once

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/interval.hpp>

#include <cmath>

#include "catch.hpp"

namespace printed {

inline const double z95 = kvalspc::math::normal_quantile_upper(0.025);

/** The interval as a table prints it, with four decimals. */
inline void check(const kvalspc::math::Interval& interval, double lower, double upper) {
  CHECK(std::abs(interval.lower - lower) <= 5.0001e-5);
  CHECK(std::abs(interval.upper - upper) <= 5.0001e-5);
}

}  // namespace printed
