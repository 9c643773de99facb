/** @file A matrix of periods and units as the series of a batch, without a copy. */
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kvalspc/batch.hpp>
#include <kvalspc/error.hpp>

namespace kvalspc {

/** A matrix of doubles that lies in memory column by column: Eigen's own, their Ref and their Map. */
template <class M>
concept ColumnMajor = requires(const M& matrix) {
  { matrix.data() } -> std::convertible_to<const double*>;
  { matrix.rows() } -> std::convertible_to<std::ptrdiff_t>;
  { matrix.cols() } -> std::convertible_to<std::ptrdiff_t>;
  { matrix.outerStride() } -> std::convertible_to<std::ptrdiff_t>;
  requires !M::IsRowMajor;
};

/**
 * Units that share their periods: one row a period, one column a unit; column k is series k of the batch. It
 * reads where the matrices are, so they must outlive it.
 */
class Panel {
 public:
  /** @throws std::invalid_argument when the columns do not follow one another, or the two differ in shape */
  explicit Panel(const ColumnMajor auto& numerator) : numerator_(in_one_piece("numerator", numerator)) {
    const auto periods = static_cast<std::int64_t>(numerator.rows());
    for (std::ptrdiff_t k = 0; k <= numerator.cols(); ++k) offsets_.push_back(k * periods);
  }
  Panel(const ColumnMajor auto& numerator, const ColumnMajor auto& denominator) : Panel(numerator) {
    denominator_ = in_one_piece("denominator", denominator);
    if (denominator.rows() == numerator.rows() && denominator.cols() == numerator.cols()) return;
    detail::throw_invalid("denominator", shape(denominator), "the numerator's " + shape(numerator));
  }

  [[nodiscard]] BatchSeries series() const noexcept { return {numerator_, denominator_, offsets_}; }

 private:
  static std::span<const double> in_one_piece(const char* what, const ColumnMajor auto& matrix) {
    if (matrix.cols() > 1 && matrix.outerStride() != matrix.rows()) {
      detail::throw_invalid(what,
                            "columns that are " + std::to_string(matrix.outerStride()) + " numbers apart",
                            std::to_string(matrix.rows()) + ", one after the other");
    }
    return {matrix.data(), static_cast<std::size_t>(matrix.rows() * matrix.cols())};
  }
  static std::string shape(const ColumnMajor auto& matrix) {
    return std::to_string(matrix.rows()) + " x " + std::to_string(matrix.cols());
  }

  std::span<const double> numerator_, denominator_;
  std::vector<std::int64_t> offsets_;
};

}  // namespace kvalspc
