/** @file Workspaces that outlive a call of batch(). */
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <kvalspc/chart_result.hpp>

namespace kvalspc::detail {

/**
 * A workspace for one thread, given back at the end: what it has learnt of runs is worth more than a short
 * call. There are never more than threads have worked at the same time.
 */
class BorrowedWorkspace {
 public:
  BorrowedWorkspace() {
    {
      const std::lock_guard lock(shelf().guard);
      if (!shelf().spare.empty()) {
        workspace_ = std::move(shelf().spare.back());
        shelf().spare.pop_back();
      }
    }
    if (workspace_) return;
    workspace_ = std::make_unique<Workspace>();
    workspace_->judge.expect_many();
  }
  BorrowedWorkspace(const BorrowedWorkspace&) = delete;
  BorrowedWorkspace& operator=(const BorrowedWorkspace&) = delete;
  ~BorrowedWorkspace() {
    const std::lock_guard lock(shelf().guard);
    shelf().spare.push_back(std::move(workspace_));
  }

  [[nodiscard]] Workspace& operator*() const noexcept { return *workspace_; }

 private:
  struct Shelf {
    std::mutex guard;
    std::vector<std::unique_ptr<Workspace>> spare;
  };
  static Shelf& shelf() {
    static Shelf only;
    return only;
  }

  std::unique_ptr<Workspace> workspace_;
};

}  // namespace kvalspc::detail
