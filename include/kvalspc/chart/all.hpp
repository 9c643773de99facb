/** @file Every chart of the library: a new one is a name in each of the two lists, in the same order. */
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <kvalspc/chart/c.hpp>
#include <kvalspc/chart/cp.hpp>
#include <kvalspc/chart/g.hpp>
#include <kvalspc/chart/i.hpp>
#include <kvalspc/chart/ip.hpp>
#include <kvalspc/chart/mr.hpp>
#include <kvalspc/chart/np.hpp>
#include <kvalspc/chart/p.hpp>
#include <kvalspc/chart/pp.hpp>
#include <kvalspc/chart/r.hpp>
#include <kvalspc/chart/run.hpp>
#include <kvalspc/chart/s.hpp>
#include <kvalspc/chart/t.hpp>
#include <kvalspc/chart/u.hpp>
#include <kvalspc/chart/up.hpp>
#include <kvalspc/chart/xbar.hpp>
#include <kvalspc/error.hpp>

namespace kvalspc {

/** Which chart. */
enum class ChartKind : std::uint8_t { run, i, ip, mr, p, pp, np, u, up, c, cp, g, t, xbar, s, r };

namespace chart {

template <ChartPolicy... P>
struct List {
  static constexpr std::size_t size = sizeof...(P);
  static constexpr std::array<std::string_view, size> names{P::name...};
};

using All = List<Run, I, Ip, Mr, P, Pp, Np, U, Up, C, Cp, G, T, Xbar, S, chart::R>;

}  // namespace chart

[[nodiscard]] constexpr std::string_view name(ChartKind kind) noexcept {
  return chart::All::names[static_cast<std::size_t>(kind)];
}

/**
 * The chart called `text` ("xmr" is an alias of "i").
 * @throws std::invalid_argument listing the charts there are.
 */
[[nodiscard]] inline ChartKind chart_kind(std::string_view text) {
  if (text == "xmr") return ChartKind::i;
  std::string known;
  for (std::size_t k = 0; k < chart::All::size; ++k) {
    if (chart::All::names[k] == text) return static_cast<ChartKind>(k);
    known.append(k == 0 ? "" : ", ").append(chart::All::names[k]);
  }
  detail::throw_invalid("kind", "\"" + std::string(text) + "\"", "one of " + known);
}

namespace chart {

namespace detail {

template <class Result, class Visit, class First, class... Rest>
Result visit_nth(std::size_t n, Visit& visit, List<First, Rest...>) {
  if constexpr (sizeof...(Rest) > 0) {
    if (n > 0) return visit_nth<Result>(n - 1, visit, List<Rest...>{});
  }
  return visit.template operator()<First>();
}

}  // namespace detail

/** Calls `visit.operator()<P>()` for the policy of `kind`. */
template <class Visit>
decltype(auto) with_policy(ChartKind kind, Visit&& visit) {
  using Result = decltype(visit.template operator()<Run>());
  return detail::visit_nth<Result>(static_cast<std::size_t>(kind), visit, All{});
}

}  // namespace chart
}  // namespace kvalspc
