#include <kvalspc/aggregate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "reference/charts.hpp"
#include "reference/random.hpp"
#include "support.hpp"

using namespace kvalspc;
using support::missing;
using Offsets = std::vector<std::int64_t>;

namespace {

std::vector<double> aggregated(Aggregate how, const std::vector<double>& values, const Offsets& offsets) {
  std::vector<double> out(offsets.empty() ? 0 : offsets.size() - 1);
  aggregate(how, values, offsets, out);
  return out;
}

}  // namespace

TEST_CASE("Sum, mean and median by group; an empty group and a missing value are missing") {
  const std::vector<double> values{1, 2, 3, 10, missing, 5};
  const Offsets offsets{0, 3, 3, 4, 6};
  CHECK(support::same(aggregated(Aggregate::sum, values, offsets), {6, missing, 10, missing}));
  CHECK(support::same(aggregated(Aggregate::mean, values, offsets), {2, missing, 10, missing}));
  CHECK(support::same(aggregated(Aggregate::median, values, offsets), {2, missing, 10, missing}));
  CHECK(aggregated(Aggregate::sum, {}, {0}).empty());
}

TEST_CASE("Groups of random rows agree with the naive answer") {
  reference::Random random(91);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> values;
    Offsets offsets{0};
    for (int group = random.whole(0, 8); group > 0; --group) {
      for (int k = random.whole(1, 40); k > 0; --k) values.push_back(random.normal());
      offsets.push_back(static_cast<std::int64_t>(values.size()));
    }
    const auto sums = aggregated(Aggregate::sum, values, offsets),
               means = aggregated(Aggregate::mean, values, offsets),
               medians = aggregated(Aggregate::median, values, offsets);
    for (std::size_t g = 0; g + 1 < offsets.size(); ++g) {
      const std::vector<double> group(values.begin() + offsets[g], values.begin() + offsets[g + 1]);
      const double sum = static_cast<double>(reference::sum(group));
      CHECK(sums[g] == Approx(sum).margin(1e-13));
      CHECK(means[g] == Approx(sum / static_cast<double>(group.size())).margin(1e-13));
      CHECK(medians[g] == reference::median(group));
    }
  }
}

TEST_CASE("Offsets that cannot be are refused") {
  CHECK_THROWS_AS(require_offsets({}, 0), std::invalid_argument);
  CHECK_THROWS_AS(aggregated(Aggregate::sum, {1, 2}, {1, 2}), std::invalid_argument);
  CHECK_THROWS_AS(aggregated(Aggregate::sum, {1, 2}, {0, 2, 1, 2}), std::invalid_argument);
  CHECK_THROWS_AS(aggregated(Aggregate::sum, {1, 2}, {0, 1}), std::invalid_argument);
  CHECK_THROWS_AS(aggregated(Aggregate::sum, {1, 2}, {0, 3}), std::invalid_argument);
  std::vector<double> short_out(1);
  CHECK_THROWS_AS(aggregate(Aggregate::sum, std::vector<double>{1, 2}, Offsets{0, 1, 2}, short_out),
                  std::invalid_argument);
}
