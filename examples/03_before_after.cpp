// Did it change? Before against after a known start, and the search for a change when no start is known.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstdio>

int main() {
  constexpr std::array<double, 24> in_time{8,  11, 9,  10, 12, 9,  10, 8,  11, 10, 9,  13,
                                           14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15};
  std::array<double, 24> treated{};
  treated.fill(20);
  const kvalspc::Series series{in_time, treated};

  kvalspc::CompareSettings settings;
  settings.better = kvalspc::Better::higher;
  constexpr std::size_t start = 12;  // the first month of the new routine

  const kvalspc::Comparison result = kvalspc::compare(kvalspc::ChartKind::p, series, start, {}, settings);
  const kvalspc::verdict::Test& test = deciding(result.evidence);  // the test with the larger p-value
  std::printf("%s (%s): %.3f before, %.3f after\n", name(result.verdict).data(), name(result.strength).data(),
              result.baseline.level, result.after.level);
  std::printf("difference %.3f (%.3f to %.3f), p = %.5f\n", test.effect, test.effect_lower, test.effect_upper,
              result.p_value);
  std::printf("exact p = %.5f, quasi p = %.5f, p if neighbouring months are alike = %.5f\n",
              result.evidence.exact.p, result.evidence.quasi.p, result.evidence.p_adjusted);

  const kvalspc::Comparison search = kvalspc::compare(kvalspc::ChartKind::p, series, {});
  std::printf("without a date: %s, most likely from month %zu (95 %%: %zu to %zu)\n",
              name(search.verdict).data(), search.change.at + 1, search.change.lower + 1,
              search.change.upper + 1);

  const bool expected =
      result.verdict == kvalspc::Verdict::improved && search.verdict == kvalspc::Verdict::shifted;
  return expected ? 0 : 1;
}
