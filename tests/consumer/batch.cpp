// An outsider's program: chart two series in one call of the compiled batch and print their centre lines.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstdint>
#include <cstdio>

int main() {
  constexpr std::size_t units = 2;
  constexpr std::array<double, 7> infections{4, 6, 5, 7, 3, 2, 4};
  constexpr std::array<double, 7> patients{50, 50, 50, 50, 50, 40, 40};
  constexpr std::array<std::int64_t, units + 1> offsets{0, 5, 7};

  std::array<double, units> centre{};
  std::array<std::int32_t, units> useful{}, longest_run{}, crossings{}, beyond{}, first_beyond{},
      last_beyond{};
  std::array<std::uint8_t, units> runs_signal{}, status{}, variation{}, assurance{};
  kvalspc::batch(kvalspc::ChartKind::p, {infections, patients, offsets}, {}, {},
                 {centre, useful, longest_run, crossings, beyond, first_beyond, last_beyond, runs_signal,
                  status, variation, assurance});

  for (std::size_t unit = 0; unit < units; ++unit) std::printf("unit %zu: centre %.4f\n", unit, centre[unit]);
}
