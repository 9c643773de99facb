/** @file The name of the first rule: a point beyond a control limit. Its decision is the chart's own
 * `beyond`. */
#pragma once

#include <string_view>

namespace kvalspc::rule {

/** One point beyond its limit, strictly (Shewhart 1931). */
inline constexpr std::string_view outside_limits = "outside_limits";

}  // namespace kvalspc::rule
