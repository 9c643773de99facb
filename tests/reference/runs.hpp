/** @file Runs around a line, by writing the sides down and reading them off. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace reference {

struct Runs {
  int useful = 0, longest = 0, crossings = 0;
};

/** Values around a line; NaN and values on the line are dropped. */
inline Runs runs(const std::vector<double>& values, double line) {
  std::string sides;
  for (const double v : values) {
    if (v > line) sides += '+';
    if (v < line) sides += '-';
  }
  Runs result;
  result.useful = static_cast<int>(sides.size());
  for (std::size_t first = 0; first < sides.size(); ++first) {
    std::size_t end = first;
    while (end < sides.size() && sides[end] == sides[first]) ++end;
    result.longest = std::max(result.longest, static_cast<int>(end - first));
    if (first > 0 && sides[first] != sides[first - 1]) ++result.crossings;
  }
  return result;
}

}  // namespace reference
