#include <kvalspc/monitor/runs_arl.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <catch.hpp>

using kvalspc::monitor::runs_arl;
using kvalspc::monitor::RunsRule;

namespace {

const RunsRule beyond{1, 1, 3.0}, two_of_three{2, 3, 2.0}, four_of_five{4, 5, 1.0}, eight{8, 8, 0.0};

}  // namespace

TEST_CASE("runs rules: table of Champ and Woodall (1987)") {
  struct Row {
    std::vector<RunsRule> rules;
    std::vector<double> arl;
  };
  const std::vector<double> shifts{0, .2, .4, .6, .8, 1.0, 1.5, 2, 3};
  const std::vector<Row> table{
      {{beyond}, {370.40, 308.43, 200.08, 119.67, 71.55, 43.89, 14.97, 6.30, 2.00}},
      {{beyond, two_of_three}, {225.44, 177.56, 104.46, 57.92, 33.12, 20.01, 7.30, 3.65, 1.68}},
      {{beyond, four_of_five}, {166.05, 120.70, 63.88, 33.99, 19.78, 12.66, 5.86, 3.68, 1.89}},
      {{beyond, eight}, {152.73, 110.52, 59.76, 33.64, 21.07, 14.58, 7.75, 4.89, 1.99}},
      {{beyond, two_of_three, four_of_five}, {132.89, 97.86, 52.93, 28.70, 16.93, 10.95, 5.08, 3.14, 1.67}},
      {{beyond, two_of_three, eight}, {122.05, 89.14, 48.71, 27.49, 17.14, 11.73, 5.90, 3.50, 1.68}},
      {{beyond, four_of_five, eight}, {105.78, 76.01, 40.95, 23.16, 14.62, 10.19, 5.50, 3.65, 1.89}},
      {{beyond, two_of_three, four_of_five, eight},
       {91.75, 66.80, 36.61, 20.91, 13.25, 9.22, 4.87, 3.13, 1.67}}};
  for (std::size_t row = 0; row < table.size(); ++row) {
    for (std::size_t k = 0; k < shifts.size(); ++k) {
      const double found = runs_arl(table[row].rules, shifts[k]);
      CAPTURE(row, shifts[k], found);
      CHECK(std::abs(found - table[row].arl[k]) <= 0.005 * (1.0 + 1e-9));
    }
  }
}

TEST_CASE("k values in a row on one side: 2^k - 1 values on average") {
  for (const int k : {6, 7, 8, 9}) {
    CHECK(runs_arl(std::vector<RunsRule>{{k, k, 0.0}}, 0.0) == Approx(std::exp2(k) - 1.0).epsilon(1e-12));
  }
}

TEST_CASE("beyond 3 sigma, or a run of seven or nine") {
  CHECK(std::abs(runs_arl(std::vector<RunsRule>{beyond, {7, 7, 0.0}}, 0.0) - 95.73) <= 0.005);
  CHECK(std::abs(runs_arl(std::vector<RunsRule>{beyond, {9, 9, 0.0}}, 0.0) - 216.70) <= 0.005);
}

TEST_CASE("a rise and a fall are found equally fast") {
  const std::vector<RunsRule> rules{beyond, two_of_three, four_of_five, eight};
  CHECK(runs_arl(rules, 0.7) == Approx(runs_arl(rules, -0.7)).epsilon(1e-10));
}
