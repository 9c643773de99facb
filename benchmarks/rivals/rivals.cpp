// What compare.py times beside NumPy and the others, as a library that it loads: the batch itself called from
// C++, what a C++ programmer would write without it, and what this machine's memory can do.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <kvalspc/batch.hpp>
#include <kvalspc/verdict/scan.hpp>

namespace {

/** Series k is rows [offsets[k], offsets[k + 1]), as compare.py gives them; for charts without denominators
 * that is null. */
struct Rows {
  const double* numerator;
  const double* denominator;
  const std::int64_t* offsets;
  std::size_t series;

  [[nodiscard]] std::size_t points() const { return static_cast<std::size_t>(offsets[series]); }
  [[nodiscard]] kvalspc::BatchSeries batch() const {
    const std::size_t sizes = denominator == nullptr ? 0 : points();
    return {{numerator, points()}, {denominator, sizes}, {offsets, series + 1}};
  }
};

/** Where the answers of every version go: those that are compared. */
struct Answers {
  double* centre;
  std::int32_t* beyond;
  std::int32_t* longest_run;
  std::int32_t* crossings;
};

/** Where the points of the batch go. */
struct Points {
  double* value;
  double* centre;
  double* lower;
  double* upper;
  std::uint8_t* included;
  std::uint8_t* beyond;
};

/** Columns that compare.py does not ask for, kept between calls. */
kvalspc::SummaryColumns columns(const Rows& rows, const Answers& out) {
  static std::vector<std::int32_t> whole;
  static std::vector<std::uint8_t> flags;
  const std::size_t size = rows.series;
  if (whole.size() < 3 * size) whole.resize(3 * size), flags.resize(4 * size);
  const auto more = [&](std::size_t c) { return std::span(whole).subspan(c * size, size); };
  const auto flag = [&](std::size_t c) { return std::span(flags).subspan(c * size, size); };
  return {{out.centre, size},
          more(0),
          {out.longest_run, size},
          {out.crossings, size},
          {out.beyond, size},
          more(1),
          more(2),
          flag(0),
          flag(1),
          flag(2),
          flag(3)};
}

/** A p chart as a careful C++ programmer writes it: limits with a root, runs with branches. */
void plain_p(const Rows& rows, std::size_t unit, const Answers& out) {
  const auto first = static_cast<std::size_t>(rows.offsets[unit]);
  const auto end = static_cast<std::size_t>(rows.offsets[unit + 1]);
  const auto present = [&](std::size_t k) {
    return !std::isnan(rows.numerator[k]) && rows.denominator[k] > 0.0;
  };
  double events = 0.0, patients = 0.0;
  for (std::size_t k = first; k < end; ++k) {
    if (!present(k)) continue;
    events += rows.numerator[k];
    patients += rows.denominator[k];
  }
  const double centre = events / patients;
  std::int32_t beyond = 0, longest = 0, run = 0, crossings = 0;
  int last = 0;
  for (std::size_t k = first; k < end; ++k) {
    if (!present(k)) continue;
    const double share = rows.numerator[k] / rows.denominator[k];
    const double width = 3.0 * std::sqrt(centre * (1.0 - centre) / rows.denominator[k]);
    if (share > centre + width || share < centre - width) ++beyond;
    const int side = share > centre ? 1 : share < centre ? -1 : 0;
    if (side == 0) continue;
    if (side == last) ++run;
    else run = 1;
    if (last != 0 && side != last) ++crossings;
    longest = std::max(longest, run);
    last = side;
  }
  out.centre[unit] = centre;
  out.beyond[unit] = beyond;
  out.longest_run[unit] = longest;
  out.crossings[unit] = crossings;
}

}  // namespace

// Names without mangling, for ctypes.
extern "C" {
void kvalspc_batch(const char* kind, int screen, const Rows* rows, const Answers* out);
void kvalspc_points(const Rows* rows, const Answers* out, const Points* points);
void rival_plain_p(const Rows* rows, const Answers* out);
void rival_nth_element(const Rows* rows, const Answers* out);
void kvalspc_scan(const Rows* rows, const Answers* out);
void rival_libm_scan(const Rows* rows, const Answers* out);
double memory_read(const Rows* rows);
void memory_copy(double* to, const double* from, std::size_t count);
void memory_forget(const double* from, std::size_t count);
}

/** Summaries on one thread. */
void kvalspc_batch(const char* kind, int screen, const Rows* rows, const Answers* out) {
  const auto& names = kvalspc::chart::All::names;
  const auto chart =
      static_cast<kvalspc::ChartKind>(std::find(names.begin(), names.end(), kind) - names.begin());
  kvalspc::Settings settings;
  settings.limits =
      chart == kvalspc::ChartKind::run ? kvalspc::LimitsKind::automatic : kvalspc::LimitsKind::sigma;
  settings.conventions.screen = screen != 0;
  kvalspc::batch(chart, rows->batch(), {}, settings, columns(*rows, *out), 1);
}

/** A p chart with all its points, on one thread. */
void kvalspc_points(const Rows* rows, const Answers* out, const Points* points) {
  const std::size_t size = rows->points();
  kvalspc::Settings settings;
  settings.limits = kvalspc::LimitsKind::sigma;
  kvalspc::SummaryColumns to = columns(*rows, *out);
  to.points.value = {points->value, size};
  to.points.centre = {points->centre, size};
  to.points.lower = {points->lower, size};
  to.points.upper = {points->upper, size};
  to.points.included = {points->included, size};
  to.points.beyond = {points->beyond, size};
  kvalspc::batch(kvalspc::ChartKind::p, rows->batch(), {}, settings, to, 1);
}

void rival_plain_p(const Rows* rows, const Answers* out) {
  for (std::size_t unit = 0; unit < rows->series; ++unit) plain_p(*rows, unit, *out);
}

/** Medians alone, of shares. */
void rival_nth_element(const Rows* rows, const Answers* out) {
  std::vector<double> shares;
  for (std::size_t unit = 0; unit < rows->series; ++unit) {
    shares.clear();
    for (std::int64_t k = rows->offsets[unit]; k < rows->offsets[unit + 1]; ++k)
      shares.push_back(rows->numerator[k] / rows->denominator[k]);
    const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
    std::nth_element(shares.begin(), middle, shares.end());
    const bool even = shares.size() % 2 == 0;
    out->centre[unit] = even ? 0.5 * (*middle + *std::max_element(shares.begin(), middle)) : *middle;
  }
}

/** The best split of each series: the statistic in `centre`, the split in `beyond`. */
void kvalspc_scan(const Rows* rows, const Answers* out) {
  const kvalspc::BatchSeries series = rows->batch();
  for (std::size_t unit = 0; unit < rows->series; ++unit) {
    const kvalspc::Series one = series.series(unit);
    const kvalspc::verdict::Scan<kvalspc::verdict::ScanProportions> scan(one.numerator, one.denominator);
    out->centre[unit] = scan.statistic();
    out->beyond[unit] = static_cast<std::int32_t>(scan.split());
  }
}

/** The same by the textbook's formula, with the logarithm of the C library. */
void rival_libm_scan(const Rows* rows, const Answers* out) {
  const auto term = [](double x) { return x > 0.0 ? x * std::log(x) : 0.0; };
  for (std::size_t unit = 0; unit < rows->series; ++unit) {
    const auto first = static_cast<std::size_t>(rows->offsets[unit]);
    const auto end = static_cast<std::size_t>(rows->offsets[unit + 1]);
    double events = 0.0, patients = 0.0;
    for (std::size_t k = first; k < end; ++k) events += rows->numerator[k], patients += rows->denominator[k];
    const double all = term(events) + term(patients - events) - term(patients);
    double best = 0.0, s = 0.0, m = 0.0;
    std::int32_t split = 0;
    for (std::size_t k = first; k + 1 < end; ++k) {
      s += rows->numerator[k];
      m += rows->denominator[k];
      const double ratio = term(s) + term(m - s) - term(m) + term(events - s) +
                           term(patients - m - events + s) - term(patients - m) - all;
      if (ratio > best) best = ratio, split = static_cast<std::int32_t>(k - first);
    }
    out->centre[unit] = best;
    out->beyond[unit] = split;
  }
}

/** Both columns are read once and added up, in as many sums as registers hold. */
double memory_read(const Rows* rows) {
  constexpr std::size_t lanes = 32;
  std::array<double, lanes> sums{};
  for (std::size_t k = 0; k + lanes <= rows->points(); k += lanes) {
    for (std::size_t j = 0; j < lanes; ++j) sums[j] += rows->numerator[k + j] + rows->denominator[k + j];
  }
  double total = 0.0;
  for (const double sum : sums) total += sum;
  return total;
}

void memory_copy(double* to, const double* from, std::size_t count) {
  std::memcpy(to, from, count * sizeof(double));
}

/** Drops these numbers from every cache, so that the next reading is from memory. */
void memory_forget(const double* from, std::size_t count) {
#if defined(__x86_64__)
  for (std::size_t k = 0; k < count; k += 8) _mm_clflush(from + k);
  _mm_mfence();
#elif defined(__aarch64__)
  for (std::size_t k = 0; k < count; k += 8) asm volatile("dc civac, %0" : : "r"(from + k) : "memory");
  asm volatile("dsb ish" : : : "memory");
#endif
}
