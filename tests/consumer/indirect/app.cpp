#include <ward.hpp>

#include <cstdio>

int main() {
  const kvalspc::Chart chart = ward::infections();
  for (std::size_t month = 0; month < chart.points.value.size(); ++month) {
    std::printf("month %2zu: %.4f, limits %.4f to %.4f\n", month + 1, chart.points.value[month],
                chart.points.lower[month], chart.points.upper[month]);
  }
}
