// Prints the tables of docs/unwarranted-variation.md: simulated registers whose truth is known, and how often
// each method is right. Units of 10 to 300 patients about 30 %, the logits of their levels normal with
// standard deviation tau. Fixed seed. Usage: units_table funnel|spread|dispersion
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <kvalspc/units/funnel.hpp>
#include <kvalspc/units/variation.hpp>

#include "reference/random.hpp"

namespace {

using namespace kvalspc;
using units::Proportions;

constexpr double level = 0.3;

struct Register {
  std::vector<double> truth, x, n;
  [[nodiscard]] Series series() const { return {x, n}; }
};

Register draw(reference::Random& random, std::size_t size, double tau) {
  constexpr double fewest = 10.0, most = 300.0;
  Register made;
  for (std::size_t k = 0; k < size; ++k) {
    const double place = static_cast<double>(k) / static_cast<double>(size - 1);
    const double odds = level / (1.0 - level) * std::exp(tau * random.normal());
    made.n.push_back(std::round(fewest * std::pow(most / fewest, place)));
    made.truth.push_back(odds / (1.0 + odds));
    made.x.push_back(random.binomial(static_cast<int>(made.n.back()), made.truth.back()));
  }
  return made;
}

/** Share of units beyond limits with a dispersion, which may be another than the funnel's own. */
double share_beyond(const Register& made, const units::Funnel& found, std::size_t j,
                    const units::Overdispersion& dispersion) {
  const units::FunnelSettings settings;
  double beyond = 0.0;
  for (std::size_t k = 0; k < found.value.size(); ++k) {
    const units::FunnelBand band =
        units::funnel_band<Proportions>(made.n[k], settings.levels[j], found.centre, settings, dispersion);
    beyond += found.value[k] < band.lower || found.value[k] > band.upper ? 1.0 : 0.0;
  }
  return beyond / static_cast<double>(found.value.size());
}

double share_below(const std::vector<double>& p, double limit) {
  double below = 0.0;
  for (const double one : p) below += one < limit ? 1.0 : 0.0;
  return below / static_cast<double>(p.size());
}

void funnel_row(std::size_t size, double tau) {
  constexpr int repeats = 400;
  reference::Random random(20250103);
  units::FunnelSettings chance, rescaled;
  chance.overdispersion.adjustment = units::Adjustment::none;
  rescaled.overdispersion.rescale = true;
  double outer_chance = 0.0, inner = 0.0, outer = 0.0, outer_rescaled = 0.0, outlier = 0.0, listed = 0.0;
  for (int k = 0; k < repeats; ++k) {
    const Register made = draw(random, size, tau);
    const units::Funnel found =
        units::funnel<Proportions>(made.series(), {});  // its limits are the additive ones
    const auto dispersion = [&](const units::FunnelSettings& settings) {
      return units::detail::dispersion_of<Proportions>(made.series(), found.centre, settings);
    };
    outer_chance += share_beyond(made, found, 1, dispersion(chance));
    inner += share_beyond(made, found, 0, found.dispersion);
    outer += share_beyond(made, found, 1, found.dispersion);
    outer_rescaled += share_beyond(made, found, 1, dispersion(rescaled));
    outlier += share_below(found.outlier_p, 0.05);
    listed += share_below(found.outlier_q, 0.05);
  }
  const auto percent = [&](double sum) { return 100.0 * sum / repeats; };
  std::printf("| %zu | %.1f | %.2f | %.1f | %.2f | %.2f | %.1f | %.2f |\n", size, tau, percent(outer_chance),
              percent(inner), percent(outer), percent(outer_rescaled), percent(outlier), percent(listed));
}

void spread_row(std::size_t size, double tau) {
  constexpr int repeats = 300;
  reference::Random random(20250104);
  double found_any = 0.0, mean = 0.0, covered = 0.0, inside = 0.0, units_seen = 0.0;
  for (int k = 0; k < repeats; ++k) {
    const Register made = draw(random, size, tau);
    const units::Variation found = units::variation<Proportions>(made.series(), {});
    found_any += found.heterogeneity.p < 0.05 ? 1.0 : 0.0;
    mean += found.between.tau;
    covered += found.between.tau_lower <= tau && tau <= found.between.tau_upper ? 1.0 : 0.0;
    for (std::size_t j = 0; j < size; ++j) {
      inside += found.shrunk[j].lower <= made.truth[j] && made.truth[j] <= found.shrunk[j].upper ? 1.0 : 0.0;
      units_seen += 1.0;
    }
  }
  std::printf("| %zu | %.1f | %.1f | %.2f | %.1f | %.1f |\n", size, tau, 100.0 * found_any / repeats,
              mean / repeats, 100.0 * covered / repeats, 100.0 * inside / units_seen);
}

void dispersion_row(std::size_t size) {
  constexpr int repeats = 4000;
  reference::Random random(20250105);
  std::vector<double> z(size), deviation(size, 1.0);
  double none = 0.0, winsorised = 0.0, truncated = 0.0;
  const auto phi = [&](units::Trim trim) {
    return units::overdispersion(z, deviation, {units::Adjustment::none, trim, 0.1, false}).phi;
  };
  for (int k = 0; k < repeats; ++k) {
    for (double& one : z) one = random.normal();
    none += phi(units::Trim::none);
    winsorised += phi(units::Trim::winsorise);
    truncated += phi(units::Trim::truncate);
  }
  std::printf("| %zu | %.2f | %.2f | %.2f |\n", size, none / repeats, winsorised / repeats,
              truncated / repeats);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string table = argc == 2 ? argv[1] : "";
  if (table == "funnel") {
    std::printf(
        "| units | tau | beyond 99.8 %%, chance alone | beyond 95 %%, additive | beyond 99.8 %%, additive | "
        "the same, rescaled | outlier p < .05 | outlier q < .05 |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (const std::size_t size : {10UL, 20UL, 50UL, 110UL}) {
      for (const double tau : {0.0, 0.3, 0.6}) funnel_row(size, tau);
    }
  } else if (table == "spread") {
    std::printf(
        "| units | tau | test finds variation, %% | mean estimate of tau | interval of tau holds it, %% | "
        "intervals of units hold their levels, %% |\n|--:|--:|--:|--:|--:|--:|\n");
    for (const std::size_t size : {5UL, 10UL, 20UL, 50UL}) {
      for (const double tau : {0.0, 0.3, 0.6}) spread_row(size, tau);
    }
  } else if (table == "dispersion") {
    std::printf("| units | all | winsorised | truncated |\n|--:|--:|--:|--:|\n");
    for (const std::size_t size : {10UL, 20UL, 50UL, 110UL, 1000UL}) dispersion_row(size);
  } else {
    std::fputs("usage: units_table funnel|spread|dispersion\n", stderr);
    return 2;
  }
}
