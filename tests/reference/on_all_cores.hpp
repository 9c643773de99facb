/** @file The cells of a long check, shared among the processor's cores. */
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace reference {

/** work(cell, position) for every cell; a cell is worked on by one thread only. */
template <class Cell, class Work>
void on_all_cores(std::vector<Cell>& cells, Work work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t k = next++; k < cells.size(); k = next++) work(cells[k], k);
  };
  std::vector<std::jthread> pool;
  for (unsigned k = 1; k < std::max(1U, std::thread::hardware_concurrency()); ++k) pool.emplace_back(take);
  take();
}

}  // namespace reference
