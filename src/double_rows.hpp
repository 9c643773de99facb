/** @file The rows of a batch as doubles, whatever the caller's columns hold. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kvalspc/batch.hpp>

namespace kvalspc::detail {

/** A column of doubles, or one of whole numbers of which some rows at a time are converted. */
class DoubleColumn {
 public:
  DoubleColumn(std::span<const double> given, std::span<const std::int32_t> whole)
      : given_(given), whole_(whole) {}

  /** Rows [first, end) will be asked for. */
  void take(std::size_t first, std::size_t end) {
    if (whole_.empty()) return;
    const auto row = [&](std::size_t k) { return whole_.begin() + static_cast<std::ptrdiff_t>(k); };
    converted_.assign(row(first), row(end));
    first_ = first;
  }
  /** Row `k` and those after it; null: there is no such column. */
  [[nodiscard]] const double* from(std::size_t k) const noexcept {
    if (!whole_.empty()) return converted_.data() + (k - first_);
    return given_.empty() ? nullptr : given_.data() + k;
  }
  [[nodiscard]] std::span<const double> rows(std::size_t first, std::size_t size) const noexcept {
    if (!whole_.empty()) return std::span(converted_).subspan(first - first_, size);
    return given_.empty() ? given_ : given_.subspan(first, size);
  }

 private:
  std::span<const double> given_;
  std::span<const std::int32_t> whole_;
  std::vector<double> converted_;
  std::size_t first_ = 0;
};

/** Series of a batch, some at a time. */
class DoubleRows {
 public:
  explicit DoubleRows(const BatchSeries& series)
      : series_(series),
        numerator_(series.numerator, series.whole_numerator),
        denominator_(series.denominator, series.whole_denominator),
        within_(series.within, {}) {}

  /** Series [first, end), at least one, will be asked for; what was asked for before is gone. */
  void take(std::size_t first, std::size_t end) {
    numerator_.take(series_.first(first), series_.first(end));
    denominator_.take(series_.first(first), series_.first(end));
  }
  [[nodiscard]] const double* numerator(std::size_t row) const noexcept { return numerator_.from(row); }
  [[nodiscard]] const double* denominator(std::size_t row) const noexcept { return denominator_.from(row); }
  [[nodiscard]] Series operator[](std::size_t k) const noexcept {
    const std::size_t first = series_.first(k), size = series_.size_of(k);
    return {numerator_.rows(first, size), denominator_.rows(first, size), within_.rows(first, size)};
  }

 private:
  const BatchSeries& series_;
  DoubleColumn numerator_, denominator_, within_;
};

}  // namespace kvalspc::detail
