/** @file How Boost.Math computes here: the same on every machine, and without exceptions. */
#pragma once

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

}  // namespace kvalspc::math
