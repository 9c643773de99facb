/** @file The kernels of this ISA; included once by each ISA unit, which exports nothing else. */
#pragma once

#include <kvalspc/chart/i.hpp>
#include <kvalspc/chart/ip.hpp>
#include <kvalspc/chart/mr.hpp>
#include <kvalspc/chart/p.hpp>
#include <kvalspc/chart/pp.hpp>
#include <kvalspc/chart/run.hpp>
#include <kvalspc/chart/u.hpp>
#include <kvalspc/chart/up.hpp>

#include "kernel.hpp"

namespace kvalspc::KVALSPC_ISA {

static void widen(const std::int32_t* from, std::size_t size, double* to) noexcept {
  std::size_t k = 0;
  for (; k + Pack::width <= size; k += Pack::width) Pack::load(from + k).store(to + k);
  for (; k < size; ++k) to[k] = static_cast<double>(from[k]);
}

extern const kernel::Table table;
constexpr kernel::Table table{&run_kernel<chart::Run>, &run_kernel<chart::I>,  &run_kernel<chart::Ip>,
                              &run_kernel<chart::Mr>,  &run_kernel<chart::P>,  &run_kernel<chart::Pp>,
                              &run_kernel<chart::U>,   &run_kernel<chart::Up>, &widen};

}  // namespace kvalspc::KVALSPC_ISA
