/** @file Splitting work over threads. */
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace kvalspc::detail {

/** The exception of the first block that failed. */
class FirstFailure {
 public:
  void keep(std::size_t block, std::exception_ptr failure) {
    const std::lock_guard lock(guard_);
    if (failure_ && block_ < block) return;
    failure_ = std::move(failure);
    block_ = block;
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex guard_;
  std::exception_ptr failure_;
  std::size_t block_ = 0;
};

/**
 * Splits [0, size) in blocks of `block` and gives them, in order, to `threads` threads (0: as many as the
 * machine has), each with a worker of its own: `start()` returns a function of (first, end). Every item is
 * computed alone, so results do not depend on the split. Of several failures the one of the first block is
 * rethrown; blocks before it are finished, so it is the same whatever the threads.
 *
 * @param poll called between blocks by the calling thread alone; it may throw to end the work
 */
template <class Start>
void for_blocks(std::size_t size, std::size_t block, unsigned threads, const std::function<void()>& poll,
                Start start) {
  const std::size_t blocks = (size + block - 1) / block;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t workers = std::min<std::size_t>(threads, blocks);
  std::atomic<std::size_t> next{0};
  FirstFailure failure;
  const auto run = [&](bool calling) {
    std::size_t now = 0;
    try {
      auto work = start();
      for (now = next.fetch_add(1); now < blocks; now = next.fetch_add(1)) {
        work(now * block, std::min(size, (now + 1) * block));
        if (calling && poll) poll();
      }
    } catch (...) {
      next.store(blocks);
      failure.keep(now, std::current_exception());
    }
  };
  if (blocks == 0) return;
  {
    std::vector<std::jthread> pool;
    pool.reserve(workers - 1);
    for (std::size_t k = 1; k < workers; ++k) pool.emplace_back(run, false);
    run(true);
  }
  failure.rethrow();
}

}  // namespace kvalspc::detail
