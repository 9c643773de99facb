// Prints the tables of docs/limits.md: how often 3-sigma and exact limits signal by mistake, and how often
// they see a relevant change. The probabilities are exact sums, with the centre line known; the decisions are
// the library's own. Usage: limits_table rates | shares | threshold
#include <kvalspc/chart/all.hpp>
#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/verdict/power.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace {

using kvalspc::math::Binomial;
using kvalspc::math::Poisson;

constexpr double nominal = kvalspc::constants::tail_probability;

/** Counts that signal: low ones up to `low`, high ones from `high` on; -1 and infinity where none does. */
struct Signalling {
  double low = -1.0;
  double high = INFINITY;
};

struct Sides {
  double low, high;
};

struct Limits {
  Signalling sigma, exact;
};

/** Both kinds of limits of chart P for a count with expectation n * level. */
template <class P, class Count>
Limits limits_of(const Count& count, double n, double level) {
  const kvalspc::Level<double> known{level, 1.0, level, 0.0};
  const auto beyond = [&](double x) { return P::beyond(x, n, known, kvalspc::constants::field); };
  const double reach = kvalspc::constants::shewhart_width * std::sqrt(count.variance());
  Limits limits;
  double low = std::floor(count.mean() - reach) + 1.0;  // does not signal: just inside
  while (low >= 0.0 && !beyond(low)) low -= 1.0;
  limits.sigma.low = low;
  double high = std::ceil(count.mean() + reach) - 1.0;
  while (high <= count.largest() && !beyond(high)) high += 1.0;
  if (high <= count.largest()) limits.sigma.high = high;
  const kvalspc::chart::CountLimits quiet = kvalspc::chart::exact_limits<P>(known, n);
  if (!std::isnan(quiet.lower)) limits.exact.low = quiet.lower - 1.0;
  if (!std::isnan(quiet.upper)) limits.exact.high = quiet.upper + 1.0;
  return limits;
}

template <class Count>
Sides probability(const Count& count, const Signalling& signalling) {
  return {count.at_most(signalling.low), std::isinf(signalling.high) ? 0.0 : count.at_least(signalling.high)};
}

/** A false-alarm rate in units of .00135. */
std::string times(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", rate / nominal);
  return text;
}

void print_row(const std::string& head, const Sides& sigma, const Sides& exact) {
  std::printf("| %s | %.5f | %.5f | %s | %s | %.5f | %.5f | %s | %s |", head.c_str(), sigma.low, sigma.high,
              times(sigma.low).c_str(), times(sigma.high).c_str(), exact.low, exact.high,
              times(exact.low).c_str(), times(exact.high).c_str());
}

void print_power(const Sides& sigma, const Sides& exact) {
  std::printf(" %.3f | %.3f | %.3f | %.3f |\n", sigma.low, exact.low, sigma.high, exact.high);
}

constexpr const char* columns =
    "3σ low | 3σ high | ÷ .00135 | ÷ .00135 | exact low | exact high | ÷ .00135 | ÷ .00135 | fall: 3σ | "
    "fall: exact | "
    "rise: 3σ | rise: exact |\n";

void rates() {
  std::printf("| expected | %s|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", columns);
  for (const double expected :
       {0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 75.0, 100.0, 150.0, 200.0}) {
    const Poisson count{expected};
    const Limits limits = limits_of<kvalspc::chart::U>(count, 1.0, expected);
    char head[32];
    std::snprintf(head, sizeof head, "%g", expected);
    print_row(head, probability(count, limits.sigma), probability(count, limits.exact));
    const Poisson fallen{kvalspc::verdict::relevant_rate(expected, false, 0.0)};
    const Poisson risen{kvalspc::verdict::relevant_rate(expected, true, 0.0)};
    print_power({probability(fallen, limits.sigma).low, probability(risen, limits.sigma).high},
                {probability(fallen, limits.exact).low, probability(risen, limits.exact).high});
  }
}

void shares() {
  std::printf("| n | p | n p | %s|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", columns);
  for (const double p : {0.02, 0.05, 0.1, 0.3, 0.5, 0.9}) {
    for (const double n : {10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 2000.0}) {
      const Binomial count{n, p};
      const Limits limits = limits_of<kvalspc::chart::P>(count, n, p);
      char head[64];
      std::snprintf(head, sizeof head, "%g | %g | %g", n, p, n * p);
      print_row(head, probability(count, limits.sigma), probability(count, limits.exact));
      const Binomial fallen{n, kvalspc::verdict::relevant_share(p, false, 0.0)};
      const Binomial risen{n, kvalspc::verdict::relevant_share(p, true, 0.0)};
      print_power({probability(fallen, limits.sigma).low, probability(risen, limits.sigma).high},
                  {probability(fallen, limits.exact).low, probability(risen, limits.exact).high});
    }
  }
}

/** The range of a side's false-alarm rate above some expectation. */
struct Range {
  double least = 1.0, most = 0.0;
  void add(double rate) {
    least = std::fmin(least, rate);
    most = std::fmax(most, rate);
  }
  [[nodiscard]] bool within(double factor) const {
    return least >= nominal / factor && most <= nominal * factor;
  }
};

constexpr double farthest = 400.0;  // expected events up to which the search looks

/** What holds for every expectation from `from` to `farthest`. */
struct Above {
  double from = 0.0;
  Range low, high;
  double total = 0.0;
};

/** Goes down from `farthest` and keeps, for each expectation, what holds from there on. */
class Descent {
 public:
  void step(double expected, const Sides& sides) {
    now_.from = expected;
    now_.low.add(sides.low);
    now_.high.add(sides.high);
    now_.total = std::fmax(now_.total, sides.low + sides.high);
    if (now_.high.within(2.0)) high_from = expected;
    if (now_.low.within(2.0)) low_from = expected;
    if (now_.total <= 0.0035) total_from = expected;
    for (std::size_t k = 0; k < marks.size(); ++k) {
      if (expected >= marks[k]) at[k] = now_;
    }
  }
  static constexpr std::array<double, 8> marks{5.0, 10.0, 25.0, 50.0, 75.0, 100.0, 105.0, 200.0};
  std::array<Above, marks.size()> at{};
  double high_from = INFINITY, low_from = INFINITY, total_from = INFINITY;

 private:
  Above now_;
};

Descent descend_rates() {
  Descent descent;
  constexpr int steps_per_event = 20;
  for (int k = static_cast<int>(farthest) * steps_per_event; k >= steps_per_event; --k) {
    const double expected = static_cast<double>(k) / steps_per_event;
    const Poisson count{expected};
    descent.step(expected, probability(count, limits_of<kvalspc::chart::U>(count, 1.0, expected).sigma));
  }
  return descent;
}

Descent descend_shares(double p) {
  Descent descent;
  for (double n = std::floor(farthest / p); n * p >= 1.0; n -= 1.0) {
    const Binomial count{n, p};
    descent.step(n * p, probability(count, limits_of<kvalspc::chart::P>(count, n, p).sigma));
  }
  return descent;
}

void print_threshold(const std::string& head, const Descent& descent) {
  std::printf("| %s | %.0f | %.0f | %.0f |\n", head.c_str(), std::ceil(descent.high_from),
              std::ceil(descent.low_from), std::ceil(descent.total_from));
}

void threshold() {
  const Descent rates = descend_rates();
  std::printf(
      "| expected events from | 3σ low | 3σ high | ÷ .00135, low | ÷ .00135, high | both sides at most |\n");
  std::printf("|--:|--:|--:|--:|--:|--:|\n");
  for (std::size_t k = 0; k < Descent::marks.size(); ++k) {
    const Above& above = rates.at[k];
    std::printf("| %g | %.5f to %.5f | %.5f to %.5f | %s to %s | %s to %s | %.5f |\n", Descent::marks[k],
                above.low.least, above.low.most, above.high.least, above.high.most,
                times(above.low.least).c_str(), times(above.low.most).c_str(),
                times(above.high.least).c_str(), times(above.high.most).c_str(), above.total);
  }
  std::printf(
      "\n| counts | high side within a factor 2 from | low side within a factor 2 from | both sides below "
      ".0035 from |\n");
  std::printf("|:--|--:|--:|--:|\n");
  print_threshold("Poisson", rates);
  for (const double p : {0.02, 0.05, 0.1, 0.2, 0.3, 0.5}) {
    char head[32];
    std::snprintf(head, sizeof head, "binomial, p = %g", p);
    print_threshold(head, descend_shares(p));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string table = argc == 2 ? argv[1] : "";
  if (table == "rates") rates();
  else if (table == "shares") shares();
  else if (table == "threshold") threshold();
  else {
    std::fputs("usage: limits_table rates | shares | threshold\n", stderr);
    return 2;
  }
}
