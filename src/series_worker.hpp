/** @file Charts series after series on one thread: by the kernel where there is one, else the plain way. */
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <kvalspc/analyse_series.hpp>
#include <kvalspc/batch.hpp>

#include "batch_columns.hpp"
#include "batch_rows.hpp"
#include "borrowed_workspace.hpp"
#include "dispatch.hpp"
#include "double_rows.hpp"
#include "scratch.hpp"
#include "summarise.hpp"
#include "summary_rows.hpp"

namespace kvalspc::kernel {

/** The plain way, one series at a time. */
template <ChartPolicy P>
class PlainWorker {
 public:
  explicit PlainWorker(const Call& call) : call_(call), numbers_(call.series), settings_(call.settings) {}

  [[nodiscard]] Summary operator()(std::size_t k) {
    numbers_.take(k, k + 1);
    const Series one = numbers_[k];
    detail::name_series(k, [&] { require_domain(one, P::domain); });
    plan_.prepare(call_.plan_of(k), one.size());
    results_.resize(plan_.phases().size());
    workspace().reserve(one.size());
    settings_.target = call_.target_of(k);
    return analyse_series<P>({one, plan_.excluded()}, plan_.phases(), settings_, workspace(), results_,
                             detail::cut(call_.points, call_.series.first(k), one.size()));
  }
  [[nodiscard]] rule::RunJudge& judge() noexcept { return workspace().judge; }

 private:
  [[nodiscard]] Workspace& workspace() noexcept { return *borrowed_; }

  const Call& call_;
  detail::DoubleRows numbers_;
  Settings settings_;
  detail::BorrowedWorkspace borrowed_;
  PlanCache plan_;
  std::vector<PhaseResult> results_;
};

/** Can the kernel of chart P write the points that are wanted? That of its own formulas can, but for what
 * only neighbour rules look at. */
template <ChartPolicy P>
[[nodiscard]] bool puts_points(const PointColumns& points) {
  constexpr bool its_own = !chart::shows_ranges<P> && !std::is_same_v<P, chart::Np> &&
                           !std::is_same_v<P, chart::C> && !std::is_same_v<P, chart::Cp>;
  return !detail::wanted(points) || (its_own && points.deviation.empty() && points.z.empty());
}

/** Some series at a time through a kernel; those that it finds odd go the plain way. */
template <ChartPolicy P>
class KernelWorker {
 public:
  KernelWorker(const Call& call, Kernel kernel, const SummaryColumns& out)
      : call_(call),
        rows_(call),
        kernel_(kernel),
        out_(out),
        wants_points_(detail::wanted(call.points)),
        printed_(call.settings.conventions.constants.printed),
        plain_(call),
        summariser_(call.settings, plain_.judge()),
        simple_(call.whole() && call.series.target.empty()),
        common_(summariser_.quiet()) {}

  /** Summaries of series [first, end). */
  void operator()(std::size_t first, std::size_t end) {
    constexpr std::size_t some = 64;  // their rows, facts and data stay in the nearest caches
    for (; first < end; first += some) do_some(first, std::min(end, first + some));
  }

 private:
  void do_some(std::size_t first, std::size_t end) {
    rows_.gather(first, end);
    make_room(call_.series.first(end) - call_.series.first(first));
    const Task task{call_.settings.conventions,
                    call_.settings.limits,
                    scratch_.values(),
                    scratch_.others(),
                    scratch_.slots(),
                    scratch_.ones(),
                    scratch_.stride(),
                    words_.data(),
                    ahead_,
                    order_.data()};
    const std::size_t filled = kernel_(rows_.all().data(), rows_.all().size(), task, columns_.data());
    const std::span<const FactColumns> found(columns_.data(), filled);
    if (simple_) {
      odd_.clear();
      for (const FactColumns& facts : found) put_simple(first, facts);
      std::ranges::sort(odd_);  // the first that is refused is named
      for (const std::uint32_t row : odd_) out_.put(first + row, plain_(first + row));
    } else {
      facts_.resize(rows_.all().size());
      for (const FactColumns& facts : found) {
        for (std::size_t lane = 0; lane < facts.count; ++lane)
          facts_[facts.row[lane]] = facts.of(lane, printed_);
      }
      put_any(first, end);
    }
  }

  /** Where every series is one phase, and the wishes of all are the same: those that a kernel took together.
   */
  void put_simple(std::size_t first, const FactColumns& facts) {
    const unsigned put = wants_points_ ? facts.points_put : ~0U;
    const unsigned plain_way = facts.odd | ~put;
    unsigned left = facts.rows();
    if (common_ && in_order_) {
      const std::size_t k = first + facts.row[0];
      out_.put_counts(k, facts, *common_);
      for (std::size_t lane = 0; lane < facts.count; ++lane)
        out_.put_centre(k + lane, Summariser<P>::centre(facts.fit(lane, printed_)));
      // Seldom any but these: what a whole party is asked at once needs no guess at every series.
      left &= ~(facts.plain() & put & summariser_.silent(facts.all));
    }
    for (; left != 0; left &= left - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(left));
      const std::size_t row = facts.row[lane];
      if ((plain_way >> lane & 1) != 0) {
        odd_.push_back(facts.row[lane]);
      } else {
        Facts own = facts.of(lane, printed_);
        out_.put(first + row, summariser_(rows_.all().subspan(row, 1), &own));
      }
    }
    if (call_.points.phase.empty()) return;
    for (left = facts.rows() & ~plain_way; left != 0; left &= left - 1) {
      const std::size_t row = facts.row[std::countr_zero(left)];
      put_phases(first + row, row, row + 1);
    }
  }

  void put_any(std::size_t first, std::size_t end) {
    for (std::size_t k = first; k < end; ++k) {
      const std::size_t row = rows_.begin(k - first), next = rows_.end(k - first);
      const bool excludes = !call_.plan_of(k).exclude.empty();
      // An excluded number is not in the kernel's rows, but misuse all the same.
      if (excludes) detail::name_series(k, [&] { require_domain(rows_.numbers()[k], P::domain); });
      bool odd = excludes && wants_points_;  // the kernel does not know an excluded point from a missing one
      for (std::size_t r = row; r < next; ++r)
        odd = odd || facts_[r].odd || (wants_points_ && !facts_[r].points_put);
      if (!call_.series.target.empty()) summariser_.aim_at(call_.target_of(k));
      if (odd) out_.put(k, plain_(k));
      else out_.put(k, summariser_(rows_.all().subspan(row, next - row), facts_.data() + row));
      if (!odd && !call_.points.phase.empty()) put_phases(k, row, next);
    }
  }

  void put_phases(std::size_t k, std::size_t row, std::size_t next) const {
    auto at = call_.points.phase.begin() + static_cast<std::ptrdiff_t>(call_.series.first(k));
    for (std::int32_t phase = 0; row < next; ++row, ++phase)
      at = std::fill_n(at, rows_.all()[row].size, phase);
  }

  void put_in_order() {
    const bool by_length = P::takes_median(call_.settings.conventions);
    if (order_.size() == rows_.all().size() && !by_length) return;
    order_.resize(rows_.all().size());
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    // Those of one length stay as they are, for the next ones are fetched from memory in that order.
    const auto length = [&](std::uint32_t r) { return std::pair(rows_.all()[r].baseline, r); };
    in_order_ = !by_length || std::ranges::is_sorted(order_, {}, length);
    if (!in_order_) std::ranges::sort(order_, {}, length);
  }

  /** For rows with so many points in all. */
  void make_room(std::size_t points) {
    const std::size_t longest = rows_.longest(), columns = columns_for(rows_.all().size(), points);
    // What is asked for among these rows are those of the next block, too.
    ahead_ = std::min(most_lanes * std::max(longest, longest_before_), most_points_together);
    longest_before_ = longest;
    if (columns_.size() < columns) columns_.resize(columns);
    scratch_.reserve(longest, P::takes_median(call_.settings.conventions));
    if (longest_ < rows_.longest_series()) plain_.judge().reserve(longest_ = rows_.longest_series());
    if (words_.size() < scratch_of_words(longest)) words_.resize(scratch_of_words(longest));
    put_in_order();
  }

  const Call& call_;
  BatchRows rows_;
  Kernel kernel_;
  SummaryRows out_;
  bool wants_points_, printed_;
  PlainWorker<P> plain_;
  Summariser<P> summariser_;
  bool simple_;
  std::optional<Summary> common_;  // of series that have nothing to tell
  std::vector<FactColumns> columns_;
  std::vector<Facts> facts_;  // of all rows, where series may have several
  bool in_order_ = true;      // rows went through the kernel in their own order
  Scratch scratch_;
  std::size_t ahead_ = 0, longest_before_ = 0;
  std::size_t longest_ = 0;  // series that the judge has room for
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> odd_;  // rows that go the plain way
  std::vector<std::uint64_t> words_;
};

}  // namespace kvalspc::kernel
