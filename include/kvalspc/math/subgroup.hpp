/** @file How the standard deviation and the range of a few measurements relate to sigma: c4, d2 and d3. */
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>

#include <boost/math/special_functions/gamma.hpp>

#include <kvalspc/math/real.hpp>
#include <kvalspc/math/tails.hpp>

namespace kvalspc::math {

/**
 * c4: the mean standard deviation of `n` normal measurements, in sigmas; NaN below 2.
 *
 * sqrt(2 / (n - 1)) Gamma(n / 2) / Gamma((n - 1) / 2): Montgomery, Introduction to Statistical Quality
 * Control, ch. 6.3 (App. VI tabulates it).
 */
template <Real R>
[[nodiscard]] R c4(const R& n) noexcept {
  if (!(R(1.0) < n)) return R(std::numeric_limits<double>::quiet_NaN());
  const R half = R(0.5) * (n - R(1.0));
  if constexpr (std::is_same_v<R, double>) {
    return root(1.0 / half) / boost::math::tgamma_delta_ratio(half, 0.5, Policy());
  } else {
    return root(R(R(1.0) / half)) / boost::math::tgamma_delta_ratio(half, R(0.5));
  }
}

/** c5 = sqrt(1 - c4^2): the standard deviation of that standard deviation, in sigmas. */
template <Real R>
[[nodiscard]] R c5(const R& n) noexcept {
  const R mean = c4(n);
  return root(R((R(1.0) - mean) * (R(1.0) + mean)));
}

/** The most measurements whose range is tabulated: beyond that a range wastes what the others say. */
inline constexpr std::size_t largest_range = 25;

namespace detail {

using RangeTable = std::array<double, largest_range - 1>;

/** The place of subgroups of `n` in a table that begins with 2; `n` is rounded (a mean size is no whole
 * number). */
[[nodiscard]] inline double look_up(const RangeTable& table, double n) noexcept {
  const bool inside = n >= 1.5 && n < static_cast<double>(largest_range) + 0.5;
  if (!inside) return std::numeric_limits<double>::quiet_NaN();
  // NOLINTNEXTLINE(bugprone-incorrect-roundings): from 1 on n + 0.5 is the sum itself where it rounds down
  return table[static_cast<std::size_t>(n + 0.5) - 2];
}

/** d2 as printed: Montgomery, App. VI. */
inline constexpr RangeTable d2_printed{1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970,
                                       3.078, 3.173, 3.258, 3.336, 3.407, 3.472, 3.532, 3.588,
                                       3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931};

/** d2 and d3 to double precision: the integrals of Tippett (1925), Biometrika 17:364-387. */
inline constexpr RangeTable d2_exact{
    1.1283791670955126, 1.6925687506432688, 2.0587507460079283, 2.3259289472810391, 2.5344127212229427,
    2.7043567512138088, 2.8472006120905556, 2.9700263244184738, 3.0775054616703457, 3.1728727038160004,
    3.2584552797438259, 3.3359803540982550, 3.4067631081999531, 3.4718268898820750, 3.5319827861095760,
    3.5878839617653816, 3.6400637579374444, 3.6889630232076493, 3.7349501195966411, 3.7783358298426209,
    3.8193846433628324, 3.8583234232850067, 3.8953481484513564, 3.9306292195071134};
inline constexpr RangeTable d3_exact{
    0.85250246642742170, 0.88836800404520426, 0.87980820282498333, 0.86408194109950404, 0.84803968611749524,
    0.83320533562229362, 0.81983148979194397, 0.80783427455332243, 0.79705067351941123, 0.78731462055032819,
    0.77847834120338437, 0.77041620206375476, 0.76302309562479031, 0.75621142972794394, 0.74990808940991595,
    0.74405178396073144, 0.73859085337817785, 0.73348149551886842, 0.72868634570730525, 0.72417334071749904,
    0.71991480843422342, 0.71588673549181442, 0.71206817514793729, 0.70844076588865500};

}  // namespace detail

/** d2: the mean range of `n` normal measurements (2 to 25), in sigmas; else NaN. */
template <Real R>
[[nodiscard]] R d2(const R& n, bool printed) noexcept {
  return R(detail::look_up(printed ? detail::d2_printed : detail::d2_exact, static_cast<double>(n)));
}

/** d3: the standard deviation of that range, in sigmas. */
template <Real R>
[[nodiscard]] R d3(const R& n) noexcept {
  return R(detail::look_up(detail::d3_exact, static_cast<double>(n)));
}

}  // namespace kvalspc::math
