/** @file Runs of points on one side of a line, where a point on the line, or none, ends the run. */
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvalspc::rephase {

/** 1 above, -1 below; 0 on the line (within the tolerance) and where there is no value. */
[[nodiscard]] inline std::int8_t side_of(double deviation, double tolerance) noexcept {
  if (!(std::abs(deviation) > tolerance)) return 0;
  return deviation > 0.0 ? 1 : -1;
}

/** The first position after `first`, at most `end`, whose side is another. */
[[nodiscard]] inline std::size_t run_end(const std::vector<std::int8_t>& sides, std::size_t first,
                                         std::size_t end) noexcept {
  std::size_t last = first;
  while (last < end && sides[last] == sides[first]) ++last;
  return last;
}

/** Sets marks[k] to 1 where k lies in a run of `length` or more within [first, end), to 0 elsewhere in it. */
inline void mark_runs(const std::vector<std::int8_t>& sides, std::size_t first, std::size_t end,
                      std::size_t length, std::vector<std::uint8_t>& marks) noexcept {
  while (first < end) {
    const std::size_t last = run_end(sides, first, end);
    const bool run = sides[first] != 0 && last - first >= length;
    for (; first < last; ++first) marks[first] = run ? 1 : 0;
  }
}

}  // namespace kvalspc::rephase
