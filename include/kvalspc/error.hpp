/** @file Misuse by the caller: "got ..., need ...", as std::invalid_argument (ValueError) or
 * std::out_of_range (IndexError). */
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace kvalspc::detail {

/** A number as short text that reads back to the same number, whatever the locale. */
[[nodiscard]] inline std::string to_text(double value) {
  std::array<char, 32> buffer{};
  const std::to_chars_result end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

/** Throws std::invalid_argument "what: got ..., need ...". */
[[noreturn]] inline void throw_invalid(std::string_view what, std::string_view got, std::string_view need) {
  std::string message;
  message.append(what).append(": got ").append(got).append(", need ").append(need);
  throw std::invalid_argument(message);
}

/** Throws std::out_of_range for a position that is not in a series of `size` points. */
[[noreturn]] inline void throw_position(std::string_view what, std::size_t got, std::string_view need) {
  std::string message;
  message.append(what).append(": got ").append(std::to_string(got)).append(", need ").append(need);
  throw std::out_of_range(message);
}

}  // namespace kvalspc::detail
