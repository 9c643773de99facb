#include <kvalspc/verdict/scan.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/verdict/change_point.hpp>

#include "catch.hpp"
#include "reference/nile.hpp"
#include "reference/random.hpp"
#include "reference/scan.hpp"
#include "support.hpp"

using namespace kvalspc;
using verdict::Scan;
using verdict::ScanProportions;
using verdict::ScanRates;
using Column = std::vector<double>;

namespace {

double scan_p(const Column& x, const Column& n, bool rates) {
  if (rates) {
    const Scan<ScanRates> scan(x, n);
    return scan.p(scan.statistic());
  }
  const Scan<ScanProportions> scan(x, n);
  return scan.p(scan.statistic());
}

/** The points that count, with periods without patients dropped as compare() drops them. */
verdict::Gathered gathered(const Column& x, const Column& n) {
  return verdict::gather(chart::Points{{x, n}, {}}, 0, x.size());
}

/** Splits of the 95 % set, as numbers of points before the change. */
template <class Model>
std::pair<std::size_t, std::size_t> dates(const Column& x, const Column& n) {
  const auto [lower, upper] = verdict::likely_range(Scan<Model>(x, n).log_weights(), verdict::date_content);
  return {lower + 1, upper + 1};
}

/** Normalised weights of the dates. */
template <class Model>
Column posterior(const Column& x, const Column& n) {
  Column w = Scan<Model>(x, n).log_weights();
  const double top = *std::max_element(w.begin(), w.end());
  double sum = 0.0;
  for (double& v : w) sum += v = std::exp(v - top);
  for (double& v : w) v /= sum;
  return w;
}

/** The same by log gammas in long double. */
Column posterior_by_gammas(const Column& x, const Column& n, bool rates) {
  const auto marginal = [&](long double s, long double m) {
    if (rates) return std::lgamma(s + 0.5L) - (s + 0.5L) * std::log(m);
    return std::lgamma(s + 0.5L) + std::lgamma(m - s + 0.5L) - std::lgamma(m + 1);
  };
  long double total = 0, size = 0, s = 0, m = 0, top = -1e300L, sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) total += x[k], size += n[k];
  std::vector<long double> w;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    s += x[k], m += n[k];
    w.push_back(marginal(s, m) + marginal(total - s, size - m));
    top = std::max(top, w.back());
  }
  for (long double& v : w) sum += v = std::exp(v - top);
  Column weights;
  for (const long double v : w) weights.push_back(static_cast<double>(v / sum));
  return weights;
}

const Column two_levels{8,  11, 9,  10, 12, 9,  10, 8,  11, 10, 9,  13,
                        14, 12, 15, 13, 11, 14, 16, 12, 13, 14, 12, 15};

/** P(never loud) by following every cumulative count in long double, within nine deviations of each period.
 */
long double scan_p_by_chain(const Column& x, const Column& n, bool rates) {
  long double total = 0, size = 0;
  for (std::size_t k = 0; k < x.size(); ++k) total += x[k], size += n[k];
  const long double statistic = reference::best_split(x, n, rates).ratio * (1 - 1e-10L), level = total / size;
  const auto pmf = [&](long double count, long double exposure) {
    return rates ? reference::poisson(count, exposure * level) : reference::binomial(count, exposure, level);
  };
  std::vector<long double> state(static_cast<std::size_t>(total) + 1, 0.0L);
  state[0] = 1;
  long double m = 0, low = 0, high = 0;
  for (std::size_t k = 0; k < n.size(); ++k) {
    m += n[k];
    const long double sd = std::sqrt(n[k] * level) + 1, mean = n[k] * level;
    const long double from = std::max(0.0L, std::floor(mean - 9 * sd)), to = std::ceil(mean + 9 * sd);
    std::vector<long double> count;
    for (long double c = from; c <= to; ++c) count.push_back(pmf(c, n[k]));
    std::vector<long double> next(state.size(), 0.0L);
    for (long double s = low; s <= high; ++s) {
      const long double weight = state[static_cast<std::size_t>(s)];
      if (weight == 0) continue;
      for (std::size_t j = 0; j < count.size(); ++j) {
        const long double at = s + from + static_cast<long double>(j);
        if (at <= total) next[static_cast<std::size_t>(at)] += weight * count[j];
      }
    }
    low = total, high = 0;
    for (std::size_t s = 0; s < next.size(); ++s) {
      if (next[s] == 0) continue;
      if (k + 1 < n.size()) {
        long double ratio = reference::x_log_x(static_cast<long double>(s), m * level) +
                            reference::x_log_x(total - static_cast<long double>(s), (size - m) * level);
        if (!rates) {
          ratio +=
              reference::x_log_x(m - static_cast<long double>(s), m * (1 - level)) +
              reference::x_log_x(size - m - total + static_cast<long double>(s), (size - m) * (1 - level));
        }
        if (ratio >= statistic) next[s] = 0;
      }
      if (next[s] == 0) continue;
      low = std::min(low, static_cast<long double>(s));
      high = std::max(high, static_cast<long double>(s));
    }
    state = next;
  }
  return 1 - state.back() / pmf(total, size);
}

}  // namespace

TEST_CASE("Worsley's exact p of (1, 0, 1, 3, 4) of 5 each: .02001003439") {
  const Column x{1, 0, 1, 3, 4}, n = support::repeated(5, 5.0);
  const Scan<ScanProportions> scan(x, n);
  CHECK(scan.split() + 1 == 3);
  CHECK(std::abs(scan.statistic() - 4.33669484) < 5e-9);
  CHECK(std::abs(scan.p(scan.statistic()) - .02001003439) < 5e-12);
}

TEST_CASE("Two levels: k = 11, LLR 8.2337218, p 9.3821e-4, dates 8 to 14") {
  const Column n = support::repeated(24, 20.0);
  const Scan<ScanProportions> scan(two_levels, n);
  CHECK(scan.split() + 1 == 11);
  CHECK(std::abs(scan.statistic() - 8.2337218) < 5e-8);
  CHECK(std::abs(scan.p(scan.statistic()) - 9.3821e-4) < 5e-9);
  CHECK(dates<ScanProportions>(two_levels, n) == std::pair<std::size_t, std::size_t>{8, 14});
  const Column weights = posterior<ScanProportions>(two_levels, n);
  CHECK(std::abs(weights[10] - .52084) < 5e-6);
  CHECK(std::abs(weights[11] - .19521) < 5e-6);
  const verdict::ChangePoint change = verdict::find_change<ScanProportions>(gathered(two_levels, n), false);
  CHECK(change.log_likelihood_ratio == scan.statistic());
  CHECK(std::abs(change.bayes_factor - 22.94) < .005);
}

TEST_CASE("The Bayes factor is that of integrals over the levels, by a sum over a fine grid") {
  const Column x{2, 0, 1, 3, 2, 1, 4, 5, 3, 4, 5}, n{6, 3, 5, 7, 4, 6, 5, 8, 4, 6, 9};
  // Beta(.5, .5) is the distribution of sin^2(u), u uniform on (0, pi / 2): the midpoints of its parts.
  constexpr int parts = 4000;
  const auto marginal = [](double events, double size) {
    double sum = 0.0;
    for (int k = 0; k < parts; ++k) {
      const double sine = std::sin((k + .5) / parts * std::acos(0.0)), level = sine * sine;
      sum += std::pow(level, events) * std::pow(1.0 - level, size - events);
    }
    return sum / parts;
  };
  double s = 0.0, m = 0.0, sum = 0.0;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    s += x[k], m += n[k];
    sum += marginal(s, m) * marginal(30.0 - s, 63.0 - m);
  }
  const double expected = sum / 10.0 / marginal(30.0, 63.0);
  const verdict::ChangePoint shares = verdict::find_change<ScanProportions>(gathered(x, n), false);
  CHECK(shares.bayes_factor == Approx(expected).epsilon(1e-10));
  // Gaps of cases: each is the cases before one event.
  const Column gaps{3, 9, 0, 4, 7, 2, 30, 11, 25, 19, 40}, ones = support::repeated(11, 1.0);
  Column cases = gaps;
  for (double& c : cases) c += 1.0;
  const verdict::ChangePoint of_gaps =
      verdict::find_change_of_values(verdict::Measure::cases, gathered(gaps, ones), false);
  const verdict::ChangePoint of_shares = verdict::find_change<ScanProportions>(gathered(ones, cases), false);
  CHECK(of_gaps.bayes_factor == of_shares.bayes_factor);
  CHECK(of_gaps.log_likelihood_ratio == of_shares.log_likelihood_ratio);
}

TEST_CASE("No likelihood ratio and no Bayes factor without a search") {
  const Column few = support::repeated(9, 5.0), size = support::repeated(9, 20.0);
  const verdict::ChangePoint none = verdict::find_change<ScanProportions>(gathered(few, size), false);
  CHECK_FALSE(none.found);
  CHECK(std::isnan(none.log_likelihood_ratio));
  CHECK(std::isnan(none.bayes_factor));
}

TEST_CASE("Orange juice before and after the adjustment: a change after sample 33, LLR 36.98163") {
  const Column x{12, 15, 8,  10, 4,  7,  16, 9,  14, 10, 5, 6, 17, 12, 22, 8, 10, 5,
                 13, 11, 20, 18, 24, 15, 9,  12, 7,  13, 9, 6, 9,  6,  12, 5, 6,  4,
                 6,  3,  7,  6,  2,  4,  3,  6,  5,  4,  8, 5, 6,  7,  5,  6, 3,  5};
  const Column n = support::repeated(54, 50.0);
  const Scan<ScanProportions> scan(x, n);
  CHECK(scan.split() + 1 == 33);
  CHECK(std::abs(scan.statistic() - 36.98163) < 5e-6);
  const double p = scan.p(scan.statistic());
  CHECK(p > 0.0);
  CHECK(p < 1e-13);
}

TEST_CASE("British coal-mining disasters: 127 in 41 years, then 64 in 71: LLR 34.99417") {
  // Jarrett (1979), Biometrika 66:191-193; means 3.09756 and .90141 (Carlin, Gelfand and Smith 1992).
  CHECK(127.0 / 41.0 == Approx(3.09756).epsilon(2e-6));
  CHECK(64.0 / 71.0 == Approx(.90141).epsilon(1e-5));
  CHECK(std::abs(ScanRates::ratio(127.0, 41.0, 191.0, 112.0) - 34.99417) < 5e-6);
  // Each year from 1851 to 1962.
  const Column x{4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5,
                 3, 4, 2, 5, 2, 2, 3, 4, 2, 1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1,
                 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 1, 1, 0, 2, 3, 3, 1, 1,
                 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1};
  REQUIRE(x.size() == 112);
  const Column years = support::repeated(112, 1.0);
  const Scan<ScanRates> scan(x, years);
  CHECK(scan.split() + 1 == 41);
  CHECK(std::abs(scan.statistic() - 34.99417) < 5e-6);
  const verdict::ChangePoint change =
      verdict::find_change<ScanRates>(gathered(x, support::repeated(112, 1.0)), false);
  CHECK(change.at == 41);
  CHECK(change.lower <= 41);
  CHECK(change.upper >= 41);
  CHECK(change.p > 0.0);
  CHECK(change.p < 1e-12);
  CHECK(change.log_likelihood_ratio == scan.statistic());
  CHECK(std::isnan(change.bayes_factor));  // Jeffreys' prior of a rate is improper
}

TEST_CASE("Nile: the mean fell after 28 years (1898), LLR 28.68421 with normal values") {
  const verdict::ChangePoint change = verdict::find_change_of_values(
      verdict::Measure::means, gathered(reference::nile(), support::repeated(100, 1.0)), true);
  CHECK(change.at == 28);
  CHECK(change.lower <= 28);
  CHECK(change.upper >= 28);
  CHECK(change.p == Approx(0.0001));  // the least that 9 999 permutations can give
  CHECK(std::abs(change.log_likelihood_ratio - 28.68421) < 5e-6);
  CHECK(std::isnan(change.bayes_factor));
}

TEST_CASE("The scan's p is what listing every outcome gives: shares and rates, unequal and empty periods") {
  reference::Random random(111);
  int cases = 0;
  double smallest = 1.0;
  for (int trial = 0; trial < 500; ++trial) {
    const bool rates = trial % 2 == 1;
    Column x, n;
    const int size = random.whole(2, 7);
    double events = 0.0, all = 0.0;
    for (int k = 0; k < size; ++k) {
      n.push_back(random.chance(0.2)            ? 0.0
                  : rates && random.chance(0.5) ? random.uniform(0.3, 5.0)
                                                : random.whole(1, rates ? 6 : 5));
      const double level = random.chance(0.5) ? 0.2 : 0.8;
      x.push_back(n.back() == 0.0 ? 0.0
                  : rates         ? std::min(4.0, random.poisson(n.back() * level))
                                  : random.binomial(static_cast<int>(n.back()), level));
      events += x.back();
      all += n.back();
    }
    if (events == 0.0 || (!rates && events == all) || events > 11.0) continue;
    const verdict::Gathered g = gathered(x, n);
    if (g.x.size() < 2) continue;
    const double expected = static_cast<double>(reference::scan_p(x, n, rates));
    INFO((rates ? "rates" : "shares") << " trial " << trial);
    CHECK(scan_p(g.x, g.n, rates) == Approx(expected).epsilon(1e-9));
    smallest = std::min(smallest, expected);
    ++cases;
  }
  CHECK(cases > 250);
  CHECK(smallest < 0.01);
}

TEST_CASE("False alarms of the scan, over every outcome: never more than the level") {
  const std::vector<Column> plans{
      {5, 5, 5, 5}, {3, 1, 4, 2, 5}, {2, 0, 6, 1, 3}, {1, 1, 1, 1, 1, 1, 1, 1}, {9, 2, 2}};
  double largest = 0.0;
  for (const bool rates : {false, true}) {
    for (const Column& n : plans) {
      double size = 0.0;
      for (const double v : n) size += v;
      for (int total = 1; total < (rates ? 9.0 : size); ++total) {
        for (const double alpha : {0.01, 0.05, 0.2}) {
          long double alarm = 0, sum = 0;
          reference::each_outcome(n, total, rates, [&](const Column& x, long double probability) {
            sum += probability;
            const verdict::Gathered g = gathered(x, n);
            if (scan_p(g.x, g.n, rates) <= alpha) alarm += probability;
          });
          REQUIRE(static_cast<double>(sum) == Approx(1.0).epsilon(1e-12));
          CHECK(static_cast<double>(alarm) <= alpha * (1.0 + 1e-9));
          if (alpha == 0.05) largest = std::max(largest, static_cast<double>(alarm));
        }
      }
    }
  }
  CHECK(largest > 0.03);  // and it does use its level
}

TEST_CASE("The p of realistic series agrees with a chain in long double") {
  reference::Random random(112);
  for (int trial = 0; trial < 25; ++trial) {
    const bool rates = trial % 2 == 1;
    Column x, n;
    const int size = random.whole(10, 40);
    const double level = random.pick<double>({0.05, 0.3, 0.5, 0.9}), lift = random.pick<double>({1.0, 1.1});
    for (int k = 0; k < size; ++k) {
      n.push_back(random.whole(1, 60));
      const double here = std::min(0.99, k < size / 2 ? level : level * lift);
      x.push_back(rates ? random.poisson(n.back() * here)
                        : random.binomial(static_cast<int>(n.back()), here));
    }
    const long double expected = scan_p_by_chain(x, n, rates);
    INFO("trial " << trial);
    if (reference::best_split(x, n, rates).ratio > 0)
      CHECK(scan_p(x, n, rates) == Approx(static_cast<double>(expected)).margin(1e-11));
  }
}

TEST_CASE(
    "Above the budget Bonferroni's bound serves: never below the exact p, never above the number of splits") {
  reference::Random random(113);
  for (int trial = 0; trial < 2; ++trial) {
    const bool rates = trial % 2 == 1;
    Column x, n;
    for (int k = 0; k < 10; ++k) {
      n.push_back(rates ? 2.0e5 : 2.4e5);
      x.push_back(std::round(n.back() * 0.5 + std::sqrt(n.back() * (rates ? 0.5 : 0.25)) *
                                                  (random.normal() + (k < 5 ? 0.0 : 2.2))));
    }
    const double p = scan_p(x, n, rates);
    const double exact = static_cast<double>(scan_p_by_chain(x, n, rates));
    INFO("p " << p << " exact " << exact);
    CHECK(p >= exact);
    CHECK(p <= std::min(1.0, 9.0 * exact * 1.01));
    CHECK(p != Approx(exact).epsilon(1e-6));  // it is the bound that is tested
  }
}

TEST_CASE("Reversing time keeps the p of the scan and mirrors its dates") {
  reference::Random random(114);
  for (int trial = 0; trial < 200; ++trial) {
    const bool rates = trial % 2 == 1;
    Column x, n;
    const int size = random.whole(10, 30);
    for (int k = 0; k < size; ++k) {
      n.push_back(random.whole(1, 30));
      x.push_back(random.binomial(static_cast<int>(n.back()), k < 7 ? 0.3 : 0.6));
    }
    const Column rx(x.rbegin(), x.rend()), rn(n.rbegin(), n.rend());
    CHECK(scan_p(rx, rn, rates) == Approx(scan_p(x, n, rates)).epsilon(1e-8));
    if (rates) continue;
    Column y;  // counting non-events
    for (std::size_t k = 0; k < x.size(); ++k) y.push_back(n[k] - x[k]);
    CHECK(scan_p(y, n, false) == Approx(scan_p(x, n, false)).epsilon(1e-8));
    CHECK(dates<ScanProportions>(y, n) == dates<ScanProportions>(x, n));
  }
}

TEST_CASE("Dates of large counts are weighted as by log gammas, and keep their weights at any size") {
  reference::Random random(1313);
  for (const bool rates : {false, true}) {
    for (const double level : {0.3, 1e-5}) {
      Column noise;
      for (int k = 0; k < 24; ++k) noise.push_back(random.normal() + (k < 13 ? -0.6 : 0.6));
      const auto weights = [&](double size) {
        Column x, n;
        for (const double z : noise) {
          n.push_back(size);
          x.push_back(
              std::nearbyint(size * level + std::sqrt(size * level * (rates ? 1.0 : 1.0 - level)) * z));
        }
        return std::pair{rates ? posterior<ScanRates>(x, n) : posterior<ScanProportions>(x, n),
                         posterior_by_gammas(x, n, rates)};
      };
      for (const double size : {2e4, 1e6, 1e8, 1e10}) {
        const auto [found, exact] = weights(size);
        INFO("size " << size << ", level " << level << ", rates " << rates);
        for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == Approx(exact[k]).margin(1e-7));
      }
      const Column large = weights(1e12).first;
      for (const double size : {1e13, 1e14, 1e15}) {
        const Column found = weights(size).first;
        INFO("size " << size << ", level " << level << ", rates " << rates);
        for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == Approx(large[k]).margin(2e-4));
      }
    }
  }
}

TEST_CASE("Large counts: a date before which there is next to nothing, or nothing") {
  Column x(20, 30000.0), n(20, 1e6);
  x[0] = 0.0;
  n[0] = 1.0;
  for (const bool rates : {false, true}) {
    const Column found = rates ? posterior<ScanRates>(x, n) : posterior<ScanProportions>(x, n);
    const Column exact = posterior_by_gammas(x, n, rates);
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k] == Approx(exact[k]).margin(1e-9));
  }
  const double factor = verdict::bayes_factor_of_change(Scan<ScanProportions>(x, n).log_weights(),
                                                        Scan<ScanProportions>(x, n).log_weight_of_none());
  CHECK(factor > 0.0);
  CHECK(factor < 1.0);
}
