#pragma once

#include <kvalspc/kvalspc.hpp>

namespace ward {

/// The ward's own chart of its own figures: both translation units of this project include all of kvalspc.
kvalspc::Chart infections();

}  // namespace ward
