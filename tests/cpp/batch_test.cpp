#include <kvalspc/batch.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kvalspc/analyse.hpp>
#include <kvalspc/isa.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;

namespace {

/** Columns of results that start as rubbish, so that a place that was not written shows. */
template <class T>
std::vector<T> rubbish(std::size_t size) {
  std::vector<T> column(size);
  if (size > 0) std::memset(column.data(), 0x5a, size * sizeof(T));
  return column;
}

struct Summaries {
  explicit Summaries(std::size_t size)
      : centre(rubbish<double>(size)),
        whole(6, rubbish<std::int32_t>(size)),
        flags(4, rubbish<std::uint8_t>(size)) {}
  std::vector<double> centre;
  std::vector<std::vector<std::int32_t>> whole;
  std::vector<std::vector<std::uint8_t>> flags;

  SummaryColumns columns() {
    return {centre,   whole[0], whole[1], whole[2], whole[3], whole[4],
            whole[5], flags[0], flags[1], flags[2], flags[3]};
  }
  void put(std::size_t k, const Summary& s) {
    centre[k] = s.centre;
    const std::int32_t row[] = {s.useful, s.longest_run,  s.crossings,
                                s.beyond, s.first_beyond, s.last_beyond};
    for (std::size_t c = 0; c < 6; ++c) whole[c][k] = row[c];
    flags[0][k] = s.runs_signal ? 1 : 0;
    flags[1][k] = static_cast<std::uint8_t>(s.status);
    flags[2][k] = static_cast<std::uint8_t>(s.variation);
    flags[3][k] = static_cast<std::uint8_t>(s.assurance);
  }
};

struct Comparisons {
  explicit Comparisons(std::size_t size)
      : codes(3, rubbish<std::uint8_t>(size)),
        numbers(17, rubbish<double>(size)),
        whole(4, rubbish<std::int32_t>(size)) {}
  std::vector<std::vector<std::uint8_t>> codes;
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<std::int32_t>> whole;

  ComparisonColumns columns() {
    ComparisonColumns c;
    c.verdict = codes[0], c.strength = codes[1], c.reason = codes[2];
    std::span<double>* const to[] = {&c.p_value,        &c.exact_p,     &c.quasi_p,         &c.p_adjusted,
                                     &c.dispersion,     &c.effect,      &c.effect_lower,    &c.effect_upper,
                                     &c.ratio,          &c.ratio_lower, &c.ratio_upper,     &c.baseline_level,
                                     &c.after_level,    &c.power,       &c.relevant_change, &c.change_p,
                                     &c.dispersion_used};
    for (std::size_t k = 0; k < 17; ++k) *to[k] = numbers[k];
    c.periods_needed = whole[0], c.change_at = whole[1], c.change_lower = whole[2], c.change_upper = whole[3];
    return c;
  }
  void put(std::size_t k, const Comparison& c) {
    codes[0][k] = static_cast<std::uint8_t>(c.verdict);
    codes[1][k] = static_cast<std::uint8_t>(c.strength);
    codes[2][k] = static_cast<std::uint8_t>(c.reason);
    const verdict::Test& t = verdict::deciding(c.evidence);
    const double row[] = {c.p_value,
                          c.evidence.exact.p,
                          c.evidence.quasi.p,
                          c.evidence.p_adjusted,
                          c.evidence.dispersion,
                          t.effect,
                          t.effect_lower,
                          t.effect_upper,
                          t.ratio,
                          t.ratio_lower,
                          t.ratio_upper,
                          c.baseline.level,
                          c.after.level,
                          c.power,
                          c.relevant_change,
                          c.change.p,
                          c.evidence.dispersion_used};
    for (std::size_t j = 0; j < 17; ++j) numbers[j][k] = row[j];
    const auto at = [&](std::size_t position) {
      return c.change.found ? static_cast<std::int32_t>(position) : -1;
    };
    whole[0][k] = c.periods_needed ? static_cast<std::int32_t>(*c.periods_needed) : -1;
    whole[1][k] = at(c.change.at), whole[2][k] = at(c.change.lower), whole[3][k] = at(c.change.upper);
  }
};

/** Columns of points, one after the other. */
struct PointBuffers {
  explicit PointBuffers(std::size_t size)
      : numbers(6, rubbish<double>(size)),
        phase(rubbish<std::int32_t>(size)),
        flags(2, rubbish<std::uint8_t>(size)) {}
  std::vector<std::vector<double>> numbers;
  std::vector<std::int32_t> phase;
  std::vector<std::vector<std::uint8_t>> flags;

  PointColumns columns() {
    return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
            {},         {},         phase,      flags[0],   flags[1]};
  }
  void append(const ChartPoints& p) {
    const std::vector<double>* const more[] = {&p.value, &p.centre,    &p.lower,
                                               &p.upper, &p.lower_raw, &p.upper_raw};
    for (std::size_t j = 0; j < 6; ++j) numbers[j].insert(numbers[j].end(), more[j]->begin(), more[j]->end());
    phase.insert(phase.end(), p.phase.begin(), p.phase.end());
    flags[0].insert(flags[0].end(), p.included.begin(), p.included.end());
    flags[1].insert(flags[1].end(), p.beyond.begin(), p.beyond.end());
  }
};

/** Offsets of the same rows, series joined until each has at least so many. */
std::vector<std::int64_t> joined(const std::vector<std::int64_t>& offsets, std::int64_t rows) {
  std::vector<std::int64_t> longer{0};
  for (const std::int64_t offset : offsets)
    if (offset - longer.back() >= rows) longer.push_back(offset);
  longer.back() = offsets.back();
  return longer;
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

template <class T>
bool same_bytes(const std::vector<std::vector<T>>& a, const std::vector<std::vector<T>>& b) {
  for (std::size_t k = 0; k < a.size(); ++k)
    if (!same_bytes(a[k], b[k])) return false;
  return a.size() == b.size();
}

/** Ragged series for one kind of chart: word boundaries, ties, gaps, zero and huge denominators, constants.
 */
struct Ragged {
  std::vector<double> x, n, within;
  std::vector<std::int64_t> offsets{0};

  Ragged(reference::Random& random, std::size_t series, Domain domain, int longest, bool nasty) {
    const std::vector<int> lengths{0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200};
    for (std::size_t s = 0; s < series; ++s) {
      const int length =
          std::min(longest, random.chance(0.5) ? random.pick(lengths) : random.whole(0, longest));
      const int kind = random.whole(0, 5);
      const double level = random.uniform();
      for (int t = 0; t < length; ++t) {
        double patients = kind == 0 ? 1.0 : kind == 1 && nasty ? 1e12 : random.whole(0, 60);
        double value = 0.0;
        if (domain == Domain::proportions || domain == Domain::counts)
          value = kind == 1 && nasty ? std::floor(level * 1e12)
                                     : random.binomial(static_cast<int>(patients), level);
        else value = kind == 2 ? 3.0 : kind == 3 ? random.whole(1, 3) : std::abs(random.normal()) + 0.1;
        if (kind == 4 && nasty && domain == Domain::values)
          value *= random.pick<double>({1e300, 1e-300, -1.0});
        if (kind == 5 && random.chance(0.3)) value = random.chance(0.5) ? missing : -missing;
        if (nasty && value == 0.0 && random.chance(0.1)) value = -0.0;
        if (kind == 5 && nasty && random.chance(0.1)) patients = missing;
        if (random.chance(0.02)) patients = 0.0, value = domain == Domain::positive ? 1.0 : 0.0;
        x.push_back(value);
        n.push_back(patients);
        within.push_back(random.chance(0.05) ? missing : std::abs(random.normal()));
      }
      offsets.push_back(static_cast<std::int64_t>(x.size()));
    }
  }
  [[nodiscard]] BatchSeries view(bool denominator, bool subgroups = false) const {
    const std::span<const double> none;
    return {x, denominator ? std::span<const double>(n) : none, offsets, subgroups ? within : none};
  }
};

Domain domain_of(ChartKind kind) {
  return chart::with_policy(kind, []<ChartPolicy P>() { return P::domain; });
}
bool has_subgroups(ChartKind kind) {
  return chart::with_policy(kind, []<ChartPolicy P>() { return P::spread == Spread::within; });
}
DenominatorUse use_of(ChartKind kind) {
  return chart::with_policy(kind, []<ChartPolicy P>() { return P::denominator_use; });
}

/** Summaries of a batch are the bytes of one chart at a time, by every instruction set. */
void check_summaries(ChartKind kind, const BatchSeries& series, const Settings& settings, unsigned threads) {
  Summaries expected(series.size());
  for (std::size_t k = 0; k < series.size(); ++k)
    expected.put(k, analyse(kind, series.series(k), {}, settings).summary);
  for (const std::string_view isa : isas()) {
    use_isa(isa);
    Summaries got(series.size());
    batch(kind, series, {}, settings, got.columns(), threads);
    INFO(name(kind) << ", " << isa << ", rules " << settings.rules.name());
    CHECK(same_bytes(got.centre, expected.centre));
    CHECK(same_bytes(got.whole, expected.whole));
    CHECK(same_bytes(got.flags, expected.flags));
  }
}

}  // namespace

TEST_CASE("batch gives the bytes of one chart at a time: every short series of a few values") {
  // Values that are alike side by side and differ beyond a gap; distances that overflow; ranges of which the
  // average is 0 though one is not, so that some are no smaller than the limit of screening.
  const std::vector<double> values{0.0, 1.0, std::numeric_limits<double>::quiet_NaN(), 1e308, -1e308, 5e-324};
  std::vector<double> x;
  std::vector<std::int64_t> offsets{0};
  for (std::size_t length = 1, series = values.size(); length <= 5; ++length, series *= values.size()) {
    for (std::size_t s = 0; s < series; ++s) {
      for (std::size_t t = 0, rest = s; t < length; ++t, rest /= values.size())
        x.push_back(values[rest % values.size()]);
      offsets.push_back(static_cast<std::int64_t>(x.size()));
    }
  }
  const BatchSeries series{x, {}, offsets};
  REQUIRE(series.size() == 9330);
  for (const ChartKind kind : {ChartKind::run, ChartKind::i, ChartKind::mr}) {
    check_summaries(kind, series, {.conventions = {.screen = true}}, 1);
    check_summaries(kind, series, {}, 1);
  }
}

TEST_CASE(
    "batch gives the bytes of one chart at a time: every chart, instruction set and number of threads") {
  reference::Random random(201);
  for (std::size_t c = 0; c < chart::All::size; ++c) {
    const ChartKind kind = static_cast<ChartKind>(c);
    const bool denominator = use_of(kind) != DenominatorUse::none;
    Ragged data(random, 700, domain_of(kind), 200, true);
    if (has_subgroups(kind))
      for (double& size : data.n) size = std::min(size, 25.0);
    const BatchSeries series = data.view(denominator, has_subgroups(kind));
    // With a target every series is asked whether it is reached; without one most have nothing to tell.
    for (const Settings& settings :
         {Settings{.limits = LimitsKind::automatic, .better = Better::higher, .target = 0.5},
          Settings{.limits = LimitsKind::automatic, .better = Better::lower},
          Settings{.limits = LimitsKind::sigma, .conventions = {.screen = true}}}) {
      Summaries expected(series.size());
      int signals = 0;
      for (std::size_t k = 0; k < series.size(); ++k) {
        const Chart chart = analyse(kind, series.series(k), {}, settings);
        expected.put(k, chart.summary);
        signals += chart.summary.runs_signal || chart.summary.beyond > 0 ? 1 : 0;
      }
      CHECK(signals > 10);
      for (const std::string_view isa : isas()) {
        use_isa(isa);
        for (const unsigned threads : {1U, 3U}) {
          Summaries got(series.size());
          batch(kind, series, {}, settings, got.columns(), threads);
          INFO(name(kind) << " " << name(settings.limits) << ", " << isa << ", threads " << threads);
          CHECK(same_bytes(got.centre, expected.centre));
          CHECK(same_bytes(got.whole, expected.whole));
          CHECK(same_bytes(got.flags, expected.flags));
        }
      }
    }
  }
}

TEST_CASE(
    "batch with phases, a freeze and exclusions, and without a denominator, for every instruction set") {
  reference::Random random(202);
  const std::vector<Plan> plans{{.breaks = {12}, .freeze = {20}, .exclude = {3, 14}}, {.freeze = {65}}};
  for (const ChartKind kind : {ChartKind::run, ChartKind::i, ChartKind::mr, ChartKind::p, ChartKind::up}) {
    const bool counts = kind == ChartKind::p || kind == ChartKind::up;
    for (const Plan& plan : plans) {
      std::vector<double> x, n;
      std::vector<std::int64_t> offsets{0};
      for (int s = 0; s < 150; ++s) {
        for (int t = plan.breaks.empty() ? random.whole(66, 330) : random.whole(25, 70); t > 0; --t) {
          x.push_back(random.chance(0.1) ? missing : random.whole(0, 9));
          n.push_back(9.0 + random.whole(0, 9));
        }
        offsets.push_back(static_cast<std::int64_t>(x.size()));
      }
      const BatchSeries series{x, counts ? std::span<const double>(n) : std::span<const double>(), offsets};
      Summaries expected(series.size());
      for (std::size_t k = 0; k < series.size(); ++k)
        expected.put(k, analyse(kind, series.series(k), plan).summary);
      for (const std::string_view isa : isas()) {
        use_isa(isa);
        Summaries got(series.size());
        batch(kind, series, plan, {}, got.columns(), 2);
        INFO(name(kind) << ", " << isa);
        CHECK(same_bytes(got.centre, expected.centre));
        CHECK(same_bytes(got.whole, expected.whole));
        CHECK(same_bytes(got.flags, expected.flags));
      }
    }
  }
}

TEST_CASE("Medians found together are those found alone: lengths around blocks, and too long to be sorted") {
  reference::Random random(206);
  std::vector<double> x;
  std::vector<std::int64_t> offsets{0};
  for (int s = 0; s < 400; ++s) {
    const int length =
        random.pick<int>({1, 15, 16, 17, 47, 48, 49, 95, 97, 255, 257, 511, 512, 513, 700}) - s % 2;
    for (int t = 0; t < length; ++t) {
      const double value = s % 5 == 0 ? random.pick<double>({0.0, -0.0, 1.0, -1.0}) : random.normal();
      x.push_back(random.chance(s % 3 == 0 ? 0.3 : 0.0) ? missing : value);
    }
    offsets.push_back(static_cast<std::int64_t>(x.size()));
  }
  const BatchSeries series{x, {}, offsets};
  check_summaries(ChartKind::run, series, {}, 2);
  check_summaries(ChartKind::i, series, {.conventions = {.median_centre = true}}, 2);
}

TEST_CASE("Runs over many words, of series too long to go eight at a time beside short ones") {
  reference::Random random(1964);
  std::vector<double> x, n;
  std::vector<std::int64_t> offsets{0};
  for (const int length : {5000, 64, 0, 4000, 129, 640, 8200, 1, 63, 192, 320, 2, 1000, 128, 65, 448}) {
    for (int t = 0; t < length;) {
      const int run = random.pick<int>({1, 1, 2, 5, 63, 64, 65, 130});  // of points on the same side
      const double value = random.pick<double>({3.0, 5.0, 7.0, missing});
      for (int j = 0; j < run && t < length; ++j, ++t) x.push_back(value), n.push_back(10.0);
    }
    offsets.push_back(static_cast<std::int64_t>(x.size()));
  }
  const BatchSeries series{x, n, offsets};
  for (const ChartKind kind : {ChartKind::p, ChartKind::i}) check_summaries(kind, series, {}, 1);
}

TEST_CASE("Every series of up to 13 zeros and ones has its median: what sorts those sorts all numbers") {
  // Knuth, The Art of Computer Programming 3, 5.3.4, theorem Z
  for (unsigned length = 1; length <= 13; ++length) {
    std::vector<double> x, expected;
    std::vector<std::int64_t> offsets{0};
    for (unsigned bits = 0; bits < 1U << length; ++bits) {
      for (unsigned t = 0; t < length; ++t) x.push_back((bits >> t & 1U) != 0 ? 1.0 : 0.0);
      offsets.push_back(static_cast<std::int64_t>(x.size()));
      const int twice = 2 * std::popcount(bits), all = static_cast<int>(length);
      expected.push_back(twice > all ? 1.0 : twice < all ? 0.0 : 0.5);
    }
    for (const std::string_view isa : isas()) {
      use_isa(isa);
      Summaries got(expected.size());
      batch(ChartKind::run, {x, {}, offsets}, {}, {}, got.columns(), 1);
      INFO(isa << ", " << length << " points");
      CHECK(got.centre == expected);
    }
  }
}

TEST_CASE("batch writes the points of one chart at a time, for every chart, plan and instruction set") {
  reference::Random random(204);
  const std::vector<Plan> plans{{}, {.breaks = {12}}, {.breaks = {12}, .freeze = {20}, .exclude = {3, 14}}};
  for (std::size_t c = 0; c < chart::All::size; ++c) {
    const ChartKind kind = static_cast<ChartKind>(c);
    Ragged data(random, 120, domain_of(kind), 200, true);
    if (has_subgroups(kind))
      for (double& size : data.n) size = std::min(size, 25.0);
    for (const Plan& plan : plans) {
      if (!plan.breaks.empty()) data.offsets = joined(data.offsets, 25);
      const DenominatorUse use = use_of(kind);
      const bool with =
          use == DenominatorUse::needed || (use == DenominatorUse::optional && kind != ChartKind::i);
      const BatchSeries series = data.view(with, has_subgroups(kind));
      for (const LimitsKind limits : {LimitsKind::automatic, LimitsKind::sigma}) {
        const Settings settings{.limits = limits};
        PointBuffers expected(0);
        for (std::size_t k = 0; k < series.size(); ++k)
          expected.append(analyse(kind, series.series(k), plan, settings).points);
        for (const std::string_view isa : isas()) {
          use_isa(isa);
          Summaries summaries(series.size());
          PointBuffers got(data.x.size());
          SummaryColumns out = summaries.columns();
          out.points = got.columns();
          batch(kind, series, plan, settings, out, 2);
          INFO(name(kind) << " " << name(settings.limits) << ", " << isa << ", breaks "
                          << plan.breaks.size());
          CHECK(same_bytes(got.numbers, expected.numbers));
          CHECK(same_bytes(got.phase, expected.phase));
          CHECK(same_bytes(got.flags, expected.flags));
        }
      }
    }
  }
}

TEST_CASE("batch of 32-bit counts gives the bytes of the same counts as doubles, points and all") {
  reference::Random random(205);
  std::vector<std::int32_t> events, patients;
  std::vector<std::int64_t> offsets{0};
  for (int s = 0; s < 200; ++s) {
    const double level = random.uniform();
    for (int t = random.whole(0, 80); t > 0; --t) {
      patients.push_back(random.chance(0.05) ? 0 : random.whole(1, 90));
      events.push_back(static_cast<std::int32_t>(random.binomial(patients.back(), level)));
    }
    offsets.push_back(static_cast<std::int64_t>(events.size()));
  }
  const std::vector<double> x(events.begin(), events.end()), n(patients.begin(), patients.end());
  for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::run, ChartKind::i, ChartKind::g}) {
    const bool with = kind == ChartKind::p || kind == ChartKind::u || kind == ChartKind::run;
    const auto columns = [&](bool whole_x, bool whole_n) {
      BatchSeries series;
      series.offsets = offsets;
      if (whole_x) series.whole_numerator = events;
      else series.numerator = x;
      if (with && whole_n) series.whole_denominator = patients;
      if (with && !whole_n) series.denominator = n;
      return series;
    };
    const auto answer = [&](const BatchSeries& series, Summaries& summaries, PointBuffers& points) {
      SummaryColumns out = summaries.columns();
      out.points = points.columns();
      batch(kind, series, {}, {}, out, 2);
    };
    Summaries expected(offsets.size() - 1);
    PointBuffers expected_points(x.size());
    answer(columns(false, false), expected, expected_points);
    for (const auto& [whole_x, whole_n] : {std::pair{true, true}, {true, false}, {false, true}}) {
      Summaries got(offsets.size() - 1);
      PointBuffers points(x.size());
      answer(columns(whole_x, whole_n), got, points);
      INFO(name(kind) << " " << whole_x << whole_n);
      CHECK(same_bytes(got.centre, expected.centre));
      CHECK(same_bytes(got.whole, expected.whole));
      CHECK(same_bytes(got.flags, expected.flags));
      CHECK(same_bytes(points.numbers, expected_points.numbers));
      CHECK(same_bytes(points.flags, expected_points.flags));
    }
  }
  Summaries summaries(1);
  const std::vector<std::int32_t> two{1, 2};
  const std::vector<double> doubles{1.0, 2.0};
  const std::vector<std::int64_t> both{0, 2};
  BatchSeries twice{doubles, {}, both};
  twice.whole_numerator = two;
  CHECK_THROWS_WITH(batch(ChartKind::i, twice, {}, {}, summaries.columns(), 1),
                    "numerator: got doubles and whole numbers, need one of them");
}

TEST_CASE("Columns of points are as long as all rows, or empty") {
  const std::vector<double> x{1, 2, 3};
  const std::vector<std::int64_t> offsets{0, 3};
  Summaries summaries(1);
  std::vector<double> centre(3), two(2);
  SummaryColumns out = summaries.columns();
  out.points.centre = centre;
  batch(ChartKind::i, {x, {}, offsets}, {}, {}, out, 1);
  CHECK(centre == std::vector<double>{2, 2, 2});
  out.points.value = two;
  CHECK_THROWS_WITH(batch(ChartKind::i, {x, {}, offsets}, {}, {}, out, 1),
                    "out.points: got a column of 2, need none, or one a row (3)");
}

TEST_CASE("batch compares with the bytes of one comparison at a time, whatever the threads") {
  reference::Random random(203);
  for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::i, ChartKind::run}) {
    const Ragged data(random, 600, domain_of(kind), 40, false);
    const BatchSeries series = data.view(true);
    std::vector<std::int64_t> starts;
    for (std::size_t k = 0; k < series.size(); ++k) {
      const int rows = static_cast<int>(series.series(k).size());
      starts.push_back(random.chance(0.2) ? -1 : random.whole(0, rows));
    }
    const CompareSettings settings{.better = Better::higher};
    Comparisons expected(series.size());
    int compared = 0;
    for (std::size_t k = 0; k < series.size(); ++k) {
      const std::optional<std::size_t> start =
          starts[k] < 0 ? std::optional<std::size_t>()
                        : std::optional<std::size_t>(static_cast<std::size_t>(starts[k]));
      const Comparison c = compare(kind, series.series(k), start, {}, settings);
      expected.put(k, c);
      compared += std::isnan(c.p_value) ? 0 : 1;
    }
    CHECK(compared > 200);
    for (const unsigned threads : {1U, 4U}) {
      Comparisons got(series.size());
      batch(kind, series, starts, {}, settings, got.columns(), threads);
      INFO(name(kind) << ", threads " << threads);
      CHECK(same_bytes(got.codes, expected.codes));
      CHECK(same_bytes(got.numbers, expected.numbers));
      CHECK(same_bytes(got.whole, expected.whole));
    }
  }
}

TEST_CASE(
    "Comparisons of 32-bit counts have the bytes of the same counts as doubles, shared dispersion too") {
  reference::Random random(206);
  std::vector<std::int32_t> events, patients;
  std::vector<std::int64_t> offsets{0}, starts;
  for (int s = 0; s < 60; ++s) {
    const int rows = random.whole(12, 40);
    for (int t = 0; t < rows; ++t) {
      patients.push_back(random.chance(0.05) ? 0 : random.whole(5, 60));
      events.push_back(static_cast<std::int32_t>(random.binomial(patients.back(), 0.3)));
    }
    offsets.push_back(static_cast<std::int64_t>(events.size()));
    starts.push_back(random.chance(0.1) ? -1 : random.whole(5, rows - 5));
  }
  const std::vector<double> x(events.begin(), events.end()), n(patients.begin(), patients.end());
  const auto answer = [&](const BatchSeries& series) {
    Comparisons got(starts.size());
    const DispersionPriors priors = share_dispersion(ChartKind::p, series, starts, {}, 2);
    batch(ChartKind::p, series, starts, {}, {}, got.columns(), 2, priors);
    return got;
  };
  const Comparisons expected = answer({x, n, offsets});
  for (const bool both : {true, false}) {
    BatchSeries series;
    series.offsets = offsets;
    series.whole_numerator = events;
    if (both) series.whole_denominator = patients;
    else series.denominator = n;
    const Comparisons got = answer(series);
    CHECK(same_bytes(got.codes, expected.codes));
    CHECK(same_bytes(got.numbers, expected.numbers));
    CHECK(same_bytes(got.whole, expected.whole));
  }
}

TEST_CASE("Misuse names the first series that is refused; misuse of settings and plans writes nothing") {
  const std::vector<double> x{1, 2, 3, 4, 9, 6}, n{5, 5, 5, 5, 5, 9};
  const std::vector<std::int64_t> offsets{0, 2, 4, 6};
  const BatchSeries series{x, n, offsets};
  const Summaries untouched(3);
  const auto refused = [&](const Plan& plan, const Settings& settings, const BatchSeries& given,
                           bool written = false) {
    Summaries got(3);
    std::string message;
    try {
      batch(ChartKind::p, given, plan, settings, got.columns(), 1);
    } catch (const std::exception& error) {
      message = error.what();
    }
    if (!written) {
      CHECK(same_bytes(got.centre, untouched.centre));
      CHECK(same_bytes(got.whole, untouched.whole));
      CHECK(same_bytes(got.flags, untouched.flags));
    }
    return message;
  };
  CHECK(refused({}, {}, series, true) == "series 2: numerator[0]: got 9, need at most the denominator (5)");
  const std::vector<double> good{1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> ragged{0, 4, 5, 6};
  CHECK(refused({.breaks = {2}}, {}, {good, n, ragged}).rfind("series 1: breaks: got 2", 0) == 0);
  CHECK(refused({.exclude = {3}}, {}, {good, n, ragged}).rfind("series 1: exclude: got 3", 0) == 0);
  CHECK(refused({}, {}, {good, std::span<const double>(n).first(5), offsets})
            .rfind("denominator: got 5 values", 0) == 0);
  const std::vector<std::int64_t> backwards{0, 4, 2, 6};
  CHECK(refused({}, {}, {good, n, backwards}).rfind("offsets[2]: got 2", 0) == 0);
  CHECK_FALSE(refused({}, {}, {good, n, {}}).empty());

  Summaries narrow(2);
  CHECK_THROWS_AS(batch(ChartKind::p, {good, n, offsets}, {}, {}, narrow.columns()), std::invalid_argument);
  Summaries three(3);
  CHECK_THROWS_AS(batch(ChartKind::i, {good, n, offsets}, {}, {.limits = LimitsKind::exact}, three.columns()),
                  std::invalid_argument);
}

/** A number that one chart refuses is refused by the batch, in the same words. */
TEST_CASE("Every misuse of a number is refused, wherever it stands, by every instruction set") {
  const auto told = [](auto compute) {
    try {
      compute();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const double infinite = HUGE_VAL;
  const std::vector<std::pair<double, double>> wrong{{9, 8},
                                                     {-1, 5},
                                                     {0.5, 5},
                                                     {1, 5.5},
                                                     {1, -1},
                                                     {1, 0},
                                                     {infinite, 5},
                                                     {1, infinite},
                                                     {-9, -8},
                                                     {1, 1e-9},
                                                     {missing, -1.0},
                                                     {infinite, missing},
                                                     {missing, infinite}};
  for (const ChartKind kind : {ChartKind::p, ChartKind::np, ChartKind::u, ChartKind::up, ChartKind::i}) {
    for (const auto& [numerator, denominator] : wrong) {
      for (const std::size_t place : {0U, 7U, 8U, 11U, 70U}) {
        std::vector<double> x(75, 1.0), n(75, 5.0);
        x[place] = numerator, n[place] = denominator;
        const std::vector<std::int64_t> offsets{0, 75};
        Plan plan;
        if (place % 2 == 1) plan.freeze = {10};  // misuse before and after the baseline's end
        const std::string one = told([&] { (void)analyse(kind, {x, n}, plan); });
        for (const std::string_view isa : isas()) {
          use_isa(isa);
          Summaries got(1);
          const std::string many = told([&] { batch(kind, {x, n, offsets}, plan, {}, got.columns(), 1); });
          INFO(name(kind) << ", " << isa << ", " << numerator << " of " << denominator);
          CHECK(many == (one.empty() ? one : "series 0: " + one));
        }
      }
    }
  }
}

TEST_CASE("An excluded number that is misuse is refused, and a series' own target that is no level") {
  const std::vector<double> n(12, 5.0), fine(12, 1.0);
  std::vector<double> x = fine;
  x[3] = 9.0;
  const std::vector<std::int64_t> offsets{0, 12};
  Plan plan;
  plan.exclude = {3};
  for (const std::string_view isa : isas()) {
    use_isa(isa);
    Summaries got(1);
    CHECK_THROWS_WITH(batch(ChartKind::p, {x, n, offsets}, plan, {}, got.columns(), 1),
                      "series 0: numerator[3]: got 9, need at most the denominator (5)");
    BatchSeries series{fine, n, offsets};
    const std::vector<double> target{50.0};
    series.target = target;
    CHECK_THROWS_AS(batch(ChartKind::p, series, plan, {}, got.columns(), 1), std::invalid_argument);
  }
}

TEST_CASE("Sums, squares and limits that overflow or vanish are those of one chart at a time") {
  const std::vector<double> large{1e-300, 1e-200, 1e-80, 1.0, 1e80, 1e160, 1e200, 1e300};
  reference::Random random(202);
  std::vector<double> x, n;
  std::vector<std::int64_t> offsets{0};
  for (int s = 0; s < 2000; ++s) {
    const double size = random.chance(0.5) ? 1.0 : random.pick(large);
    const double odd = random.pick(large);
    const int length = random.whole(1, 40);
    for (int t = 0; t < length; ++t) {
      x.push_back(random.chance(0.1) ? 1e308 : random.whole(0, 9));
      n.push_back(random.chance(0.1) ? odd : size);
    }
    offsets.push_back(static_cast<std::int64_t>(x.size()));
  }
  const std::vector<double> counts(x.size(), 3.0);
  for (const ChartKind kind : {ChartKind::u, ChartKind::up, ChartKind::i, ChartKind::mr}) {
    for (const LimitsKind limits : {LimitsKind::automatic, LimitsKind::sigma}) {
      const Settings settings{.limits = limits, .conventions = {.screen = true}};
      if (kind == ChartKind::i || kind == ChartKind::mr) check_summaries(kind, {x, {}, offsets}, settings, 1);
      else check_summaries(kind, {counts, n, offsets}, settings, 1);
    }
  }
}

TEST_CASE("Limits are exact where products of sums would overflow, before and after a baseline's end") {
  // Of three patients' times the last is so long that no event would be expected before it.
  const std::vector<double> x{3.0, 8.0, 4.0}, n{1.0, 1.0, 1e200};
  const std::vector<std::int64_t> offsets{0, 3};
  for (const Plan& plan : {Plan{}, Plan{.freeze = {2}}}) {
    const Summary one = analyse(ChartKind::u, {x, n}, plan).summary;
    REQUIRE(one.beyond > 0);
    for (const std::string_view isa : isas()) {
      use_isa(isa);
      Summaries got(1), expected(1);
      expected.put(0, one);
      batch(ChartKind::u, {x, n, offsets}, plan, {}, got.columns(), 1);
      INFO(isa << ", " << plan.freeze.size());
      CHECK(same_bytes(got.whole, expected.whole));
      CHECK(same_bytes(got.centre, expected.centre));
    }
  }
}

TEST_CASE("The first series that is refused is named, where longer ones go after shorter ones") {
  const double infinite = HUGE_VAL;
  const std::vector<double> x{1.0, 2.0, infinite, 1.0, infinite};
  const std::vector<std::int64_t> offsets{0, 3, 5};
  Summaries got(2);
  CHECK_THROWS_WITH(batch(ChartKind::run, {x, {}, offsets}, {}, {}, got.columns(), 1),
                    Catch::Matchers::StartsWith("series 0:"));
}

TEST_CASE("Of several misuses the first series is named, whatever the threads") {
  std::vector<double> x(40000, 1.0);
  const std::vector<double> n(40000, 4.0);
  std::vector<std::int64_t> offsets;
  for (std::int64_t k = 0; k <= 10000; ++k) offsets.push_back(4 * k);
  for (const std::size_t k : {9999U, 6000U, 2001U, 2000U}) x[4 * k] = 5.0;
  for (const unsigned threads : {1U, 2U, 4U}) {
    Summaries got(10000);
    std::string message;
    try {
      batch(ChartKind::p, {x, n, offsets}, {}, {}, got.columns(), threads);
    } catch (const std::invalid_argument& error) {
      message = error.what();
    }
    CHECK(message.rfind("series 2000:", 0) == 0);
  }
}

TEST_CASE("What a batch calls between blocks may end it") {
  const std::vector<double> x(8192, 1.0);
  std::vector<std::int64_t> offsets(8193);
  for (std::size_t k = 0; k < offsets.size(); ++k) offsets[k] = static_cast<std::int64_t>(k);
  Summaries got(8192);
  int calls = 0;
  const auto stop = [&] {
    if (++calls == 2) throw std::runtime_error("enough");
  };
  CHECK_THROWS_AS(batch(ChartKind::i, {x, {}, offsets}, {}, {}, got.columns(), {1, stop}),
                  std::runtime_error);
  CHECK(calls == 2);
}

TEST_CASE("Misuse of a batch of comparisons names the series, and nothing is written") {
  const std::vector<double> x{1, 2, 3, 4, 5, 6}, n{5, 5, 5, 5, 5, 9};
  const std::vector<std::int64_t> offsets{0, 4, 5, 6};
  const Comparisons untouched(3);
  const auto refused = [&](const std::vector<std::int64_t>& starts, const Plan& plan,
                           const CompareSettings& settings) {
    Comparisons got(3);
    std::string message;
    try {
      batch(ChartKind::p, {x, n, offsets}, starts, plan, settings, got.columns(), 1);
    } catch (const std::exception& error) {
      message = error.what();
    }
    CHECK(same_bytes(got.codes, untouched.codes));
    CHECK(same_bytes(got.numbers, untouched.numbers));
    CHECK(same_bytes(got.whole, untouched.whole));
    return message;
  };
  CHECK(refused({2}, {}, {}).rfind("series 1: start: got 2", 0) == 0);
  CHECK(refused({1, 1}, {}, {}).rfind("start: got 2 positions", 0) == 0);
  CHECK(refused({1}, {}, {.alpha = 0.0}).find("alpha: got 0") != std::string::npos);
  CHECK(refused({1}, {.exclude = {3}}, {}).rfind("series 1: exclude: got 3", 0) == 0);
}

TEST_CASE("A batch of no series") {
  const std::vector<std::int64_t> offsets{0};
  Summaries none(0);
  batch(ChartKind::p, {{}, {}, offsets}, {}, {}, none.columns(), 4);
  batch(ChartKind::run, {{}, {}, offsets}, {}, {}, none.columns(), 0);
  CHECK(none.centre.empty());
}

TEST_CASE("A batch of nothing but series without a point, or of many before the first that has some") {
  std::vector<double> x(24), n(24, 30.0);
  for (std::size_t t = 0; t < x.size(); ++t) x[t] = t < 12 ? 3.0 : 9.0;
  std::vector<std::int64_t> empty(70, 0), last = empty;  // more than a kernel takes together
  last.push_back(24);
  for (const rule::RunsTest test : {rule::RunsTest::anhoej, rule::RunsTest::best_box, rule::RunsTest::cut_box,
                                    rule::RunsTest::exact, rule::RunsTest::none}) {
    const Settings settings{.rules = RuleSet("runs", test, {})};
    for (const ChartKind kind : {ChartKind::p, ChartKind::u, ChartKind::i, ChartKind::run, ChartKind::g}) {
      const bool denominator = kind != ChartKind::i && kind != ChartKind::g;
      const std::span<const double> none;
      for (const std::vector<std::int64_t>& offsets : {empty, last}) {
        const bool some = offsets.back() > 0;
        check_summaries(kind, {some ? x : none, some && denominator ? n : none, offsets}, settings, 1);
      }
    }
  }
}

TEST_CASE("series that share their dispersion: as compare() with the same priors, whatever the threads") {
  reference::Random random(8);
  std::vector<double> x, n;
  std::vector<std::int64_t> offsets{0}, starts;
  for (int s = 0; s < 15; ++s) {
    for (int t = 0; t < 24; ++t) n.push_back(10.0 + s), x.push_back(random.binomial(10 + s, 0.3));
    offsets.push_back(static_cast<std::int64_t>(x.size()));
    starts.push_back(s == 3 ? -1 : 12);
  }
  const BatchSeries series{x, n, offsets};
  const DispersionPriors priors = share_dispersion(ChartKind::p, series, starts, {}, 1);
  REQUIRE(priors.size() == series.size());
  CHECK_FALSE(priors[3]);
  Comparisons one(series.size()), three(series.size()), alone(series.size());
  batch(ChartKind::p, series, starts, {}, {}, one.columns(), 1, priors);
  batch(ChartKind::p, series, starts, {}, {}, three.columns(), 3,
        share_dispersion(ChartKind::p, series, starts, {}, 3));
  for (std::size_t k = 0; k < series.size(); ++k) {
    CompareSettings settings;
    settings.prior = priors[k];
    const std::optional<std::size_t> start = k == 3 ? std::nullopt : std::optional<std::size_t>(12);
    alone.put(k, compare(ChartKind::p, series.series(k), start, {}, settings));
  }
  CHECK(same_bytes(one.numbers, three.numbers));
  CHECK(same_bytes(one.codes, alone.codes));
  for (std::size_t c = 0; c < one.numbers.size(); ++c) CHECK(support::same(one.numbers[c], alone.numbers[c]));
  const std::vector<std::int64_t> few(offsets.begin(), offsets.begin() + 10);
  for (const auto& prior :
       share_dispersion(ChartKind::p, {std::span(x).first(9 * 24), std::span(n).first(9 * 24), few},
                        std::vector<std::int64_t>{12}, {}))
    CHECK_FALSE(prior);
}
