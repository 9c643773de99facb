/** @file Small helpers of the tests. */
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace support {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/** The same number, bit for bit; any two NaNs are the same. */
inline bool same(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

inline bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) { return same(x, y); });
}

/** Whole steps of double precision between two numbers of about the same size. */
inline double ulps(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0.0;
  const double size = std::max(std::abs(a), std::abs(b));
  return std::abs(a - b) / (std::nextafter(size, std::numeric_limits<double>::infinity()) - size);
}

inline std::vector<double> repeated(std::size_t size, double value) {
  return std::vector<double>(size, value);
}

/** Positions where a flag is set. */
inline std::vector<std::size_t> flagged(const std::vector<std::uint8_t>& flags) {
  std::vector<std::size_t> at;
  for (std::size_t k = 0; k < flags.size(); ++k) {
    if (flags[k] != 0) at.push_back(k);
  }
  return at;
}

/** What `call` throws as `Error`, or an empty text. */
template <class Error, class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace support
