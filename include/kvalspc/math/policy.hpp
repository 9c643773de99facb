/** @file How Boost.Math computes here: the same on every machine, and without exceptions. */
#pragma once

#include <exception>
#include <limits>

#include <boost/math/policies/policy.hpp>

namespace kvalspc::math {

/** Double arithmetic throughout (the same on every machine) and no exceptions: kernels are noexcept. */
using Policy = boost::math::policies::policy<
    boost::math::policies::promote_double<false>,
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::denorm_error<boost::math::policies::ignore_error>,
    boost::math::policies::rounding_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

/** What `compute` returns, or `otherwise` where it throws: the searches for a root in Boost.Math do where
 * they find none, whatever the policy. */
template <class Value, class Compute>
[[nodiscard]] Value found_or(Value otherwise, const Compute& compute) noexcept {
  try {
    return compute();
  } catch (const std::exception&) {
    return otherwise;
  }
}

/** The same of a number: NaN where none is found. */
template <class Compute>
[[nodiscard]] double found_or_nan(const Compute& compute) noexcept {
  return found_or(std::numeric_limits<double>::quiet_NaN(), compute);
}

}  // namespace kvalspc::math
