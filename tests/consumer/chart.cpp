// An outsider's program: chart one series and print its limits. The consumer projects beside this file build
// it.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstdio>

int main() {
  constexpr std::array<double, 12> infections{4, 6, 5, 7, 3, 5, 8, 4, 6, 5, 4, 6};
  constexpr std::array<double, 12> patients{50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 25};

  kvalspc::Settings settings;
  settings.limits = kvalspc::LimitsKind::sigma;
  const kvalspc::Chart chart = kvalspc::analyse(kvalspc::ChartKind::p, {infections, patients}, {}, settings);

  for (std::size_t month = 0; month < infections.size(); ++month) {
    std::printf("month %2zu: %.4f, centre %.4f, limits %.4f to %.4f\n", month + 1, chart.points.value[month],
                chart.points.centre[month], chart.points.lower[month], chart.points.upper[month]);
  }
}
