#include <kvalspc/units/multiplicity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <kvalspc/monitor/eprocess.hpp>

#include "catch.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Dependence;
using Column = std::vector<double>;

namespace {

const Column fifteen{0.001, 0.008, 0.039, 0.041, 0.042, 0.06,  0.074, 0.205,
                     0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34};

/** By the definition: the list at level q is the first r with the largest r such that p_(r) <= r q / m. */
std::vector<std::size_t> listed(const Column& p, double level, double harmonic) {
  Column sorted = p;
  std::sort(sorted.begin(), sorted.end());
  double cut = -1.0;
  for (std::size_t r = 1; r <= sorted.size(); ++r) {
    if (sorted[r - 1] <= static_cast<double>(r) * level / static_cast<double>(sorted.size()) / harmonic)
      cut = sorted[r - 1];
  }
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (p[k] <= cut) found.push_back(k);
  }
  return found;
}

}  // namespace

TEST_CASE("q-values of fifteen tests are those of R's p.adjust") {
  const Column q = units::q_values(fifteen);
  const Column bh{0.015,   0.06,    0.126,   0.126,   0.126,   0.15,    0.15857, 0.29464,
                  0.29464, 0.29464, 0.29464, 0.29464, 0.29464, 0.29464, 0.34};
  for (std::size_t k = 0; k < bh.size(); ++k) CHECK(q[k] == Approx(bh[k]).epsilon(2e-5));
  // Under any dependence: times 1 + 1/2 + ... + 1/15 = 3.318229, at most 1.
  const Column by = units::q_values(fifteen, Dependence::any);
  for (std::size_t k = 0; k < bh.size(); ++k)
    CHECK(by[k] == Approx(std::min(1.0, q[k] * 3.318228993)).epsilon(1e-9));
}

TEST_CASE("A list by q-values is the list of the step-up procedure") {
  reference::Random random(3);
  for (int trial = 0; trial < 300; ++trial) {
    Column p;
    for (int k = random.whole(1, 40); k > 0; --k) p.push_back(std::pow(random.uniform(), random.whole(1, 4)));
    double harmonic = 0.0;
    for (std::size_t k = 1; k <= p.size(); ++k) harmonic += 1.0 / static_cast<double>(k);
    for (const double level : {0.05, 0.2}) {
      auto positions = units::shortlist(units::q_values(p), level).positions;
      std::sort(positions.begin(), positions.end());
      CHECK(positions == listed(p, level, 1.0));
      positions = units::shortlist(units::q_values(p, Dependence::any), level).positions;
      std::sort(positions.begin(), positions.end());
      CHECK(positions == listed(p, level, harmonic));
    }
  }
}

TEST_CASE("Tests without a p-value are not counted") {
  const Column with{0.01, support::missing, 0.04, support::missing};
  const Column q = units::q_values(with);
  CHECK(q[0] == Approx(0.02));
  CHECK(q[2] == Approx(0.04));
  CHECK(std::isnan(q[1]));
  const units::Shortlist list = units::shortlist(q, 0.05);
  CHECK(list.positions == std::vector<std::size_t>{0, 2});
  CHECK(list.tested == 2);
  CHECK(list.expected_false == Approx(0.1));
  CHECK(units::q_values(Column{}).empty());
}

TEST_CASE("e-BH lists the e-values of its definition") {
  // Wang and Ramdas: the largest k with k e_(k) / K >= 1 / level, e sorted downwards.
  const Column e{200.0, 1.5, 60.0, 0.0, 30.0, 0.9, 9.0, 2.0, 1.0, 0.1};
  const Column q = units::e_q_values(e);
  CHECK(q[0] == Approx(10.0 / 200.0));
  CHECK(q[2] == Approx(10.0 / (2.0 * 60.0)));
  CHECK(q[4] == Approx(10.0 / (3.0 * 30.0)));
  CHECK(q[3] == 1.0);
  CHECK(units::shortlist(q, 0.05).positions == std::vector<std::size_t>{0});
  CHECK(units::shortlist(q, 0.12).positions.size() == 3);
}

TEST_CASE("What is no probability and no e-value is refused") {
  const auto message = [](auto call) { return support::message_of<std::invalid_argument>(call); };
  CHECK(message([] {
          (void)units::q_values(Column{0.5, 1.5});
        }) == "p[1]: got 1.5, need a probability, or NaN");
  CHECK(message([] { (void)units::e_q_values(Column{-1.0}); }) == "e[0]: got -1, need 0 or more, or NaN");
}

TEST_CASE("Evidence looked at every month: at the first list, at most a twentieth of it is false") {
  // 30 units of 20 patients a month, 6 of them off the target of 50 %; whoever looks stops at the first list.
  constexpr int registers = 400, size = 30, off = 6, months = 24, patients = 20;
  reference::Random random(20240917);
  double wrong_share = 0.0, found = 0.0;
  int lists = 0;
  for (int trial = 0; trial < registers; ++trial) {
    Column events(size, 0.0), e(size);
    for (int month = 1; month <= months; ++month) {
      for (std::size_t u = 0; u < size; ++u) {
        events[u] += random.binomial(patients, u < off ? 0.65 : 0.5);
        e[u] = std::exp(monitor::log_evidence(true, events[u], patients * month, {.target = 0.5}));
      }
      const auto listed = units::shortlist(units::e_q_values(e), 0.05).positions;
      if (listed.empty()) continue;
      const auto right = std::count_if(listed.begin(), listed.end(), [](std::size_t u) { return u < off; });
      wrong_share += 1.0 - static_cast<double>(right) / static_cast<double>(listed.size());
      found += static_cast<double>(right);
      ++lists;
      break;
    }
  }
  CHECK(lists > registers * 9 / 10);
  CHECK(found > 1.0 * lists);
  CHECK(wrong_share <= 0.05 * registers);
}
