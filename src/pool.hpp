/** @file Splitting work over threads. */
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace kvalspc::detail {

/**
 * Calls `work(first, end)` for consecutive blocks of [0, size), on `threads` threads (0: as many as the
 * machine has). Every item is computed alone, so results do not depend on the split. The first exception in
 * thread order is rethrown.
 */
template <class Work>
void for_blocks(std::size_t size, unsigned threads, Work work) {
  constexpr std::size_t block = 256;
  const std::size_t blocks = (size + block - 1) / block;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t workers = std::min<std::size_t>(threads, blocks);
  if (workers <= 1) {
    if (size > 0) work(std::size_t{0}, size);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex guard;
  const auto run = [&] {
    try {
      for (std::size_t b = next.fetch_add(1); b < blocks; b = next.fetch_add(1)) {
        work(b * block, std::min(size, (b + 1) * block));
      }
    } catch (...) {
      next.store(blocks);
      const std::lock_guard lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> pool;
    pool.reserve(workers - 1);
    for (std::size_t k = 1; k < workers; ++k) pool.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace kvalspc::detail
