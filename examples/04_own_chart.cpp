// A chart of your own is one policy: a few constants and three formulas. What is in the library has, besides,
// a line in chart/all.hpp and a test.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cmath>
#include <cstdio>

/**
 * Counts on a scale where chance has standard deviation 1: 2 sqrt(x + 3/8).
 *
 * Choose it for counts over equal periods, of about 4 or more. Anscombe (1948), Biometrika 35:246-254.
 */
struct Anscombe : kvalspc::chart::ValueFormulas {
  static constexpr std::string_view name = "anscombe";
  static constexpr kvalspc::Domain domain = kvalspc::Domain::counts;  // whole numbers, checked on the way in
  static constexpr kvalspc::Bounds bounds{0.0};                       // displayed limits stay inside
  static constexpr kvalspc::Centre centre = kvalspc::Centre::mean;
  static constexpr kvalspc::Spread spread = kvalspc::Spread::theoretical;
  static constexpr kvalspc::Counts counts = kvalspc::Counts::none;  // 3-sigma limits only

  // R is double, lanes of doubles, or 50 digits in an accuracy test: no `if` on data inside a formula.
  template <kvalspc::Real R>
  static R point(R numerator, R /*denominator*/) {
    return R(2.0) * kvalspc::math::root(numerator + R(0.375));
  }
  template <kvalspc::Real R>
  static R deviation(R numerator, R denominator, const kvalspc::Level<R>& level) {
    return point(numerator, denominator) - level.centre;
  }
  template <kvalspc::Real R>
  static R sigma(const kvalspc::Level<R>&, R /*denominator*/, const kvalspc::RangeConstants&) {
    return R(1.0);
  }
  template <kvalspc::Real R>
  static auto beyond(R numerator, R denominator, const kvalspc::Level<R>& level,
                     const kvalspc::RangeConstants& constants) {
    return kvalspc::chart::beyond_width(deviation(numerator, denominator, level),
                                        sigma(level, denominator, constants));
  }
};
static_assert(kvalspc::ChartPolicy<Anscombe>);

int main() {
  // Montgomery's circuit boards: nonconformities in 26 samples. His c chart signals at samples 6 and 20.
  constexpr std::array<double, 26> found{21, 24, 16, 12, 15, 5,  28, 20, 31, 25, 20, 24, 16,
                                         19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15};
  const kvalspc::Chart chart = kvalspc::analyse<Anscombe>({found});
  std::printf("centre %.4f, limits %.4f to %.4f\n", chart.points.centre[0], chart.points.lower[0],
              chart.points.upper[0]);
  for (const kvalspc::Signal& signal : chart.signals) {
    if (signal.source != kvalspc::Source::limit) continue;
    std::printf("sample %zu: %s\n", signal.first + 1, signal.rule.data());
  }
  return chart.points.beyond[5] != 0 && chart.points.beyond[19] != 0 && chart.summary.beyond == 2 ? 0 : 1;
}
