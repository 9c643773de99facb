/** @file The array types of the bindings, each named once; _core.pyi names them the same. */
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <pybind11/numpy.h>

#include "fresh.hpp"

namespace kvalspc::bindings {

namespace py = pybind11;

/** Contiguous columns in. kvalspc.arrays converts; here a wrong type is refused, never copied quietly. */
using Doubles = py::array_t<double, py::array::c_style>;
using Integers = py::array_t<std::int64_t, py::array::c_style>;
/** Doubles, or counts of 32 bits. */
using Numbers = std::variant<Doubles, py::array_t<std::int32_t, py::array::c_style>>;

template <class T>
[[nodiscard]] std::span<const T> view(const py::array_t<T, py::array::c_style>& array) {
  if (array.ndim() != 1)
    throw py::value_error("array: got " + std::to_string(array.ndim()) + " dimensions, need 1");
  return {array.data(), static_cast<std::size_t>(array.size())};
}

/** A view of an optional column; empty when absent. */
template <class T>
[[nodiscard]] std::span<const T> view(const std::optional<py::array_t<T, py::array::c_style>>& array) {
  return array ? view(*array) : std::span<const T>{};
}

/** A view of a column that holds T; empty where it holds something else, or is absent. */
template <class T>
[[nodiscard]] std::span<const T> view_of(const std::optional<Numbers>& numbers) {
  using Array = py::array_t<T, py::array::c_style>;
  const Array* array = numbers ? std::get_if<Array>(&*numbers) : nullptr;
  return array != nullptr ? view(*array) : std::span<const T>{};
}

/** A column out: NumPy owns it, the library fills it. */
template <class T>
class Column {
 public:
  explicit Column(std::size_t size) : array_(fresh_array<T>(size)) {}
  [[nodiscard]] std::span<T> span() {
    return {array_.mutable_data(), static_cast<std::size_t>(array_.size())};
  }
  [[nodiscard]] const py::array_t<T>& array() const { return array_; }

 private:
  py::array_t<T> array_;
};

/** A vector handed to NumPy without a copy. */
template <class T>
[[nodiscard]] py::array_t<T> to_array(std::vector<T>&& values) {
  auto* owned = new std::vector<T>(std::move(values));
  const py::capsule owner(owned, [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return py::array_t<T>(static_cast<py::ssize_t>(owned->size()), owned->data(), owner);
}

/** One byte a flag, shown as NumPy booleans. */
[[nodiscard]] inline py::array to_booleans(std::vector<std::uint8_t>&& flags) {
  return to_array(std::move(flags)).attr("view")("bool");
}

}  // namespace kvalspc::bindings
