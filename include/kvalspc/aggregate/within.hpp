/** @file What is kept of how the measurements of a subgroup differ. */
#pragma once

#include <cstdint>

namespace kvalspc {

/** Their standard deviation, or their range (largest - smallest). */
enum class Within : std::uint8_t { sd, range };

}  // namespace kvalspc
