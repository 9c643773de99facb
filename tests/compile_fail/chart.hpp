// A chart that is complete but for the member functions that a case leaves out.
#pragma once

#include <string_view>

#include <kvalspc/analyse.hpp>

struct Half : kvalspc::chart::ValueFormulas {
  static constexpr std::string_view name = "half";
  static constexpr kvalspc::Domain domain = kvalspc::Domain::values;
  static constexpr kvalspc::Bounds bounds{};
  static constexpr kvalspc::Centre centre = kvalspc::Centre::mean;
  static constexpr kvalspc::Spread spread = kvalspc::Spread::theoretical;

#ifndef WITHOUT_SIGMA
  template <kvalspc::Real R>
  static R sigma(const kvalspc::Level<R>& level, R /*denominator*/, const kvalspc::RangeConstants&) {
    return level.centre;
  }
#endif
#ifndef WITHOUT_BEYOND
  template <kvalspc::Real R>
  static auto beyond(R numerator, R denominator, const kvalspc::Level<R>& level,
                     const kvalspc::RangeConstants& /*constants*/) {
    return kvalspc::chart::beyond_width(deviation(numerator, denominator, level), level.centre);
  }
#endif
};

inline kvalspc::Chart charted(const kvalspc::Series& series) { return kvalspc::analyse<Half>(series); }
