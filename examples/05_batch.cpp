// Many units in one call: ragged series one after the other, and columns that you own.
#include <kvalspc/kvalspc.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  // Falls on three wards and their patient-days; ward B opened late. Series k is rows offsets[k] to offsets[k
  // + 1].
  const std::vector<double> falls{5, 3, 4, 6,         4, 5, 3, 4, 5, 4, 6, 3, /* B */ 2, 3, 1,
                                  2, 4, 2, /* C */ 7, 8, 6, 9, 7, 8, 7, 2, 1, 2,         1, 2};
  const std::vector<double> days{900, 880, 910, 905, 890, 900, 870, 910, 900, 895, 905, 880,  //
                                 400, 410, 390, 405, 400, 395,                                //
                                 850, 860, 840, 855, 850, 845, 860, 850, 855, 840, 850, 860};
  const std::array<std::int64_t, 4> offsets{0, 12, 18, 30};
  constexpr std::size_t wards = 3;

  std::array<double, wards> centre{};
  std::array<std::int32_t, wards> useful{}, longest_run{}, crossings{}, beyond{}, first_beyond{},
      last_beyond{};
  std::array<std::uint8_t, wards> runs_signal{}, status{}, variation{}, assurance{};
  const unsigned threads = 2;  // 0: as many as the machine has; the answer is the same for any number
  kvalspc::batch(kvalspc::ChartKind::u, {falls, days, offsets}, {}, {},
                 {centre, useful, longest_run, crossings, beyond, first_beyond, last_beyond, runs_signal,
                  status, variation, assurance},
                 threads);

  bool same = true;
  for (std::size_t ward = 0; ward < wards; ++ward) {
    std::printf("ward %c: %.2f falls per 1000 days, %d beyond limits, runs signal: %s\n", "ABC"[ward],
                1000.0 * centre[ward], beyond[ward], runs_signal[ward] != 0 ? "yes" : "no");
    // One by one gives the same bits.
    const kvalspc::BatchSeries all{falls, days, offsets};
    const kvalspc::Chart alone = kvalspc::analyse(kvalspc::ChartKind::u, all.series(ward));
    same = same && alone.summary.centre == centre[ward] && alone.summary.beyond == beyond[ward];
  }
  return same ? 0 : 1;
}
