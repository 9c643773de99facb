/** @file The kernels in use. */
#pragma once

#include <type_traits>

#include <kvalspc/chart/all.hpp>

#include "kernels/facts.hpp"

namespace kvalspc::kernel {

/** @throws std::invalid_argument as isa() */
[[nodiscard]] const Table& table();

/** The kernel that decides as chart P does; null where P goes the plain way (subgroups, times). */
template <ChartPolicy P>
[[nodiscard]] Kernel kernel_of(const Table& table) noexcept {
  if constexpr (std::is_same_v<P, chart::Run>) return table.run;
  if constexpr (std::is_same_v<P, chart::I>) return table.i;
  if constexpr (std::is_same_v<P, chart::Ip>) return table.ip;
  if constexpr (std::is_same_v<P, chart::Mr>) return table.mr;
  if constexpr (std::is_same_v<P, chart::P> || std::is_same_v<P, chart::Np>) return table.p;
  if constexpr (std::is_same_v<P, chart::Pp>) return table.pp;
  if constexpr (std::is_same_v<P, chart::U> || std::is_same_v<P, chart::C>) return table.u;
  if constexpr (std::is_same_v<P, chart::Up> || std::is_same_v<P, chart::Cp>) return table.up;
  return nullptr;
}

}  // namespace kvalspc::kernel
