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

extern const kernel::Table table;
// NOLINTNEXTLINE(misc-definitions-in-headers): each ISA unit has its own, in its own namespace
constexpr kernel::Table table{&run_kernel<chart::Run>, &run_kernel<chart::I>, &run_kernel<chart::Ip>,
                              &run_kernel<chart::Mr>,  &run_kernel<chart::P>, &run_kernel<chart::Pp>,
                              &run_kernel<chart::U>,   &run_kernel<chart::Up>};

}  // namespace kvalspc::KVALSPC_ISA
