#include "ward.hpp"

#include <array>

kvalspc::Chart ward::infections() {
  constexpr std::array<double, 12> infections{4, 6, 5, 7, 3, 5, 8, 4, 6, 5, 4, 6};
  constexpr std::array<double, 12> patients{50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 25};
  kvalspc::Settings settings;
  settings.limits = kvalspc::LimitsKind::sigma;
  return kvalspc::analyse(kvalspc::ChartKind::p, {infections, patients}, {}, settings);
}
