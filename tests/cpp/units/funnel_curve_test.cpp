#include <kvalspc/units/funnel_curve.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace kvalspc;
using units::Funnel;
using units::FunnelCurve;
using units::FunnelSettings;
using units::Proportions;
using units::Rates;
using Column = std::vector<double>;

TEST_CASE("The curve passes through every unit's own limits, to the bit") {
  Column x, n;
  for (int k = 1; k <= 15; ++k) {
    n.push_back(7.0 * k * k);
    x.push_back(2.0 * k * k + k % 4);
  }
  n.push_back(0.0);
  x.push_back(0.0);
  const FunnelSettings settings;
  const Funnel found = units::funnel<Proportions>({x, n}, settings);
  const FunnelCurve curve = units::funnel_curve<Proportions>({x, n}, found, settings);
  CHECK(std::is_sorted(curve.denominator.begin(), curve.denominator.end()));
  for (std::size_t k = 0; k < 15; ++k) {
    const auto at = std::lower_bound(curve.denominator.begin(), curve.denominator.end(), n[k]);
    REQUIRE(*at == n[k]);
    const auto place = static_cast<std::size_t>(at - curve.denominator.begin());
    for (std::size_t j = 0; j < settings.levels.size(); ++j) {
      CHECK(support::same(curve.bands[j][place].lower, found.bands[j][k].lower));
      CHECK(support::same(curve.bands[j][place].upper, found.bands[j][k].upper));
    }
  }
  CHECK(curve.denominator.back() > *std::max_element(n.begin(), n.end()));
}

TEST_CASE("Without units there is no curve") {
  const FunnelCurve curve = units::funnel_curve<Rates>({}, Funnel{}, FunnelSettings{});
  CHECK(curve.denominator.empty());
  CHECK(curve.bands.size() == 2);
}
