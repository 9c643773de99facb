// Prints tables of docs/verdict.md: what is said of an improvement after the project's end, how goals are
// answered, and how often planned looks err. Simulated series with a fixed seed. Usage: follow_up_table
// sustained | goals | looks
#include <kvalspc/verdict/compare.hpp>
#include <kvalspc/verdict/goal.hpp>
#include <kvalspc/verdict/looks.hpp>
#include <kvalspc/verdict/sustained.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "random_months.hpp"

namespace {

using kvalspc::chart::Points;
using kvalspc::verdict::Evidence;
using kvalspc::verdict::Measure;

constexpr int repeats = 4000;
constexpr std::size_t before = 12, project = 12;
const kvalspc::CompareSettings wish{.better = kvalspc::Better::higher};

Evidence tested(const Points& points, std::size_t start, std::size_t end) {
  return kvalspc::verdict::test_sides(Measure::proportions, points, {start, end},
                                      kvalspc::verdict::sum_side(points, 0, start),
                                      kvalspc::verdict::sum_side(points, start, end), wish.alpha);
}

bool improved(const Evidence& evidence, double alpha) {
  return deciding(evidence).p < alpha && deciding(evidence).effect > 0.0;
}

/** Months at the three levels of a project. */
struct Project {
  double n, level0, level1, level2, inflation;
  std::size_t later;
};

void print_sustained(const Project& p) {
  RandomMonths random(20240918);
  std::vector<double> x(before + project + p.later), n(x.size(), p.n);
  std::array<int, 5> said{};
  int chosen = 0, naive = 0;
  for (int k = 0; k < repeats; ++k) {
    for (std::size_t t = 0; t < x.size(); ++t) {
      const double level = t < before ? p.level0 : t < before + project ? p.level1 : p.level2;
      x[t] = random.count(p.n, level, p.inflation);
    }
    const Points points{{x, n}};
    if (!improved(tested(points, before, before + project), wish.alpha)) continue;
    ++chosen;
    const auto s =
        kvalspc::verdict::follow_up(Measure::proportions, points, before, {before + project, x.size()}, wish);
    ++said[static_cast<std::size_t>(s.lasting)];
    const auto& fall = deciding(s.against_reached);
    naive += fall.effect < 0.0 && fall.p < 0.1 ? 1 : 0;
  }
  const auto share = [&](int count) { return 100.0 * count / chosen; };
  const auto of = [&](kvalspc::Lasting lasting) { return share(said[static_cast<std::size_t>(lasting)]); };
  using kvalspc::Lasting;
  std::printf(
      "| %g | %g %% | %g %% | %g %% | %zu | %g | %.0f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% "
      "|\n",
      p.n, 100 * p.level0, 100 * p.level1, 100 * p.level2, p.later, p.inflation, 100.0 * chosen / repeats,
      of(Lasting::sustained), of(Lasting::partly_lost), of(Lasting::lost), of(Lasting::too_early),
      share(naive));
}

void sustained() {
  std::printf(
      "| patients a month | before | reached | later | months later | variation | found improved | "
      "sustained | partly lost | lost | too early | plain test for a fall |\n");
  std::printf("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
  for (const double inflation : {1.0, 2.0}) {
    for (const double level1 : {0.60, 0.65, 0.75}) print_sustained({20, 0.5, level1, level1, inflation, 6});
  }
  for (const double later : {0.50, 0.625}) {
    for (const std::size_t months : {6U, 12U}) print_sustained({20, 0.5, 0.75, later, 1.0, months});
  }
}

void print_goal(double n, double level, std::size_t months, double inflation) {
  RandomMonths random(20240919);
  std::vector<double> x(before + months), sizes(x.size(), n);
  int yes = 0, no = 0;
  for (int k = 0; k < repeats; ++k) {
    for (std::size_t t = 0; t < x.size(); ++t) x[t] = random.count(n, t < before ? 0.35 : level, inflation);
    const auto answer = judge_goal(kvalspc::ChartKind::p, {x, sizes},
                                   {.bound = 0.5, .start = before, .first = before, .end = x.size()});
    yes += answer.outcome == kvalspc::GoalOutcome::yes ? 1 : 0;
    no += answer.outcome == kvalspc::GoalOutcome::no ? 1 : 0;
  }
  std::printf("| %g | %g %% | %zu | %g | %.1f %% | %.1f %% |\n", n, 100 * level, months, inflation,
              100.0 * yes / repeats, 100.0 * no / repeats);
}

void goals() {
  std::printf("| patients a month | true level | months judged | variation | yes | no |\n");
  std::printf("|--:|--:|--:|--:|--:|--:|\n");
  for (const double level : {0.45, 0.50, 0.55, 0.60, 0.65}) print_goal(20, level, 6, 1.0);
  for (const double inflation : {1.5, 2.0}) print_goal(20, 0.50, 6, inflation);
  print_goal(20, 0.60, 12, 1.0);
  print_goal(50, 0.60, 6, 1.0);
}

/** How often a stable series is ever found changed at looks after 4, 6 and 12 months, and a changed one. */
void print_looks(double level1, double inflation) {
  const std::vector<std::size_t> looks{4, 6, 12};
  const std::vector<double> alphas = kvalspc::look_alphas(before, looks, wish.alpha);
  RandomMonths random(20240920);
  std::vector<double> x(before + looks.back()), n(x.size(), 20.0);
  int plain = 0, planned = 0, once = 0;
  for (int k = 0; k < repeats; ++k) {
    for (std::size_t t = 0; t < x.size(); ++t) x[t] = random.count(20, t < before ? 0.5 : level1, inflation);
    const Points points{{x, n}};
    bool found_plain = false, found_planned = false, found_once = false;
    for (std::size_t look = 0; look < looks.size(); ++look) {
      const double p = deciding(tested(points, before, before + looks[look])).p;
      found_plain = found_plain || p < wish.alpha;
      found_planned = found_planned || p < alphas[look];
      found_once = p < wish.alpha;  // the last look's stays
    }
    plain += found_plain ? 1 : 0;
    planned += found_planned ? 1 : 0;
    once += found_once ? 1 : 0;
  }
  std::printf("| %g %% | %g | %.1f %% | %.1f %% | %.1f %% |\n", 100 * level1, inflation,
              100.0 * once / repeats, 100.0 * plain / repeats, 100.0 * planned / repeats);
}

void looks() {
  std::printf(
      "| after | variation | one look after 12 months | three looks, each at 5 %% | three planned looks |\n");
  std::printf("|--:|--:|--:|--:|--:|\n");
  for (const double inflation : {1.0, 2.0}) print_looks(0.50, inflation);
  print_looks(0.65, 1.0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string table = argc == 2 ? argv[1] : "";
  if (table == "sustained") sustained();
  else if (table == "goals") goals();
  else if (table == "looks") looks();
  else return std::fputs("usage: follow_up_table sustained | goals | looks\n", stderr), 2;
  return 0;
}
