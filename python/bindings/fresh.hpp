/** @file Memory for columns that are written once, from end to end. */
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#include <pybind11/numpy.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace kvalspc::bindings {

namespace py = pybind11;

/**
 * An array that nothing was written to. On Linux in pages of 2 MiB, where the system has them to give: to get
 * a small page takes longer than to fill it. No more than a quarter of the last one is left over; what does
 * not fill that much of it lies in small ones.
 */
template <class T>
[[nodiscard]] py::array_t<T> fresh_array(std::size_t size) {
#if defined(__linux__)
  constexpr std::size_t page = std::size_t{1} << 21;
  const std::size_t bytes = size * sizeof(T), large = (bytes + page / 4) / page * page;
  if (large > 0) {
    void* const memory = std::aligned_alloc(page, (bytes / page + 1) * page);
    if (memory == nullptr) throw std::bad_alloc();
    (void)madvise(memory, large, MADV_HUGEPAGE);  // a wish: refused, the pages are small
    const py::capsule owner(memory, [](void* p) { std::free(p); });
    return py::array_t<T>(static_cast<py::ssize_t>(size), static_cast<T*>(memory), owner);
  }
#endif
  return py::array_t<T>(static_cast<py::ssize_t>(size));
}

}  // namespace kvalspc::bindings
