/** @file Summaries into the caller's columns: one at a time, or those of eight series that a kernel took
 * together. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include <kvalspc/batch.hpp>
#include <kvalspc/math/real.hpp>

#include "kernels/facts.hpp"

namespace kvalspc::kernel {

class SummaryRows {
 public:
  explicit SummaryRows(const SummaryColumns& out) noexcept : out_(out) {}

  /** Of series `k`. */
  KVALSPC_INLINE void put(std::size_t k, const Summary& summary) const noexcept {
    out_.centre[k] = summary.centre;
    out_.useful[k] = summary.useful;
    out_.longest_run[k] = summary.longest_run;
    out_.crossings[k] = summary.crossings;
    out_.beyond[k] = summary.beyond;
    out_.first_beyond[k] = summary.first_beyond;
    out_.last_beyond[k] = summary.last_beyond;
    out_.runs_signal[k] = summary.runs_signal ? 1 : 0;
    if (!out_.runs_p.empty()) out_.runs_p[k] = summary.runs_p;
    if (!out_.runs_p.empty()) out_.runs_judgeable[k] = summary.runs_judgeable ? 1 : 0;
    out_.status[k] = static_cast<std::uint8_t>(summary.status);
    out_.variation[k] = static_cast<std::uint8_t>(summary.variation);
    out_.assurance[k] = static_cast<std::uint8_t>(summary.assurance);
  }

  /** What was counted in series that follow each other from `k` on; the rest of each is that of `common`. */
  KVALSPC_INLINE void put_counts(std::size_t k, const FactColumns& facts,
                                 const Summary& common) const noexcept {
    const std::size_t count = facts.count;
    copy(facts.all.useful, count, out_.useful, k);
    copy(facts.all.longest_run, count, out_.longest_run, k);
    copy(facts.all.crossings, count, out_.crossings, k);
    copy(facts.beyond, count, out_.beyond, k);
    copy(facts.first_beyond, count, out_.first_beyond, k);
    copy(facts.last_beyond, count, out_.last_beyond, k);
    fill(common.runs_signal ? 1 : 0, count, out_.runs_signal, k);
    fill(static_cast<std::uint8_t>(common.status), count, out_.status, k);
    fill(static_cast<std::uint8_t>(common.variation), count, out_.variation, k);
    fill(static_cast<std::uint8_t>(common.assurance), count, out_.assurance, k);
  }
  KVALSPC_INLINE void put_centre(std::size_t k, double centre) const noexcept { out_.centre[k] = centre; }

 private:
  // Nearly all come in eights, for which a loop of known length needs no call.
  static KVALSPC_INLINE void copy(const std::int32_t* from, std::size_t count, std::span<std::int32_t> to,
                                  std::size_t k) noexcept {
    std::int32_t* const begin = to.data() + k;
    if (count == most_lanes) std::memcpy(begin, from, most_lanes * sizeof *from);
    else std::copy_n(from, count, begin);
  }
  static KVALSPC_INLINE void fill(int value, std::size_t count, std::span<std::uint8_t> to,
                                  std::size_t k) noexcept {
    std::uint8_t* const begin = to.data() + k;
    const auto byte = static_cast<std::uint8_t>(value);
    if (count == most_lanes) std::memset(begin, byte, most_lanes);
    else std::fill_n(begin, count, byte);
  }

  const SummaryColumns& out_;
};

}  // namespace kvalspc::kernel
